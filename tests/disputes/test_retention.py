"""Contact details are erased three years after the end, and nothing else of a case."""

import pytest

from disputes import retention
from disputes.choices import State
from disputes.models import Complaint, Party
from puyang_property.core import history, secrecy
from puyang_property.core.secrecy.retaining import anonymise_due
from tests.disputes.living import last_line


@pytest.fixture
def closed(living):
    """Closed on 11 March 2026."""
    return living.case(State.CLOSED)


def counts(now, **how):
    return {
        done.retention.kind: done.count
        for done in anonymise_due(now, **how)
        if done.retention.kind.startswith("disputes.")
    }


@pytest.mark.parametrize(("day", "erased"), [(11, 0), (12, 1)])
def test_three_years_after_the_end_is_early_enough_and_not_before(living, closed, day, erased):
    now = living.at(10, day=day, month=3, year=2029)
    assert counts(now)["disputes.complaint"] == erased


def test_an_open_case_keeps_its_contacts_however_old(living):
    living.case(State.IN_PROGRESS)
    assert counts(living.at(year=2040))["disputes.complaint"] == 0


def test_name_telephone_and_digest_go_and_the_words_stay(living, closed):
    now = living.at(year=2030)
    counts(now)
    complaint = Complaint.objects.get()
    assert not complaint.has_contact
    assert (complaint.contact_phone_digest, complaint.anonymised_at) == ("", now)
    assert not complaint.contact_phone
    assert complaint.description == "电梯停运三天，老人下不了楼。"
    (line,) = history.of(complaint)
    assert (line.name, line.actor_kind) == ("anonymised", "clock")


def test_a_telephone_is_not_found_any_more(living, closed):
    digest = secrecy.phone_digest("13800138000")
    assert Complaint.objects.filter(contact_phone_digest=digest).exists()
    counts(living.at(year=2030))
    assert not Complaint.objects.filter(contact_phone_digest=digest).exists()


def test_a_dry_run_counts_and_erases_nothing(living, closed):
    assert counts(living.at(year=2030), dry_run=True)["disputes.complaint"] == 1
    assert Complaint.objects.get().has_contact


def test_a_second_run_finds_nothing_left(living, closed):
    counts(living.at(year=2030))
    assert counts(living.at(year=2031)) == {"disputes.complaint": 0, "disputes.party": 0}


def test_parties_lose_their_names_and_keep_role_and_word(living):
    case = living.case(State.IN_MEDIATION)
    assert not retention.parties_due(living.at(year=2040)).exists()
    living.take("withdraw", case)
    assert counts(living.at(year=2030))["disputes.party"] == 2
    assert [bool(party.name) for party in Party.objects.all()] == [False, False]
    assert [party.consent for party in Party.objects.all()] == ["given", "given"]
    assert Party.objects.last().shown_name == ""


def test_the_history_of_the_case_still_verifies(living, closed):
    counts(living.at(year=2030))
    assert list(history.faults()) == []
    assert last_line(closed).name == "closed"
