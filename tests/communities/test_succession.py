"""What a contract changes around it: the manager of the compound, the clocks of the one before."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from communities import contracts
from communities.actions import merge
from communities.choices import EndCause, ManagementMode, NoticeKind, NoticeParty
from communities.contracts import succession
from communities.contracts.forms import ContractForm
from communities.handovers import actions as handovers
from communities.handovers.choices import Receiver
from communities.models import EndNotice
from puyang_property.core import history
from puyang_property.core.models import Deadline
from puyang_property.core.refusals import Refused
from tests.communities.ending import NOW, TODAY, due, notice
from tests.factories.communities import CommunityFactory, PropertyCompanyFactory

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"
NOT_RENEWED = (NoticeKind.NONRENEWAL, NoticeParty.COMPANY)
BEFORE = {"contract_assembly", "contract_nonrenewal", "contract_nonrenewal_henan"}
BEFORE |= {"contract_dismissal"}


@pytest.fixture
def unmanaged(community):
    """The compound of `concluded`, which nobody manages so far."""
    community.management_mode = ManagementMode.NONE
    community.save()
    return community


def mode(community):
    community.refresh_from_db()
    return community.management_mode


# ------------------------------------------------------------------ who manages the compound


@pytest.mark.parametrize(
    "days",
    [
        {"starts_on": date(2010, 1, 1), "ends_on": date(2012, 12, 31)},
        {"starts_on": date(2026, 4, 1), "ends_on": date(2028, 3, 31)},
    ],
    ids=["past", "to come"],
)
def test_a_contract_of_another_time_makes_no_manager_of_today(concluded, unmanaged, days):
    concluded(**days)
    assert mode(unmanaged) == ManagementMode.NONE


def test_a_contract_takes_effect_on_its_first_day(concluded, unmanaged):
    contract = concluded(starts_on=date(2026, 4, 1))
    assert succession.take_effect(NOW) == 0
    began = NOW + timedelta(days=31)
    assert succession.take_effect(began) == 1
    assert succession.take_effect(began) == 0
    assert mode(unmanaged) == ManagementMode.COMPANY
    assert history.of(contract).last().name == "took_effect"


def test_a_contract_taken_back_gives_the_former_manager_back(concluded, unmanaged, clerk_zhongyuan):
    contract = concluded()
    assert mode(unmanaged) == ManagementMode.COMPANY
    contracts.withdraw_contract(contract, by=clerk_zhongyuan, now=NOW)
    assert mode(unmanaged) == ManagementMode.NONE


def test_a_contract_taken_back_leaves_a_manager_that_was_there(
    concluded, community, clerk_zhongyuan
):
    contracts.withdraw_contract(concluded(), by=clerk_zhongyuan, now=NOW)
    assert mode(community) == ManagementMode.COMPANY


# ------------------------------------------------------------------ clocks of the one before


def test_a_contract_that_moves_away_lets_the_one_before_be_handed_over(
    concluded, community, clerk_zhongyuan
):
    first = concluded(ends_on=date(2026, 12, 31))
    by = {"by": clerk_zhongyuan, "now": NOW}
    contracts.end_contract(first, on=date(2026, 12, 31), **by)
    assert due(first).keys() == {"contract_last_day"}
    days = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31)}
    own = contracts.conclude(community=community, company=first.company, **days, **by)
    assert due(first) == {}  # a company hands nothing to itself
    concluded(starts_on=date(2028, 1, 1), ends_on=date(2028, 12, 31))
    days = {"starts_on": date(2029, 1, 1), "ends_on": date(2029, 12, 31)}
    contracts.change_contract(own, **days, **by)
    assert due(first).keys() == {"contract_last_day"}


def test_a_change_that_changes_nothing_is_not_told(concluded, clerk_zhongyuan):
    contract = concluded(ends_on=date(2026, 12, 31))
    told = history.of(contract).count()
    contracts.change_contract(contract, by=clerk_zhongyuan, ends_on=date(2026, 12, 31), now=NOW)
    assert history.of(contract).count() == told


def test_a_successor_stops_what_was_to_be_decided_before_the_end(concluded, clerk_zhongyuan):
    first = concluded(ends_on=date(2026, 12, 31))
    assert due(first).keys() == BEFORE
    second = concluded(starts_on=date(2027, 1, 1))
    assert due(first) == {}
    contracts.withdraw_contract(second, by=clerk_zhongyuan, now=NOW)
    assert due(first).keys() == BEFORE


def test_the_call_of_the_assembly_is_recorded_with_its_day(concluded, clerk_zhongyuan):
    contract = concluded(ends_on=date(2026, 12, 31))
    day = {"by": clerk_zhongyuan, "now": NOW + timedelta(days=30)}
    with pytest.raises(ValidationError):
        contracts.change_contract(contract, assembly_called_on=date(2026, 4, 2), **day)
    contract.refresh_from_db()
    contracts.change_contract(contract, assembly_called_on=date(2026, 3, 20), **day)
    clocks = Deadline.objects.for_subject(contract).filter(kind="contract_assembly")
    assert clocks.get().met_on == date(2026, 3, 20)
    contracts.change_contract(contract, assembly_called_on=date(2026, 3, 23), **day)
    assert clocks.get().met_on == date(2026, 3, 23)
    contracts.change_contract(contract, ends_on=date(2026, 11, 30), **day)
    assert "contract_assembly" not in due(contract)
    contracts.change_contract(contract, assembly_called_on=None, **day)
    assert "contract_assembly" in due(contract)


def test_the_same_company_hands_nothing_over(concluded, community, clerk_zhongyuan):
    facts = {"by": clerk_zhongyuan, "community": community, "now": NOW}
    company = PropertyCompanyFactory(at=JINGDONG)
    first = contracts.conclude(
        company=company, kind="preliminary", starts_on=date(2024, 1, 1), **facts
    )
    contracts.conclude(company=company, starts_on=date(2026, 4, 1), ends_previous=True, **facts)
    first.refresh_from_db()
    assert first.end_cause == EndCause.SUPERSEDED
    assert due(first) == {}


def test_a_clerk_says_that_no_handover_is_needed(client_of, clerk_zhongyuan, concluded):
    contract = concluded()
    with pytest.raises(Refused):
        contracts.need_no_handover(contract, by=clerk_zhongyuan, note="无", now=NOW)
    contracts.end_contract(contract, by=clerk_zhongyuan, on=date(2030, 6, 30), now=NOW)
    assert due(contract).keys() == {"contract_last_day"}
    client = client_of(clerk_zhongyuan)
    page = reverse("communities:contract_no_handover", args=[contract.pk])
    assert page in client.get(contract.get_absolute_url()).text
    assert client.post(page, {"note": "原企业继续服务"}).status_code == 302
    assert due(contract) == {}
    assert page not in client.get(contract.get_absolute_url()).text


# ------------------------------------------------------------------ the street


def test_the_street_is_told_later(client_of, clerk_zhongyuan, concluded):
    contract = concluded(ends_on=date(2026, 12, 31))
    given = notice(contract, clerk_zhongyuan, *NOT_RENEWED)
    assert due(contract).keys() == {"contract_last_day", "contract_nonrenewal_henan"}
    client = client_of(clerk_zhongyuan)
    page = reverse("communities:end_notice_tell_street", args=[given.pk])
    assert page in client.get(contract.get_absolute_url()).text
    assert client.post(page, {"on": "2099-01-01"}).status_code == 422
    assert client.post(page, {"on": "2026-03-20"}).status_code == 302
    assert due(contract).keys() == {"contract_last_day"}
    clocks = Deadline.objects.for_subject(contract).filter(kind="contract_nonrenewal_henan")
    assert clocks.get().met_on == date(2026, 3, 20)
    assert page not in client.get(contract.get_absolute_url()).text


def test_a_notice_taken_back_owes_the_street_nothing_more(concluded, clerk_zhongyuan):
    contract = concluded(ends_on=date(2026, 12, 31))
    given = notice(contract, clerk_zhongyuan, *NOT_RENEWED)
    contracts.withdraw_notice(given, by=clerk_zhongyuan, note="误录", now=NOW)
    assert due(contract).keys() == BEFORE
    with pytest.raises(Refused):
        contracts.tell_street(given, by=clerk_zhongyuan, on=TODAY, now=NOW)


# ------------------------------------------------------------------ notices that fit


def test_who_does_not_renew_serves_to_the_end_of_the_term(concluded, clerk_zhongyuan):
    contract = concluded(ends_on=date(2026, 12, 31))
    with pytest.raises(ValidationError):
        notice(contract, clerk_zhongyuan, *NOT_RENEWED, ends_on=date(2026, 3, 3))
    assert not EndNotice.objects.exists()


def test_without_a_term_nothing_is_renewed(concluded, clerk_zhongyuan):
    with pytest.raises(ValidationError):
        notice(concluded(), clerk_zhongyuan, *NOT_RENEWED)


@pytest.mark.parametrize("told", [True, False])
def test_a_continuing_contract_ended_by_the_next_is_flagged_without_notice(
    client_of, concluded, clerk_zhongyuan, told
):
    contract = concluded(ends_on=date(2026, 2, 10))
    contracts.confirm_continuing(contract, by=clerk_zhongyuan, now=NOW)
    facts = {"starts_on": date(2026, 7, 1)}
    if told:
        given = (NoticeKind.CONTINUED, NoticeParty.OWNERS)
        notice(contract, clerk_zhongyuan, *given, ends_on=date(2026, 6, 30))
        concluded(**facts)
    else:
        concluded(**facts, ends_previous=True)
    contract.refresh_from_db()
    assert contract.last_day == date(2026, 6, 30)
    assert contract.ended_without_notice is not told
    page = client_of(clerk_zhongyuan).get(contract.get_absolute_url())
    assert ('class="alert alert--warning"' in page.text) is not told


# ------------------------------------------------------------------ what stands in the way


def test_a_contract_is_taken_back_once_and_its_notice_with_it(concluded, clerk_zhongyuan):
    contract = concluded(ends_on=date(2026, 12, 31))
    given = notice(contract, clerk_zhongyuan, *NOT_RENEWED)
    contracts.withdraw_contract(contract, by=clerk_zhongyuan, now=NOW)
    for verb, row in (
        (contracts.withdraw_contract, contract),
        (contracts.withdraw_notice, given),
    ):
        with pytest.raises(Refused):
            verb(row, by=clerk_zhongyuan, note="再次", now=NOW)
    given.refresh_from_db()
    assert given.withdrawn_at
    assert due(contract) == {}


def test_a_standing_handover_or_notice_keeps_the_last_day(concluded, clerk_zhongyuan):
    contract = concluded(ends_on=date(2026, 12, 31))
    handover = handovers.announce(
        contract, by=clerk_zhongyuan, receiver_kind=Receiver.RESIDENTS, receiver="社区", now=NOW
    )
    by = {"by": clerk_zhongyuan, "now": NOW}
    with pytest.raises(Refused):
        contracts.withdraw_contract(contract, **by)
    assert ContractForm(instance=contract).fields["terminated_on"].disabled
    handovers.cancel(handover, note="误立", **by)
    assert not ContractForm(instance=contract).fields["terminated_on"].disabled
    given = notice(contract, clerk_zhongyuan)
    for day in (None, date(2027, 5, 1)):
        with pytest.raises(ValidationError):
            contracts.change_contract(contract, terminated_on=day, **by)
        contract.refresh_from_db()
    assert contract.terminated_on == given.ends_on
    contracts.change_contract(contract, terminated_on=given.ends_on, number="一号", **by)


def test_the_form_keeps_the_last_day_of_a_notice(client_of, concluded, clerk_zhongyuan):
    contract = concluded(ends_on=date(2026, 12, 31))
    given = notice(contract, clerk_zhongyuan)
    client = client_of(clerk_zhongyuan)
    page = reverse("communities:contract_change", args=[contract.pk])
    form = {"kind": "ordinary", "starts_on": "2024-01-01", "ends_on": "2026-12-31"}
    assert client.post(page, {**form, "number": "一号", "terminated_on": ""}).status_code == 302
    contract.refresh_from_db()
    assert (contract.number, contract.terminated_on) == ("一号", given.ends_on)


def test_nothing_is_concluded_with_an_entry_that_was_merged(
    concluded, community, officer_hualong, clerk_zhongyuan
):
    company, into = (PropertyCompanyFactory(at=JINGDONG) for _each in range(2))
    stale = type(company).objects.get(pk=company.pk)
    contracts.merge_company(company, into=into, by=officer_hualong)
    facts = {"by": clerk_zhongyuan, "now": NOW}
    with pytest.raises(Refused):
        contracts.conclude(community=community, company=stale, **facts)
    seen = type(community).objects.get(pk=community.pk)
    merge(community, into=CommunityFactory(at=JINGDONG), by=officer_hualong)
    with pytest.raises(Refused):
        contracts.conclude(community=seen, company=into, **facts)
