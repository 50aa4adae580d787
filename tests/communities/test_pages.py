"""Pages of the register: public, desk, API and admin."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities.models import Community, PropertyCompany, ServiceContract
from puyang_property.core import history
from tests.factories.communities import (
    CommunityAliasFactory,
    CommunityFactory,
    PropertyCompanyFactory,
    ServiceContractFactory,
)

JINGDONG = "hualong-zhongyuanlu-jingdong"
pytestmark = pytest.mark.django_db


def queries(client, url, counted):
    with counted() as found:
        assert client.get(url).status_code == 200
    return len(found)


@pytest.fixture
def counted():
    return lambda: CaptureQueriesContext(connection)


# ------------------------------------------------------------------ public
def test_the_register_is_searched_without_an_account(client, area):
    CommunityFactory(at=JINGDONG, name="华府山水")
    CommunityFactory(at=JINGDONG, name="盟城小区")
    CommunityFactory(at=JINGDONG, name="华府内院", hidden=True)
    page = client.get(reverse("communities:register"), {"q": "hf"}).content.decode()
    assert "华府山水" in page
    assert "盟城小区" not in page
    assert "华府内院" not in page


def test_the_register_narrows_by_district_and_kind(client, area):
    CommunityFactory(at=JINGDONG, name="华府山水", kind="new")
    CommunityFactory(at="puyangxian", name="濮水小镇", kind="old")
    url = reverse("communities:register")
    assert "濮水小镇" not in client.get(url, {"district": "hualong"}).content.decode()
    assert "华府山水" not in client.get(url, {"kind": "old"}).content.decode()


def test_an_empty_result_says_what_to_do(client, area):
    page = client.get(reverse("communities:register"), {"q": "没有这个"})
    assert page.status_code == 200
    assert b'class="empty"' in page.content


@pytest.mark.parametrize(
    "query", ["cursor=zzz", "q=%00", "kind=villa", "district=nowhere", "q=" + "长" * 500]
)
def test_nonsense_in_the_address_is_no_fault_of_ours(client, area, query):
    page = client.get(reverse("communities:register") + "?" + query)
    assert page.status_code == (400 if "%00" in query else 200)
    assert client.get(f"/api/v1/communities/?{query}").status_code == 400


def test_the_register_turns_its_pages_by_key(client, area):
    for _ in range(35):
        CommunityFactory(at=JINGDONG)
    first = client.get(reverse("communities:register"))
    second = client.get(reverse("communities:register") + first.context["page"].next_url)
    shown = [row.pk for row in (*first.context["page"], *second.context["page"])]
    assert len(shown) == len(set(shown)) == 35


def test_the_public_page_names_company_and_term_and_no_more(client, area):
    row = CommunityFactory(at=JINGDONG, name="华府山水")
    CommunityAliasFactory(community=row, name="钻井院")
    company = PropertyCompanyFactory(at=JINGDONG, name="隆达物业", phone="0393-4411000")
    ServiceContractFactory(
        community=row, company=company, starts_on=date(2020, 1, 1), ends_on=date(2099, 12, 31)
    )
    page = client.get(row.public_url).content.decode()
    for words in ("华府山水", "钻井院", "隆达物业", "0393-4411000", "2099", row.public_code):
        assert words in page


def test_a_code_typed_in_small_letters_opens_the_page(client, area):
    row = CommunityFactory(at=JINGDONG)
    assert client.get(f"/communities/{row.public_code.lower()}/").status_code == 200


def test_a_hidden_compound_has_no_public_page_and_a_merged_one_leads_on(client, area):
    hidden = CommunityFactory(at=JINGDONG, hidden=True)
    stays = CommunityFactory(at=JINGDONG)
    merged = CommunityFactory(at=JINGDONG, hidden=True, merged_into=stays)
    assert client.get(hidden.public_url).status_code == 404
    assert client.get("/communities/ZZZZZZ/").status_code == 404
    assert client.get(merged.public_url)["Location"] == stays.public_url


def test_suggestions_come_as_json(client, area):
    row = CommunityFactory(at=JINGDONG, name="华府山水")
    answer = client.get(reverse("communities:suggest"), {"q": "hfss"}).json()
    assert [found["public_code"] for found in answer["results"]] == [row.public_code]


@pytest.mark.parametrize("name", ["communities:register", "communities:suggest"])
def test_public_lists_cost_the_same_for_one_and_twenty(client, area, counted, name):
    url = reverse(name) + "?q=花园"
    CommunityFactory(at=JINGDONG)
    queries(client, url, counted)  # warms caches of content types and settings
    one = queries(client, url, counted)
    for _ in range(19):
        CommunityFactory(at=JINGDONG)
    assert queries(client, url, counted) == one


# ------------------------------------------------------------------ API
def test_the_api_tells_the_public_register(client, area):
    row = CommunityFactory(at=JINGDONG, name="华府山水")
    CommunityFactory(at=JINGDONG, name="华府内院", hidden=True)
    found = client.get("/api/v1/communities/", {"q": "华府"}).json()["results"]
    assert [one["public_code"] for one in found] == [row.public_code]
    assert found[0]["area"] == {"key": JINGDONG, "name": "京东社区"}
    assert found[0]["url"].endswith(row.public_url)
    for reference in (row.pk, row.public_code):
        one = client.get(f"/api/v1/communities/{reference}/").json()
        assert one["name"] == "华府山水"
        assert one["contract"] is None
    missing = client.get("/api/v1/communities/ZZZZZZ/")
    assert missing.status_code == 404
    assert missing["Content-Type"].startswith("application/problem+json")


def test_the_api_turns_its_pages(client, area):
    for _ in range(5):
        CommunityFactory(at=JINGDONG)
    seen, url = [], "/api/v1/communities/?page_size=2"
    while url:
        answer = client.get(url).json()
        seen += [one["id"] for one in answer["results"]]
        url = answer["next"]
    assert sorted(seen) == sorted(Community.objects.values_list("pk", flat=True))


# ------------------------------------------------------------------ desk
DESK_LISTS = ["communities:list", "communities:placement", "communities:contract_list"]


@pytest.mark.parametrize("name", [*DESK_LISTS, "communities:company_list"])
def test_desk_lists_cost_the_same_for_one_and_twenty(
    client_of, clerk_zhongyuan, area, counted, name
):
    client = client_of(clerk_zhongyuan)

    def add():
        row = CommunityFactory(at="hualong-zhongyuanlu")
        ServiceContractFactory(community=row, company=PropertyCompanyFactory(at=JINGDONG))

    add()
    queries(client, reverse(name), counted)
    one = queries(client, reverse(name), counted)
    for _ in range(19):
        add()
    assert queries(client, reverse(name), counted) == one


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
        "_version": shown.context["view"].hidden.split('name="_version" value="')[1].split('"')[0],
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


# ------------------------------------------------------------------ admin
def test_the_admin_writes_through_the_verbs(client_of, officer_hualong, area):
    client = client_of(officer_hualong)
    form = {"name": "华府山水", "kind": "old", "management_mode": "none", "aliases": "老院"}
    form |= {
        "aliases-TOTAL_FORMS": 0,
        "aliases-INITIAL_FORMS": 0,
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
