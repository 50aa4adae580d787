"""What script/bench loads: cases as the portal itself would have written them."""

import pytest
from benchmark import loading
from benchmark.drawing import DOSSIER_EVENTS, code_of
from benchmark.texts import COMMON_WORD, RARE_PHRASE, RARE_WORD
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from disputes import indexing, numbers, tracking
from disputes.choices import OPEN_STATES
from disputes.models import Complaint, Dispute
from puyang_property.core import history, reminders
from puyang_property.core.models import Deadline, Event
from puyang_property.core.secrecy.retaining import anonymise_due

pytestmark = pytest.mark.django_db
CASES = 400


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup, django_db_blocker):
    """A small city with some hundred cases, gone with this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        for name in ("load_areas", "load_calendar", "load_rules", "load_categories"):
            call_command(name, verbosity=0)
        loading.prepare(CASES, compounds=40)
        with connection.cursor() as cursor:
            loading.write(cursor, (1, CASES + 1))
        yield
        transaction.set_rollback(True)


def test_every_link_leads_somewhere():
    connection.check_constraints()
    assert Dispute.objects.count() == Complaint.objects.count() == CASES


def test_every_chain_of_events_verifies():
    assert list(history.faults()) == []


def test_the_search_columns_are_those_of_the_portal():
    columns = ("search_text", "search_grams")
    for dispute in Dispute.objects.order_by("id")[::20]:
        loaded = Dispute.objects.filter(pk=dispute.pk).values_list(*columns).get()
        indexing.index(dispute)
        assert Dispute.objects.filter(pk=dispute.pk).values_list(*columns).get() == loaded


def test_most_cases_have_ended_and_some_are_open():
    states = dict(Dispute.objects.order_by().values_list("state").annotate(Count("id")))
    still_open = sum(number for state, number in states.items() if state in OPEN_STATES)
    assert 0 < still_open < CASES / 5
    assert states["closed"] > CASES / 2
    assert {"refused", "withdrawn"} < set(states)


def test_the_next_date_of_a_case_is_that_of_its_nearest_running_clock():
    for dispute in Dispute.objects.open().order_by("id"):
        running = Deadline.objects.for_subject(dispute).running().order_by("due_on")
        nearest = running.first()
        assert dispute.next_due_on == (nearest.due_on if nearest else nearest_of_none(dispute))


def nearest_of_none(dispute):
    return dispute._meta.get_field("next_due_on").get_default()


def test_a_case_that_has_ended_owes_nothing():
    ended = Dispute.objects.exclude(state__in=OPEN_STATES).values("pk")
    assert not Deadline.objects.open().filter(subject_id__in=ended).exists()


def test_some_cases_wait_with_a_long_history():
    lengths = Event.objects.values("subject_id").order_by().annotate(n=Count("id"))
    long = lengths.filter(n=DOSSIER_EVENTS)
    assert long.count() == len(loading.dossiers(CASES))


def test_rare_words_are_rare_and_common_words_common():
    rare = Dispute.objects.matching(RARE_WORD).count()
    assert rare == Dispute.objects.matching(RARE_PHRASE).count() == loading.RARE_CASES
    assert Dispute.objects.matching(COMMON_WORD).count() > rare


def test_number_and_code_of_a_case_open_it():
    complaint = Complaint.objects.get(pk=CASES // 2)
    assert numbers.is_number(complaint.number)
    found = tracking.open_by_code(complaint.number, code_of(complaint.pk), address="10.0.0.1")
    assert found == complaint


def test_nothing_is_due_that_the_clock_would_have_done_long_ago():
    assert not any(done.count for done in anonymise_due(timezone.now(), dry_run=True))
    assert not reminders._due(timezone.now()).exists()
