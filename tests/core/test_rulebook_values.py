"""Rules as data: the law's default, the office's own value, and who is sure of it."""

from datetime import date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from puyang_property.core import clock, history, rulebook
from puyang_property.core.models import Deadline, RuleSetting
from puyang_property.core.periods import Unit
from puyang_property.core.rulebook import RuleSpec
from puyang_property.core.workdays import SHANGHAI
from tests.factories.core_clock import RuleSettingFactory

NOW = datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)
HANDLE = RuleSpec(
    "test.handle", "handle", "办理", "Handle", 10, Unit.WORKING_DAYS,
    basis_zh="《条例》第一条", basis_en="Regulation, Art. 1", confidence="V",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _rules(db, monkeypatch):
    monkeypatch.setattr(rulebook, "_specs", dict(rulebook._specs))
    rulebook.register(HANDLE)
    rulebook.load()


def setting(code="test.handle"):
    return RuleSetting.objects.get(code=code)


def test_a_rule_has_its_default_until_an_office_sets_its_own(administrator):
    assert rulebook.rule("test.handle").length == 10
    rulebook.change(setting(), length=7, reason="濮物〔2026〕3号", by=administrator)
    assert rulebook.rule("test.handle").length == 7
    rulebook.change(setting(), length=None, reason="", by=administrator)
    assert rulebook.rule("test.handle").length == 10


def test_a_changed_rule_does_not_rewrite_stored_deadlines(administrator, area, calendar):
    old = clock.start(area("hualong"), "handle", "test.handle", now=NOW)
    rulebook.change(setting(), length=5, reason="缩短", by=administrator)
    clock.recompute(now=NOW)
    old.refresh_from_db()
    assert (old.length, old.due_on) == (10, date(2026, 11, 16))
    new = clock.start(area("puyang"), "handle", "test.handle", now=NOW)
    assert (new.length, new.due_on) == (5, date(2026, 11, 9))


def test_a_change_is_in_the_history_of_the_rule(administrator):
    rulebook.change(setting(), length=7, reason="濮物〔2026〕3号", by=administrator)
    event = history.of(setting()).get()
    assert (event.user, event.changes) == (administrator, {"length": 7})


def test_loading_rules_makes_missing_rows_and_keeps_own_values(administrator, capsys):
    rulebook.change(setting(), length=7, reason="缩短", by=administrator)
    RuleSetting.objects.filter(code="office.opens").delete()
    call_command("load_rules")
    assert rulebook.load() == 0
    assert setting().length == 7
    assert setting("office.opens").length is None
    assert RuleSetting.objects.count() == len(rulebook.specs())


def test_an_own_value_needs_the_decision_behind_it(administrator):
    with pytest.raises(ValidationError):
        rulebook.change(setting(), length=7, reason="", by=administrator)
    with pytest.raises(IntegrityError, match="own_value_has_a_reason"), transaction.atomic():
        RuleSetting.objects.update(length=7)
    with pytest.raises(IntegrityError, match="names_its_rule"), transaction.atomic():
        RuleSettingFactory(code="")


def test_a_code_stands_for_one_rule_only():
    rulebook.register(HANDLE)
    with pytest.raises(ValueError, match="test.handle"):
        rulebook.register(RuleSpec("test.handle", "handle", "别的", "Other", 1, Unit.MONTHS))


def test_a_rule_of_unknown_confidence_is_refused():
    with pytest.raises(ValueError, match="confidence"):
        RuleSpec("test.x", "x", "某", "X", 1, Unit.MONTHS, confidence="sure")


@pytest.mark.parametrize(("confidence", "asks"), [("V", 0), ("V2", 0), ("M", 1), ("U", 1)])
def test_only_what_is_not_verified_needs_the_legal_office(confidence, asks):
    spec = RuleSpec("test.x", "x", "某", "X", 1, Unit.MONTHS, confidence=confidence)
    assert spec.needs_legal_office == bool(asks)


def test_names_and_law_are_told_in_the_language_of_the_reader():
    assert (HANDLE.name, HANDLE.basis) == ("办理", "《条例》第一条")
    with translation.override("en"):
        assert (HANDLE.name, HANDLE.basis) == ("Handle", "Regulation, Art. 1")


def test_the_kernel_knows_its_ladder_and_its_hours(administrator):
    steps, hours = rulebook.ladder_steps(), rulebook.office_hours()
    assert (steps.early, steps.late, steps.urge, steps.supervise) == (3, 1, 1, 5)
    assert (hours.opens, hours.closes) == (time(8, 30), time(18, 0))
    rulebook.change(setting("office.opens"), length=540, reason="冬季作息", by=administrator)
    assert rulebook.office_hours().opens == time(9, 0)


def test_office_hours_that_contradict_fall_back_to_the_default(administrator):
    rulebook.change(setting("office.opens"), length=1200, reason="误填", by=administrator)
    assert rulebook.office_hours().opens == time(8, 30)


def test_a_longer_ladder_plans_the_running_reminders_anew(administrator, area, calendar):
    clock.start(area("hualong"), "handle", "test.handle", now=NOW)
    assert Deadline.objects.get().next_rung_on == date(2026, 11, 11)
    rulebook.change(setting("ladder.early"), length=5, reason="提前提醒", by=administrator)
    assert Deadline.objects.get().next_rung_on == date(2026, 11, 9)


def test_an_unknown_rule_is_a_fault_of_ours():
    with pytest.raises(KeyError):
        rulebook.rule("no.such")
    assert rulebook.spec("no.such") is None


def test_every_shipped_rule_says_its_name_in_both_languages_and_its_law_when_verified():
    for spec in rulebook.specs():
        assert spec.name_zh, spec.code
        assert spec.name_en, spec.code
        if spec.confidence in ("V", "V2"):
            assert spec.basis_zh, spec.code
            assert spec.basis_en, spec.code
