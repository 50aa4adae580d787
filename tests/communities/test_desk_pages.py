"""The register at the desk and in the admin."""

from datetime import date

import pytest
from django.urls import reverse

from communities import desk_views
from communities.companies import views
from communities.models import Community, PropertyCompany, ServiceContract
from puyang_property.core import clock, history
from tests.factories.communities import (
    CommunityFactory,
    PropertyCompanyFactory,
    ServiceContractFactory,
)

JINGDONG = "hualong-zhongyuanlu-jingdong"
pytestmark = pytest.mark.django_db


DESK_LISTS = ["communities:list", "communities:placement", "communities:contract_list"]


@pytest.mark.parametrize("name", [*DESK_LISTS, "communities:company_list"])
def test_desk_lists_cost_the_same_for_one_and_twenty(
    client_of, clerk_zhongyuan, area, queries, name
):
    client = client_of(clerk_zhongyuan)

    def add():
        row = CommunityFactory(at="hualong-zhongyuanlu")
        ServiceContractFactory(community=row, company=PropertyCompanyFactory(at=JINGDONG))

    add()
    queries(client, reverse(name))
    one = queries(client, reverse(name))
    for _ in range(19):
        add()
    assert queries(client, reverse(name)) == one


def test_a_clerk_sees_the_own_street_only(client_of, clerk_zhongyuan, clerk_shengli, area):
    row = CommunityFactory(at=JINGDONG, name="华府山水")
    contract = ServiceContractFactory(community=row)
    for user, status in ((clerk_zhongyuan, 200), (clerk_shengli, 404)):
        client = client_of(user)
        shown = "华府山水" in client.get(reverse("communities:list")).content.decode()
        assert shown is (status == 200)
        for obj in (row, contract):
            assert client.get(obj.get_absolute_url()).status_code == status
        for verb in ("change", "place", "hide", "merge", "contract_add"):
            url = reverse(f"communities:{verb}", args=[row.pk])
            assert client.get(url).status_code == status


def test_a_clerk_enters_and_changes_a_compound_by_form(client_of, clerk_zhongyuan, area):
    client = client_of(clerk_zhongyuan)
    form = {
        "area": area(JINGDONG).pk,
        "name": "华府山水",
        "aliases": "钻井院，老院",
        "kind": "old",
        "management_mode": "none",
        "is_published": "on",
    }
    answer = client.post(reverse("communities:add"), form)
    row = Community.objects.get()
    assert answer["Location"] == row.get_absolute_url()
    assert row.aliases.count() == 2
    shown = client.get(reverse("communities:change", args=[row.pk]))
    form = {
        **{name: value for name, value in form.items() if name != "area"},
        "households": "120",
        "_version": shown.context["hidden"].split('name="_version" value="')[1].split('"')[0],
    }
    assert client.post(reverse("communities:change", args=[row.pk]), form).status_code == 302
    row.refresh_from_db()
    assert row.households == 120
    assert row.aliases.filter(dropped_at=None).count() == 2
    assert [event.name for event in history.of(row)] == ["created", "changed"]


def test_a_wrong_form_comes_back_with_its_words(client_of, clerk_zhongyuan, area):
    client = client_of(clerk_zhongyuan)
    answer = client.post(reverse("communities:add"), {"name": "", "lng": "5"})
    assert answer.status_code == 422
    assert not Community.objects.exists()


def test_verbs_of_a_compound_are_pages_with_a_button(client_of, officer_hualong, area):
    row = CommunityFactory(at="hualong-zhongyuanlu")
    other = CommunityFactory(at=JINGDONG)
    client = client_of(officer_hualong)
    place = reverse("communities:place", args=[row.pk])
    assert client.post(place, {"area": area(JINGDONG).pk}).status_code == 302
    assert client.post(reverse("communities:hide", args=[row.pk])).status_code == 302
    merge = reverse("communities:merge", args=[row.pk])
    assert client.post(merge, {"into": "XXXXXX"}).status_code == 422
    assert client.post(merge, {"into": other.public_code.lower()}).status_code == 302
    row.refresh_from_db()
    assert (row.area, row.merged_into) == (area(JINGDONG), other)
    assert client.post(place, {"area": area("hualong").pk}).status_code == 409


def test_a_company_and_a_contract_are_entered_by_form(client_of, clerk_zhongyuan, area):
    client = client_of(clerk_zhongyuan)
    row = CommunityFactory(at=JINGDONG)
    assert client.post(reverse("communities:company_add"), {"name": "隆达物业"}).status_code == 302
    company = PropertyCompany.objects.get()
    url = reverse("communities:contract_add", args=[row.pk])
    form = {"company": company.pk, "kind": "ordinary", "signed_on": "2026-03-02"}
    assert client.post(url, form).status_code == 302
    contract = ServiceContract.objects.get()
    assert "2026" in client.get(contract.get_absolute_url()).content.decode()
    again = client.post(url, {**form, "signed_on": "2026-03-03"})
    assert again.status_code == 422
    assert client.get(company.get_absolute_url()).status_code == 200


def test_another_office_reads_a_company_and_does_not_change_it(client_of, clerk_shengli, area):
    company = PropertyCompanyFactory(at=JINGDONG)
    client = client_of(clerk_shengli)
    assert client.get(company.get_absolute_url()).status_code == 200
    change = reverse("communities:company_change", args=[company.pk])
    assert client.get(change).status_code == 403


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_filtered_list_is_exported_whole(client_of, clerk_zhongyuan, area, kind):
    for number in range(60):
        CommunityFactory(at=JINGDONG, name=f"花园{number}")
    CommunityFactory(at="hualong-shenglilu-jinlianhua", name="别街花园")
    url = reverse("communities:list")
    answer = client_of(clerk_zhongyuan).get(url, {"q": "花园", "export": kind})
    content = b"".join(answer.streaming_content)
    assert answer.status_code == 200
    if kind == "csv":
        lines = content.decode("utf-8-sig").splitlines()
        assert len(lines) == 61
        assert "别街花园" not in content.decode("utf-8-sig")


def test_the_admin_writes_through_the_verbs(client_of, officer_hualong, area):
    client = client_of(officer_hualong)
    form = {"name": "华府山水", "kind": "old", "management_mode": "none", "aliases": "老院"}
    form |= {
        "aliases-TOTAL_FORMS": 0,
        "aliases-INITIAL_FORMS": 0,
        "kind_periods-TOTAL_FORMS": 0,
        "kind_periods-INITIAL_FORMS": 0,
        "area": area(JINGDONG).pk,
    }
    answer = client.post(reverse("admin:communities_community_add"), form)
    assert answer.status_code == 302, answer.context["errors"]
    row = Community.objects.get()
    assert (row.name_key, row.area_path) == ("华府山水", area(JINGDONG).path)
    change = reverse("admin:communities_community_change", args=[row.pk])
    assert client.get(change).status_code == 200
    form |= {"households": 99, "is_published": "on", "area": area("hualong").pk}
    assert client.post(change, form).status_code == 302
    row.refresh_from_db()
    assert (row.households, row.is_published, row.area) == (99, False, area(JINGDONG))
    assert [event.name for event in history.of(row)] == ["created", "changed"]
    found = client.get(reverse("admin:communities_community_changelist"), {"q": "hfss"})
    assert "华府山水" in found.content.decode()


def test_the_admin_shows_nothing_of_another_district(client_of, officer_puyangxian, area):
    row = CommunityFactory(at=JINGDONG, name="华府山水")
    client = client_of(officer_puyangxian)
    listed = client.get(reverse("admin:communities_community_changelist"))
    assert "华府山水" not in listed.content.decode()
    change = reverse("admin:communities_community_change", args=[row.pk])
    assert client.get(change).status_code == 404


def test_the_page_of_a_compound_costs_the_same_for_many_contracts_and_tells_of_the_rest(
    client_of, clerk_zhongyuan, concluded, community, queries, monkeypatch
):
    client, page = client_of(clerk_zhongyuan), community.get_absolute_url()
    first = concluded(ends_on=date(2027, 12, 31))
    queries(client, page)
    one = queries(client, page)
    for year in (2010, 2012, 2014):
        term = {"starts_on": date(year, 1, 1), "ends_on": date(year + 1, 12, 31)}
        concluded(**term)
    assert queries(client, page) == one
    (deadlines,) = [found for each, found in client.get(page).context["contracts"] if each == first]
    assert deadlines == list(clock.open_for(first))
    monkeypatch.setattr(desk_views, "CONTRACTS", 2)
    found = f"{reverse('communities:contract_list')}?q={community.public_code}"
    assert found in client.get(page).text
    assert len(client.get(found).context["page"].items) == 4


def test_a_company_of_many_contracts_leads_to_all_of_them(
    client_of, clerk_zhongyuan, area, monkeypatch
):
    company = PropertyCompanyFactory(at=JINGDONG)
    for _number in range(2):
        ServiceContractFactory(community=CommunityFactory(at=JINGDONG), company=company)
    client = client_of(clerk_zhongyuan)
    found = f"{reverse('communities:contract_list')}?company={company.pk}"
    assert found not in client.get(company.get_absolute_url()).text
    monkeypatch.setattr(views, "SHOWN", 1)
    page = client.get(company.get_absolute_url())
    assert found in page.text
    assert len(page.context["running"] + page.context["ended"]) == 1
    assert len(client.get(found).context["page"].items) == 2
