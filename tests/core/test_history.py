"""History: chains that nobody can change unseen, and words that the law can erase."""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pgtrigger
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, connection, transaction

from accounts.choices import RoleSlug
from puyang_property.core import history, housekeeping
from puyang_property.core.actors import CLOCK, Actor, ActorKind
from puyang_property.core.models import Event, EventNote, HistoryAnchor
from puyang_property.core.workdays import SHANGHAI
from tests.factories.accounts import AreaFactory

MOMENT = datetime(2026, 11, 23, 4, 5, 6, 123456, tzinfo=UTC)


@pytest.fixture
def street(area):
    return area("hualong-zhongyuanlu")


def test_an_event_says_who_did_what_when_through_which_post(street, officer_hualong):
    event = history.record(
        street,
        "changed",
        by=officer_hualong,
        now=MOMENT,
        note="按区里的通知",
        changes={"name": "中原路街道"},
        permission="accounts.view_area",
    )
    event.refresh_from_db()
    assert event.subject == street
    assert (event.seq, event.actor_kind, event.user) == (1, ActorKind.USER, officer_hualong)
    assert event.post.role == RoleSlug.DISTRICT_OFFICER
    assert event.at == MOMENT
    assert event.note_row.text == "按区里的通知"
    assert event.changes == {"name": "中原路街道"}
    assert "按区里" not in str(event.changes)


def test_events_of_one_record_form_one_chain_and_other_records_have_their_own(street, area):
    first = history.record(street, "created", by=CLOCK)
    other = history.record(area("hualong"), "created", by=CLOCK)
    second = history.record(street, "changed", by=CLOCK)
    assert (first.seq, other.seq, second.seq) == (1, 1, 2)
    assert second.previous_hash == first.hash
    assert other.previous_hash == ""
    assert list(history.of(street)) == [first, second]
    assert list(history.faults()) == []


def test_nobody_anonymous_acts(street):
    with pytest.raises(ValueError, match="anonymous"):
        history.record(street, "changed", by=None)
    with pytest.raises(ValueError, match="only a user"):
        Actor(ActorKind.USER)
    with pytest.raises(ValueError, match="only a user"):
        Actor(ActorKind.CLOCK, user=object())


def test_the_database_ties_the_user_to_the_kind_of_actor(street):
    event = history.record(street, "changed", by=CLOCK)
    event.pk, event.seq, event.actor_kind = None, 2, ActorKind.USER
    with pytest.raises(IntegrityError, match="event_names_the_user_iff_a_user_acted"):
        event.save(force_insert=True)


def test_the_database_refuses_the_same_number_twice_in_a_chain(street):
    event = history.record(street, "changed", by=CLOCK)
    event.pk = None
    with pytest.raises(IntegrityError, match="event_has_its_number_in_the_chain"):
        event.save(force_insert=True)


@pytest.mark.parametrize(
    "change",
    [
        lambda: Event.objects.update(name="forged"),
        lambda: Event.objects.all()._raw_delete("default"),
        lambda: EventNote.objects.update(text="forged"),
        lambda: EventNote.objects.all()._raw_delete("default"),
        lambda: HistoryAnchor.objects.update(digest="forged"),
        lambda: HistoryAnchor.objects.all()._raw_delete("default"),
    ],
)
def test_the_database_refuses_update_and_delete(street, change):
    history.record(street, "changed", by=CLOCK, note="words")
    history.anchor(date(2026, 11, 23))
    with pytest.raises(InternalError), transaction.atomic():
        change()
    assert list(history.faults()) == []


@pytest.mark.parametrize("model", [Event, EventNote, HistoryAnchor])
def test_the_database_refuses_truncate(street, model):
    history.record(street, "changed", by=CLOCK, note="words")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(InternalError, match="cannot truncate"):
            cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")


def test_erased_words_leave_a_chain_that_verifies_and_says_under_which_law(street, auditor):
    event = history.record(street, "changed", by=CLOCK, note="王芳 13800000000")
    history.erase_note(event, by=auditor, basis="个人信息保护法第四十七条", now=MOMENT)
    note = EventNote.objects.get(event=event)
    assert (note.text, note.erased_at, note.erased_by) == ("", MOMENT, auditor)
    assert note.erased_basis == "个人信息保护法第四十七条"
    assert list(history.faults()) == []


def test_an_erasure_needs_a_law_and_words_and_happens_once(street, auditor):
    silent = history.record(street, "changed", by=CLOCK)
    event = history.record(street, "changed", by=CLOCK, note="words")
    with pytest.raises(ValidationError):
        history.erase_note(event, by=auditor, basis=" ")
    with pytest.raises(ValidationError):
        history.erase_note(silent, by=auditor, basis="PIPL 47")
    history.erase_note(event, by=auditor, basis="PIPL 47")
    with pytest.raises(ValidationError):
        history.erase_note(event, by=auditor, basis="PIPL 47")
    with pytest.raises(InternalError), transaction.atomic():
        EventNote.objects.filter(event=event).update(text="back again", erased_at=None)


def test_the_database_refuses_an_erasure_that_keeps_the_words(street):
    history.record(street, "changed", by=CLOCK, note="words")
    with pytest.raises(IntegrityError, match="erased_iff_empty"), transaction.atomic():
        EventNote.objects.update(erased_at=MOMENT, erased_basis="PIPL 47")


FORGERIES = {
    "changed": lambda: Event.objects.filter(seq=2).update(name="forged"),
    "moved in time": lambda: Event.objects.filter(seq=2).update(at=MOMENT),
    "cut out": lambda: Event.objects.filter(seq=2)._raw_delete("default"),
    "rewritten note": lambda: EventNote.objects.update(text="forged"),
    "lost note": lambda: EventNote.objects.all()._raw_delete("default"),
    "cut tail": lambda: Event.objects.filter(seq=4)._raw_delete("default"),
    "cut chain": lambda: Event.objects.filter(name="alone")._raw_delete("default"),
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forgery_past_the_triggers_is_found(street, area, forgery):
    for number in range(4):
        history.record(street, "changed", by=CLOCK, note="words" if number == 2 else "")
    history.record(area("hualong"), "alone", by=CLOCK)
    history.anchor(date(2026, 11, 22))
    history.record(area("hualong"), "changed later", by=CLOCK)
    history.anchor(date(2026, 11, 23))
    assert list(history.faults()) == []
    with pgtrigger.ignore():
        forgery()
    assert list(history.faults())
    with pytest.raises(CommandError, match="fault"):
        call_command("verify_history")


def test_history_that_grows_after_an_anchor_is_no_fault(street, area):
    history.record(street, "created", by=CLOCK)
    history.anchor(date(2026, 11, 22))
    history.record(street, "changed", by=CLOCK)
    history.record(area("hualong"), "created", by=CLOCK)
    assert list(history.faults()) == []


def test_a_day_is_anchored_once(street, capsys):
    history.record(street, "created", by=CLOCK)
    call_command("anchor_history", "--day", "2026-11-23")
    history.record(street, "changed", by=CLOCK)
    call_command("anchor_history", "--day", "2026-11-23")
    first, second = capsys.readouterr().out.splitlines()
    assert first == second
    assert HistoryAnchor.objects.count() == 1


def test_verifying_prints_how_much_was_verified(street, capsys):
    history.record(street, "created", by=CLOCK)
    call_command("verify_history")
    assert capsys.readouterr().out == "1 events verified, no fault.\n"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (MOMENT, "2026-11-23T04:05:06.123456+00:00"),
        (date(2026, 2, 28), "2026-02-28"),
        (Decimal("12.50"), "12.50"),
        (1e16, "1e+16"),
        ({"b"}, ["b"]),
        ((1, Decimal(2)), [1, "2"]),
        (None, None),
        (True, True),
        (ActorKind.CLOCK, "clock"),
        ({"a": 1}, "{'a': 1}"),
    ],
)
def test_changes_are_kept_as_plain_json(value, kept):
    assert history.plain(value) == kept


def test_changes_name_a_record_by_its_id(street):
    assert history.plain(street) == street.pk


def test_every_kind_of_change_verifies_after_a_round_through_the_database(street):
    changes = {"f": 1e16, "n": -0.1, "s": '濮阳\n"', "l": [1, None, MOMENT], "d": Decimal("0.10")}
    history.record(street, "changed", by=CLOCK, changes=changes)
    assert list(history.faults()) == []


def test_an_event_and_its_note_come_together_or_not_at_all(street, monkeypatch):
    def break_down(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(EventNote.objects, "create", break_down)
    with pytest.raises(RuntimeError):
        history.record(street, "changed", by=CLOCK, note="words")
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_make_one_unbroken_chain():
    place = AreaFactory(city=True)
    ready = threading.Barrier(4)

    def write():
        try:
            ready.wait(10)
            for _turn in range(5):
                history.record(place, "changed", by=CLOCK)
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _writer in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(30)
    assert list(history.of(place).values_list("seq", flat=True)) == list(range(1, 21))
    assert list(history.faults()) == []


@pytest.mark.django_db(transaction=True)
def test_an_anchor_waits_for_the_writer_who_drew_a_lower_number():
    place, other = AreaFactory(city=True), AreaFactory(district=True)
    written, anchored = threading.Event(), threading.Event()

    def write_slowly():
        try:
            with transaction.atomic():
                history.record(place, "slow", by=CLOCK)
                written.set()
                anchored.wait(1)
        finally:
            connection.close()

    writer = threading.Thread(target=write_slowly)
    writer.start()
    assert written.wait(10)
    history.record(other, "quick", by=CLOCK)
    history.anchor(date(2026, 11, 23))
    anchored.set()
    writer.join(10)
    assert list(history.faults()) == []


def test_the_clock_anchors_the_day_before(db):
    moment = datetime(2026, 11, 23, 1, tzinfo=SHANGHAI)
    assert housekeeping.anchor_history(moment) == "2026-11-22"
    assert HistoryAnchor.objects.get().day == date(2026, 11, 22)
