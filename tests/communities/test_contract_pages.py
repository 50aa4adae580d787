"""Companies and contracts at the desk: lists, filters, forms, papers."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from communities import contracts
from communities.choices import ContractKind, ManagementMode
from communities.models import EndNotice, PropertyCompany, ServiceContract
from puyang_property.core import files
from puyang_property.core.files import processing
from tests.factories.communities import (
    CommunityFactory,
    PropertyCompanyFactory,
    ServiceContractFactory,
)
from tests.factories.core_clock import load_calendar
from tests.factories.core_files import picture

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"
LIST = "communities:contract_list"


@pytest.fixture
def clerk(client_of, clerk_zhongyuan):
    return client_of(clerk_zhongyuan)


def days(number):
    return timezone.localdate() + timedelta(days=number)


def contract(**facts):
    place = facts.pop("community", None) or CommunityFactory(
        at=JINGDONG, management_mode=ManagementMode.COMPANY
    )
    return ServiceContractFactory(
        community=place, company=PropertyCompanyFactory(at=JINGDONG), **facts
    )


def page(name, row):
    return reverse(f"communities:{name}", args=[row.pk])


# ------------------------------------------------------------------ lists


@pytest.fixture
def contracts_of_each_kind(area, clerk_zhongyuan):
    load_calendar()
    made = {
        "soon": contract(starts_on=days(-700), ends_on=days(30), signed_on=days(-710)),
        "later": contract(starts_on=days(-700), ends_on=days(300), signed_on=days(-710)),
        "ran_out": contract(starts_on=days(-700), ends_on=days(-5)),
        "continued": contract(starts_on=days(-700), ends_on=days(-50), continued_on=days(-20)),
        "ended": contract(starts_on=days(-700), ends_on=days(30), terminated_on=days(-50)),
        "preliminary": contract(kind=ContractKind.PRELIMINARY),
    }
    ServiceContract.objects.filter(pk=made["later"].pk).update(filed_on=days(-700))
    contracts.set_clocks(made["soon"], changed={"signed_on"})
    return made


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"within": 60}, ["soon"]),
        ({"within": 400}, ["soon", "later"]),
        ({"unfiled": "on"}, ["soon"]),
        ({"overdue": "on"}, ["soon"]),
        ({"continuing": "any"}, ["ran_out", "continued"]),
        ({"continuing": "open"}, ["ran_out"]),
        ({"continuing": "confirmed"}, ["continued"]),
        ({"in_force": "yes"}, ["soon", "later", "continued", "preliminary"]),
        ({"in_force": "no"}, ["ran_out", "ended"]),
        ({"kind": "preliminary"}, ["preliminary"]),
        (
            {"area": "hualong-zhongyuanlu"},
            ["soon", "later", "ran_out", "continued", "ended", "preliminary"],
        ),
        ({"within": "many"}, []),
    ],
    ids=str,
)
def test_contracts_are_narrowed(clerk, contracts_of_each_kind, asked, found):
    shown = clerk.get(reverse(LIST), asked).context["page"].items
    assert {n for n, row in contracts_of_each_kind.items() if row in shown} == set(found)


def test_contracts_are_found_by_company_too(clerk, contracts_of_each_kind):
    wanted = contracts_of_each_kind["soon"]
    shown = clerk.get(reverse(LIST), {"q": wanted.company.name}).context["page"].items
    assert shown == [wanted]
    shown = clerk.get(reverse(LIST), {"company": wanted.company.pk}).context["page"].items
    assert shown == [wanted]


def test_what_ends_next_comes_first(clerk, contracts_of_each_kind):
    answer = clerk.get(reverse("communities:contract_expiry"))
    wanted = [contracts_of_each_kind[name] for name in ("ran_out", "soon", "later")]
    assert answer.context["page"].items == wanted
    exported = clerk.get(reverse("communities:contract_expiry"), {"export": "csv"})
    lines = b"".join(exported.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(wanted)
    assert "9999" not in "".join(lines)


@pytest.mark.parametrize("name", ["contract_expiry", "company_list", "contract_list"])
def test_the_lists_cost_the_same_for_one_row_and_for_many(clerk, area, queries, name):
    contract(starts_on=days(-9), ends_on=days(9))
    url = reverse(f"communities:{name}")
    queries(clerk, url)
    one = queries(clerk, url)
    for number in range(10):
        contract(starts_on=days(-9), ends_on=days(9 + number))
    assert queries(clerk, url) == one


def test_companies_are_narrowed_and_counted(clerk, area):
    coded = PropertyCompanyFactory(at=JINGDONG, credit_code="91350100M000100Y43")
    branch = PropertyCompanyFactory(at="hualong", parent=coded)
    ServiceContractFactory(community=CommunityFactory(at=JINGDONG), company=branch)
    url = reverse("communities:company_list")

    def shown(**asked):
        return set(clerk.get(url, asked).context["page"].items)

    assert shown(code="yes") == {coded}
    assert shown(code="no") == {branch}
    assert shown(branch="branch") == {branch}
    assert shown(branch="head") == {coded}
    assert shown(kept_by="hualong-zhongyuanlu") == {coded}
    assert shown(serves="hualong-zhongyuanlu") == {branch}
    assert {row.running for row in shown(serves="hualong-zhongyuanlu")} == {1}
    exported = clerk.get(url, {"export": "csv", "code": "yes"})
    text = b"".join(exported.streaming_content).decode("utf-8-sig")
    assert coded.credit_code in text
    assert branch.name not in text


# ------------------------------------------------------------------ companies


def test_a_likely_double_is_shown_before_it_is_entered(clerk, area):
    known = PropertyCompanyFactory(at="hualong", name="濮阳市隆达物业有限公司")
    url = reverse("communities:company_add")
    answer = clerk.post(url, {"name": "隆达物业服务有限公司", "phone": "0393-4"})
    assert answer.status_code == 422
    assert known.get_absolute_url() in answer.text
    assert "0393-4" in answer.text
    form = {"name": "隆达物业服务有限公司", "is_another": "on"}
    assert clerk.post(url, form).status_code == 302
    assert PropertyCompany.objects.count() == 2


def test_a_wrong_code_says_which_part_is_wrong_at_its_field(clerk, area):
    form = {"name": "隆达物业", "credit_code": "9135O100M000100Y43"}
    answer = clerk.post(reverse("communities:company_add"), form)
    assert answer.status_code == 422
    assert "credit_code" in answer.context["form"].errors
    form["credit_code"] = "9135 0100 m000 100Y 43"
    assert clerk.post(reverse("communities:company_add"), form).status_code == 302
    assert PropertyCompany.objects.get().credit_code == "91350100M000100Y43"


def test_a_company_page_shows_branches_contracts_and_dates(clerk, clerk_zhongyuan, area):
    load_calendar()
    company = PropertyCompanyFactory(at=JINGDONG)
    branch = PropertyCompanyFactory(at=JINGDONG, parent=company)
    compounds = [CommunityFactory(at=JINGDONG) for _ in range(2)]
    for compound, served_by, first in ((compounds[0], company, -900), (compounds[1], branch, -9)):
        contracts.conclude(
            by=clerk_zhongyuan,
            community=compound,
            company=served_by,
            starts_on=days(first),
            ends_on=days(first + 500),
            signed_on=days(first),
        )
    shown = clerk.get(company.get_absolute_url())
    assert [row.community for row in shown.context["running"]] == [compounds[1]]
    assert [row.community for row in shown.context["ended"]] == [compounds[0]]
    assert branch.name in shown.text
    assert {each.kind for each, _contract in shown.context["deadlines"]} >= {"contract_filing"}


def test_a_merged_entry_leads_to_the_other(client_of, officer_hualong, area):
    officer = client_of(officer_hualong)
    company, double = (PropertyCompanyFactory(at=JINGDONG) for _ in range(2))
    answer = officer.post(page("company_merge", double), {"into": company.pk})
    assert answer.status_code == 302
    shown = officer.get(double.get_absolute_url())
    assert company.get_absolute_url() in shown.text
    assert not shown.context["may_change"]
    again = officer.post(page("company_merge", double), {"into": company.pk, "note": "再次"})
    assert again.status_code == 409


# ------------------------------------------------------------------ contracts


def test_the_form_offers_to_end_the_preliminary_contract(clerk, area):
    load_calendar()
    preliminary = contract(kind=ContractKind.PRELIMINARY, starts_on=days(-300))
    url = page("contract_add", preliminary.community)
    shown = clerk.get(url)
    assert preliminary.company.name in shown.text
    form = {
        "company": PropertyCompanyFactory(at=JINGDONG).pk,
        "kind": "ordinary",
        "starts_on": days(10).isoformat(),
        "fee_dwelling": "1.20",
        "charging": "lump_sum",
    }
    assert clerk.post(url, form).status_code == 422
    assert clerk.post(url, {**form, "ends_previous": "on"}).status_code == 302
    preliminary.refresh_from_db()
    assert preliminary.terminated_on == days(9)
    made = ServiceContract.objects.get(kind="ordinary")
    assert "1.20" in clerk.get(made.get_absolute_url()).text


def test_a_notice_is_recorded_with_its_proof(clerk, area):
    load_calendar()
    row = contract(starts_on=days(-300), ends_on=days(20))
    form = {
        "kind": "nonrenewal",
        "given_by": "company",
        "given_on": days(0).isoformat(),
        "ends_on": days(20).isoformat(),
        "proof": SimpleUploadedFile("通知.jpg", picture()),
    }
    assert clerk.post(page("contract_notice", row), form).status_code == 302
    notice = EndNotice.objects.get()
    (proof,) = files.of(notice)
    processing.process(proof.pk)
    shown = clerk.get(row.get_absolute_url())
    assert notice.is_late
    assert shown.context["notices"][0][0] == notice
    assert clerk.get(proof.get_absolute_url()).status_code == 200
    assert clerk.post(page("end_notice_withdraw", notice), {"note": "误录"}).status_code == 302
    row.refresh_from_db()
    assert row.terminated_on is None


def test_a_scan_of_the_contract_is_read_by_whoever_sees_it(
    clerk, client_of, clerk_shengli, worker_jingdong, area
):
    row = contract()
    scan = {"file": SimpleUploadedFile("合同.jpg", picture())}
    assert clerk.post(page("contract_document", row), scan).status_code == 302
    (stored,) = files.of(row)
    processing.process(stored.pk)
    url = stored.get_absolute_url()
    assert stored.name in clerk.get(row.get_absolute_url()).text
    assert client_of(worker_jingdong).get(url).status_code == 200
    assert client_of(clerk_shengli).get(url).status_code == 404


def test_a_continuing_contract_is_confirmed_and_ended_by_hand(clerk, area):
    load_calendar()
    row = contract(starts_on=days(-300), ends_on=days(-20))
    assert clerk.get(row.get_absolute_url()).context["is_continuing"]
    assert clerk.post(page("contract_continue", row), {"on": days(0)}).status_code == 302
    assert clerk.post(page("contract_continue", row), {"on": days(0)}).status_code == 409
    form = {"on": days(5).isoformat(), "cause": "agreed"}
    assert clerk.post(page("contract_end", row), form).status_code == 302
    row.refresh_from_db()
    assert (row.terminated_on, row.end_cause) == (days(5), "agreed")


def test_the_admin_writes_a_company_through_the_verbs(client_of, officer_hualong, auditor, area):
    company = PropertyCompanyFactory(at=JINGDONG, name="濮阳市隆达物业有限公司")
    change = reverse("admin:communities_propertycompany_change", args=[company.pk])
    form = {"name": "濮阳市龙腾物业有限公司", "former_names": "老城物业", "contact_post": "办公室"}
    for inline in ("aliases", "branches"):
        form |= {f"{inline}-TOTAL_FORMS": 0, f"{inline}-INITIAL_FORMS": 0}
    assert client_of(officer_hualong).post(change, form).status_code == 302
    company.refresh_from_db()
    assert company.contact_post == "办公室"
    former = set(company.aliases.current().values_list("name", flat=True))
    assert former == {"老城物业", "濮阳市隆达物业有限公司"}
    found = client_of(auditor).get(
        reverse("admin:communities_propertycompany_changelist"), {"q": "longda"}
    )
    assert company.name in found.text
