"""A case points at the utility transfer of its compound, and at what that left behind."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from communities.choices import Kind
from communities.models import LegacyIssue
from communities.transfers import legacy
from communities.transfers.choices import Item
from disputes import actions
from disputes.models import Dispute
from puyang_property.core import history
from puyang_property.core.models import Deadline
from puyang_property.core.refusals import Forbidden
from tests.factories.communities import CommunityFactory
from tests.factories.transfers import LegacyIssueFactory, UtilityTransferFactory

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"


@pytest.fixture
def compound(area):
    return CommunityFactory(at=JINGDONG, kind=Kind.SOE, name="采油一厂家属院")


@pytest.fixture
def transfer(compound):
    return UtilityTransferFactory(community=compound, item=Item.WATER)


@pytest.fixture
def issue(transfer):
    return LegacyIssueFactory(transfer=transfer)


@pytest.fixture
def case(filed, compound):
    return filed(community=compound, area=None, now=None).dispute


def test_a_case_is_linked_to_an_issue_and_so_to_its_transfer(case, issue, clerk_zhongyuan):
    actions.link_transfer(case, by=clerk_zhongyuan, issue=issue)
    case.refresh_from_db()
    assert (case.transfer, case.legacy_issue) == (issue.transfer, issue)
    last = history.of(case).last()
    assert (last.name, last.user) == ("linked", clerk_zhongyuan)
    assert last.changes == {"transfer": issue.transfer.pk, "legacy_issue": issue.pk}


def test_saying_the_same_again_writes_nothing_and_the_link_can_be_removed(
    case, transfer, clerk_zhongyuan
):
    for _time in range(2):
        actions.link_transfer(case, by=clerk_zhongyuan, transfer=transfer)
    assert [event.name for event in history.of(case)].count("linked") == 1
    actions.link_transfer(case, by=clerk_zhongyuan)
    case.refresh_from_db()
    assert (case.transfer, case.legacy_issue) == (None, None)
    assert history.of(case).last().name == "unlinked"


def test_the_transfer_of_another_compound_is_refused(case, clerk_zhongyuan):
    other = UtilityTransferFactory(community=CommunityFactory(at=JINGDONG, kind=Kind.SOE))
    with pytest.raises(ValidationError):
        actions.link_transfer(case, by=clerk_zhongyuan, transfer=other)
    with pytest.raises(ValidationError):
        actions.link_transfer(case, by=clerk_zhongyuan, issue=LegacyIssueFactory(transfer=other))


def test_a_case_lets_go_of_an_issue_that_was_taken_back(case, issue, clerk_zhongyuan, client_of):
    actions.link_transfer(case, by=clerk_zhongyuan, issue=issue)
    legacy.withdraw_issue(issue, by=clerk_zhongyuan, note="录错了小区")
    case.refresh_from_db()
    assert (case.transfer, case.legacy_issue) == (issue.transfer, None)
    assert history.of(case).last().name == "issue_taken_back"
    with pytest.raises(ValidationError):
        actions.link_transfer(case, by=clerk_zhongyuan, issue=issue)
    client = client_of(clerk_zhongyuan)
    page = reverse("disputes:link_transfer", args=[case.number])
    assert f"issue-{issue.pk}" not in client.get(page).text


def test_who_only_reads_links_nothing(case, transfer, worker_jingdong, clerk_shengli):
    for person in (worker_jingdong, clerk_shengli):
        with pytest.raises(Forbidden):
            actions.link_transfer(case, by=person, transfer=transfer)


def test_the_database_knows_no_issue_without_its_transfer(case, issue):
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.filter(pk=case.pk).update(legacy_issue=issue)


# ---------------------------------------------------------------- pages
def test_the_page_of_the_case_offers_the_link_and_shows_it(case, issue, clerk_zhongyuan, client_of):
    client = client_of(clerk_zhongyuan)
    page = reverse("disputes:link_transfer", args=[case.number])
    assert page in client.get(case.get_absolute_url()).text
    shown = client.get(page)
    assert f"issue-{issue.pk}" in shown.text
    answer = client.post(page, {"about": f"issue-{issue.pk}"})
    assert answer["Location"] == case.get_absolute_url()
    assert f"#issue-{issue.pk}" in client.get(case.get_absolute_url()).text


@pytest.mark.parametrize("about", ["transfer-0", "issue-99999999", "nonsense", "issue-x"])
def test_what_is_not_offered_is_refused(case, issue, clerk_zhongyuan, client_of, about):
    page = reverse("disputes:link_transfer", args=[case.number])
    assert client_of(clerk_zhongyuan).post(page, {"about": about}).status_code == 422


def test_a_case_of_a_compound_without_transfers_offers_nothing(
    filed, area, clerk_zhongyuan, client_of
):
    plain = filed(now=None).dispute
    client = client_of(clerk_zhongyuan)
    page = reverse("disputes:link_transfer", args=[plain.number])
    assert page not in client.get(plain.get_absolute_url()).text
    assert client.get(page).status_code == 409


def test_a_legacy_issue_is_opened_from_a_case(case, transfer, clerk_zhongyuan, client_of):
    client = client_of(clerk_zhongyuan)
    page = reverse("disputes:leave_issue", args=[case.number])
    given = {"transfer": transfer.pk, "kind": "meters", "text": "两栋楼合用水表"}
    given |= {"responsible": clerk_zhongyuan.current_posts[0].pk, "due_on": "2027-03-01"}
    assert client.post(page, given)["Location"] == case.get_absolute_url()
    case.refresh_from_db()
    left = LegacyIssue.objects.get()
    assert (case.legacy_issue, case.transfer) == (left, transfer)
    assert Deadline.objects.for_subject(left).get().due_on == date(2027, 3, 1)


def test_the_page_of_the_transfer_counts_its_cases_and_each_number_leads_to_them(
    filed, compound, issue, clerk_zhongyuan, client_of
):
    cases = [filed(community=compound, area=None, now=None).dispute for _number in range(4)]
    for case in cases[:2]:
        actions.link_transfer(case, by=clerk_zhongyuan, issue=issue)
    actions.link_transfer(cases[2], by=clerk_zhongyuan, transfer=issue.transfer)
    actions.withdraw(cases[0], by=clerk_zhongyuan, note="来人撤回")
    client = client_of(clerk_zhongyuan)
    shown = client.get(issue.transfer.get_absolute_url())
    lines = [line for context in shown.context for line in context.get("lines", [])]
    assert [[n for _t, n, _u in line["cells"]] for line in lines[:2]] == [[2, 3], [1, 2]]
    for line in lines:
        for _tab, number, url in line["cells"]:
            listed = client.get(url)
            assert len(listed.context["object_list"]) == number
            assert str(issue.transfer) in listed.text


def test_a_stranger_sees_no_cases_of_a_transfer(
    case, transfer, clerk_zhongyuan, clerk_shengli, client_of
):
    actions.link_transfer(case, by=clerk_zhongyuan, transfer=transfer)
    queue = reverse("disputes:queue")
    answer = client_of(clerk_shengli).get(queue, {"tab": "all", "transfer": transfer.pk})
    assert not answer.context["object_list"]
    assert transfer.community.name not in answer.text


def test_the_api_tells_the_link(case, issue, clerk_zhongyuan, api_client_of):
    actions.link_transfer(case, by=clerk_zhongyuan, issue=issue)
    told = (
        api_client_of(clerk_zhongyuan).get(reverse("api:dispute-detail", args=[case.number])).json()
    )
    assert told["transfer"] == {"id": issue.transfer.pk, "item": "water", "state": "identified"}
    assert told["legacy_issue"]["id"] == issue.pk
