"""Contact details are erased after their period, once and with history."""

from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from puyang_property.core import history, housekeeping, secrecy
from puyang_property.core.models import IdempotencyKey
from puyang_property.core.secrecy import retaining
from tests.factories.core_secrecy import IdempotencyKeyFactory

NOW = datetime(2026, 12, 31, 10, tzinfo=UTC)


def forget_answer(row, *, now):
    row.answer = ""
    row.save(update_fields=["answer"])


def keep_answer(row, *, now):
    """Forget to erase it."""


@pytest.fixture
def kept_for_a_year(db, monkeypatch):
    monkeypatch.setattr(retaining, "_kinds", {})
    secrecy.retention(
        "test.key",
        months=12,
        due=lambda before: IdempotencyKey.objects.filter(
            created_at__lt=before, answer__isnull=False
        ),
        anonymise=forget_answer,
    )


def aged(years):
    row = IdempotencyKeyFactory(answer="张三丰")
    moment = NOW.replace(year=NOW.year - years)
    IdempotencyKey.objects.filter(pk=row.pk).update(created_at=moment)
    return row


def test_what_is_older_than_its_period_is_anonymised_and_in_history(kept_for_a_year):
    old, young = aged(2), aged(0)
    [done] = retaining.anonymise_due(NOW)
    assert done.count == 1
    old.refresh_from_db()
    young.refresh_from_db()
    assert (bool(old.answer), bool(young.answer)) == (False, True)
    event = history.of(old).get()
    assert (event.name, event.actor_kind, event.changes) == (
        "anonymised",
        "clock",
        {"kept_months": 12},
    )


def test_anonymising_twice_does_it_once(kept_for_a_year):
    old = aged(2)
    retaining.anonymise_due(NOW)
    assert retaining.anonymise_due(NOW)[0].count == 0
    assert history.of(old).count() == 1


def test_what_is_due_is_anonymised_in_batches(kept_for_a_year, monkeypatch):
    monkeypatch.setattr(retaining, "BATCH", 2)
    rows = [aged(2) for _number in range(5)]
    assert retaining.anonymise_due(NOW)[0].count == 5
    assert not IdempotencyKey.objects.filter(answer__isnull=False).exists()
    assert [history.of(row).count() for row in rows] == [1] * 5


def test_a_record_that_stays_due_does_not_hold_the_clock_up(kept_for_a_year, monkeypatch):
    kind = retaining._kinds["test.key"]
    monkeypatch.setitem(retaining._kinds, "test.key", replace(kind, anonymise=keep_answer))
    old = aged(2)
    assert retaining.anonymise_due(NOW)[0].count == 1
    assert history.of(old).count() == 1


def test_a_dry_run_counts_and_changes_nothing(kept_for_a_year):
    old = aged(2)
    out = StringIO()
    call_command("anonymise", "--dry-run", at="2026-12-31T18:00+08:00", stdout=out)
    assert "test.key: 1 from before 2025-12-31 would be anonymised." in out.getvalue()
    old.refresh_from_db()
    assert old.answer
    assert not history.of(old).exists()


def test_the_command_anonymises(kept_for_a_year):
    aged(9)
    out = StringIO()
    call_command("anonymise", stdout=out)
    assert "test.key: 1" in out.getvalue()
    assert not IdempotencyKey.objects.filter(answer__isnull=False).exists()


@pytest.mark.parametrize("at", ["tomorrow", "2026-12-01T09:00", "2199-01-01T00:00+08:00"])
def test_the_command_refuses_a_moment_it_cannot_erase_by(db, at):
    with pytest.raises(CommandError):
        call_command("anonymise", at=at)


def test_an_office_may_set_its_own_period(kept_for_a_year, settings):
    settings.RETENTION_MONTHS = {"test.key": 36}
    aged(2)
    assert retaining.anonymise_due(NOW)[0].count == 0


@pytest.mark.parametrize(
    ("months", "now", "before"),
    [
        (12, "2026-12-31", "2025-12-31"),
        (1, "2026-03-31", "2026-02-28"),
        (6, "2026-03-31", "2025-09-30"),
        (24, "2028-02-29", "2026-02-28"),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_months_last(months, now, before):
    rule = retaining.Retention("x", months, due=None, anonymise=None)
    moment = timezone.make_aware(datetime.fromisoformat(now))
    assert rule.before(moment).date().isoformat() == before


def test_one_failure_leaves_that_record_as_it_was(kept_for_a_year, monkeypatch):
    old = aged(2)

    def unable(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(history, "record", unable)
    with pytest.raises(ZeroDivisionError):
        retaining.anonymise_due(NOW)
    old.refresh_from_db()
    assert old.answer


def test_what_another_run_anonymised_meanwhile_is_not_counted(kept_for_a_year):
    old = aged(2)
    kind = retaining._kinds["test.key"]
    assert retaining._one(kind, kind.due(kind.before(NOW)), old.pk, NOW) == 1
    assert retaining._one(kind, kind.due(kind.before(NOW)), old.pk, NOW) == 0
    assert history.of(old).count() == 1


def test_the_clock_anonymises(kept_for_a_year):
    aged(2)
    assert housekeeping.anonymise(NOW) == {"test.key": 1}
    assert housekeeping.anonymise(NOW) == {"test.key": 0}
