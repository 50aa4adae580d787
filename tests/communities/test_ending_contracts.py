"""How a service contract ends: notices, their clocks, and which of them came in time."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from communities import contracts
from communities.choices import EndCause, NoticeKind, NoticeParty
from communities.models import EndNotice
from puyang_property.core import history
from puyang_property.core.models import Deadline
from puyang_property.core.refusals import Refused
from tests.communities.ending import NOW, due, notice
from tests.factories.communities import EndNoticeFactory, ServiceContractFactory

pytestmark = pytest.mark.django_db

# ------------------------------------------------------------------ the table of clocks

BEFORE = [  # last day, assembly and Henan's three months, 90 days, 60 days, why
    ("2026-12-31", "2026-09-30", "2026-09-30", "2026-10-30", "2 Oct is a holiday"),
    ("2026-05-31", "2026-02-28", "2026-03-02", "2026-04-01", "28 Feb is a make-up Saturday"),
    ("2026-05-24", "2026-02-24", "2026-02-14", "2026-03-25", "23 Feb is Festival, 14 Feb made up"),
    ("2026-06-16", "2026-03-16", "2026-03-18", "2026-04-17", "no rest day near"),
    ("2026-07-04", "2026-04-03", "2026-04-03", "2026-04-30", "4 April and 5 May are holidays"),
]


@pytest.mark.parametrize(("last", "months", "ninety", "sixty", "why"), BEFORE)
def test_notices_count_back_over_festivals(concluded, last, months, ninety, sixty, why):
    now = datetime(2026, 1, 5, 10, tzinfo=timezone.get_default_timezone())
    found = due(concluded(ends_on=date.fromisoformat(last), now=now))
    told = {kind: day.isoformat() for kind, day in found.items()}
    assert told == {
        "contract_assembly": months,
        "contract_nonrenewal_henan": months,
        "contract_nonrenewal": ninety,
        "contract_dismissal": sixty,
    }, why


FORWARD = [  # signed, filing due; taken over, filing due; delivered, inspection due
    ("2026-02-05", "2026-02-24", "15 days end on 20 Feb, in the Festival: first day of work"),
    ("2026-01-30", "2026-02-14", "a make-up Saturday is a working day"),
    ("2026-03-02", "2026-03-17", "no rest day near"),
]


@pytest.mark.parametrize(("signed", "filing", "why"), FORWARD)
def test_filing_counts_forward_over_festivals(concluded, signed, filing, why):
    contract = concluded(signed_on=date.fromisoformat(signed))
    assert due(contract)["contract_filing"] == date.fromisoformat(filing), why


def test_the_inspection_is_finished_fifteen_days_before_delivery(concluded, clerk_zhongyuan):
    contract = concluded(delivery_on=date(2026, 4, 20))
    assert due(contract)["contract_inspection"] == date(2026, 4, 3)  # 5 April is a holiday
    contracts.change_contract(contract, by=clerk_zhongyuan, inspected_on=date(2026, 3, 30), now=NOW)
    assert "contract_inspection" not in due(contract)
    deadline = Deadline.objects.for_subject(contract).filter(kind="contract_inspection").last()
    assert deadline.met_at
    assert "15" in deadline.counted_text


def test_what_the_contract_says_goes_before_the_civil_code_not_before_henan(concluded):
    contract = concluded(ends_on=date(2026, 12, 31), agreed_notice_days=30)
    assert due(contract) == {
        "contract_assembly": date(2026, 9, 30),
        "contract_nonrenewal_henan": date(2026, 9, 30),
        "contract_nonrenewal": date(2026, 12, 1),
        "contract_dismissal": date(2026, 12, 1),
    }


# ------------------------------------------------------------------ notices


def test_a_notice_meets_its_clock_and_counts_down_to_the_last_day(concluded, clerk_zhongyuan):
    contract = concluded(ends_on=date(2026, 12, 31))
    given = notice(contract, clerk_zhongyuan, ends_on=date(2026, 6, 30))
    assert (given.is_late, given.latest_on, given.latest_henan_on) == (
        False,
        date(2026, 5, 1),
        None,
    )
    assert due(contract) == {"contract_last_day": date(2026, 6, 30)}
    met = Deadline.objects.for_subject(contract).filter(met_at__isnull=False)
    assert [deadline.kind for deadline in met] == ["contract_dismissal"]
    assert (contract.last_day, contract.end_cause) == (date(2026, 6, 30), EndCause.DISMISSED)
    assert history.of(contract).last().name == "notice_given"


def test_a_late_notice_is_flagged_and_recorded(concluded, clerk_zhongyuan):
    contract = concluded(ends_on=date(2026, 5, 15))
    given = notice(
        *(contract, clerk_zhongyuan, NoticeKind.NONRENEWAL, NoticeParty.COMPANY),
        ends_on=date(2026, 5, 15),
    )
    assert (given.latest_on, given.is_late) == (date(2026, 2, 14), True)
    assert (given.latest_henan_on, given.is_late_in_henan) == (date(2026, 2, 15), True)


@pytest.mark.parametrize(
    ("given_on", "late", "late_in_henan"),
    [("2026-10-02", False, True), ("2026-10-03", True, True), ("2026-09-30", False, False)],
)
def test_the_two_laws_are_kept_apart(concluded, clerk_zhongyuan, given_on, late, late_in_henan):
    contract = concluded(ends_on=date(2026, 12, 31))
    given = notice(
        *(contract, clerk_zhongyuan, NoticeKind.NONRENEWAL, NoticeParty.COMPANY),
        given_on=date.fromisoformat(given_on),
        now=datetime(2026, 10, 12, 9, tzinfo=timezone.get_default_timezone()),
    )
    assert (given.is_late, given.is_late_in_henan) == (late, late_in_henan)


@pytest.mark.parametrize(("told", "met"), [(None, False), (date(2026, 3, 2), True)])
def test_henans_notice_is_met_only_when_the_street_was_told(concluded, clerk_zhongyuan, told, met):
    contract = concluded(ends_on=date(2026, 12, 31))
    notice(
        *(contract, clerk_zhongyuan, NoticeKind.NONRENEWAL, NoticeParty.COMPANY),
        street_told_on=told,
    )
    clocks = Deadline.objects.for_subject(contract)
    assert clocks.get(kind="contract_nonrenewal").met_at
    assert bool(clocks.get(kind="contract_nonrenewal_henan").met_at) is met


def test_a_notice_taken_back_lets_the_clocks_run_again(concluded, clerk_zhongyuan):
    contract = concluded(ends_on=date(2026, 12, 31))
    before = due(contract)
    given = notice(contract, clerk_zhongyuan, ends_on=date(2026, 6, 30))
    contracts.withdraw_notice(given, by=clerk_zhongyuan, note="双方和解", now=NOW)
    contract.refresh_from_db()
    assert due(contract) == before
    assert (contract.last_day, contract.end_cause) == (date(2026, 12, 31), "")
    with pytest.raises(Refused):
        contracts.withdraw_notice(given, by=clerk_zhongyuan, note="再次", now=NOW)
    notice(contract, clerk_zhongyuan)


def test_the_term_that_a_notice_names_stays(concluded, clerk_zhongyuan):
    contract = concluded(ends_on=date(2026, 12, 31))
    given = notice(contract, clerk_zhongyuan, NoticeKind.NONRENEWAL, NoticeParty.COMPANY)
    later = {"ends_on": date(2027, 12, 31), "now": NOW}
    with pytest.raises(ValidationError) as refused:
        contracts.change_contract(contract, by=clerk_zhongyuan, **later)
    assert set(refused.value.message_dict) == {"ends_on"}
    contracts.withdraw_notice(given, by=clerk_zhongyuan, note="双方和解", now=NOW)
    contracts.change_contract(contract, by=clerk_zhongyuan, **later)


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": NoticeKind.CONTINUED},
        {"given_by": NoticeParty.COMPANY},
        {"given_on": date(2026, 3, 3)},
        {"ends_on": date(2026, 3, 1)},
    ],
    ids=str,
)
def test_a_notice_that_cannot_be_is_refused_with_words(concluded, clerk_zhongyuan, facts):
    contract = concluded(ends_on=date(2026, 12, 31))
    with pytest.raises(ValidationError):
        notice(contract, clerk_zhongyuan, **facts)
    assert not EndNotice.objects.exists()


def test_a_contract_that_ends_gets_no_second_notice(concluded, clerk_zhongyuan):
    contract = concluded(ends_on=date(2026, 12, 31))
    notice(contract, clerk_zhongyuan)
    with pytest.raises(Refused):
        notice(contract, clerk_zhongyuan)
    with pytest.raises(Refused):
        contracts.end_contract(contract, by=clerk_zhongyuan, on=date(2026, 6, 1))


def test_a_clerk_of_another_street_records_no_notice(concluded, clerk_shengli, worker_jingdong):
    contract = concluded(ends_on=date(2026, 12, 31))
    for by in (clerk_shengli, worker_jingdong):
        with pytest.raises(PermissionDenied):
            notice(contract, by)


@pytest.mark.parametrize(
    "change",
    [
        {"given_by": "owners"},
        {"ends_on": date(2026, 1, 4)},
        {"kind": "continued", "given_by": "street"},
    ],
    ids=str,
)
def test_the_database_refuses_an_incoherent_notice(community, change):
    row = EndNoticeFactory(contract=ServiceContractFactory(community=community))
    with pytest.raises(IntegrityError), transaction.atomic():
        EndNotice.objects.filter(pk=row.pk).update(**change)
