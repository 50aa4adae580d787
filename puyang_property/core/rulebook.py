"""Every time limit as data: its default, its law, how sure we are, and the office's own value."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from django.utils.translation import get_language

from puyang_property.core import history
from puyang_property.core.ladder import Steps
from puyang_property.core.models.rules import RuleSetting
from puyang_property.core.periods import Rule, Unit
from puyang_property.core.prepared import Asked, Prepared
from puyang_property.core.workdays import OfficeHours

TIME_OF_DAY = "time_of_day"
CONFIDENCE = ("V", "V2", "M", "U")
UNSURE = ("M", "U")
LADDER = ("ladder.early", "ladder.late", "ladder.urge", "ladder.supervise")


@dataclass(frozen=True)
class RuleSpec:
    """One rule as the project ships it.

    confidence: V read in the law, V2 quoted by others, M from memory, U open (LAW.md §0).
    extensions: how often it may be extended; extension_length: by how much in all.
    unit: a periods.Unit, or TIME_OF_DAY where `length` is minutes after midnight.
    """

    code: str
    kind: str
    name_zh: str
    name_en: str
    length: int
    unit: str
    basis_zh: str = ""
    basis_en: str = ""
    confidence: str = "U"
    law_id: str = ""
    extensions: int = 0
    extension_length: int = 0
    extension_unit: str | None = None
    may_suspend: bool = True

    def __post_init__(self):
        """Raise ValueError for an unknown confidence or unit."""
        if self.confidence not in CONFIDENCE:
            raise ValueError(f"{self.code}: confidence is one of {CONFIDENCE}.")
        if self.unit != TIME_OF_DAY:
            object.__setattr__(self, "unit", Unit(self.unit))
            object.__setattr__(self, "extension_unit", Unit(self.extension_unit or self.unit))

    @property
    def name(self) -> str:
        """Return the rule's name in the active language."""
        return self.name_zh if _chinese() else self.name_en

    @property
    def basis(self) -> str:
        """Return the law behind the rule in the active language; empty for local policy."""
        return self.basis_zh if _chinese() else self.basis_en

    @property
    def needs_legal_office(self) -> bool:
        """Tell whether the legal office must decide before the value is relied upon."""
        return self.confidence in UNSURE


OWN = Prepared(
    lambda: (
        RuleSetting.objects.filter(code__any_of=Asked("codes"), length__isnull=False)
        .order_by()
        .values_list("code", "length")
    )
)
_specs: dict[str, RuleSpec] = {}
_watchers: dict[Callable[[RuleSpec], None], None] = {}  # in order, each once


def register(*specs: RuleSpec) -> None:
    """Enter `specs`; a code stands for one rule only. Raises ValueError otherwise."""
    for one in specs:
        if _specs.setdefault(one.code, one) != one:
            raise ValueError(f"Two rules are called {one.code}.")


def spec(code: str) -> RuleSpec | None:
    """Return the rule `code` as shipped, or None."""
    return _specs.get(code)


def specs() -> list[RuleSpec]:
    """Return all rules, by code."""
    return [_specs[code] for code in sorted(_specs)]


def value(code: str) -> int:
    """Return the value of rule `code` today: the office's own, else the default."""
    return values(code)[code]


def values(*codes: str) -> dict[str, int]:
    """Return the values of several rules by one query. Raises KeyError for an unknown rule."""
    found = {code: _specs[code].length for code in codes}
    found.update(OWN.rows(codes=list(codes)))
    return found


def rule(code: str) -> Rule:
    """Return rule `code` with the value of today. Raises KeyError for an unknown rule."""
    return _rule(code, value(code))


def rule_and_steps(code: str) -> tuple[Rule, Steps]:
    """Return rule `code` and the distances of the reminders by one query: a clock needs both."""
    found = values(code, *LADDER)
    return _rule(code, found[code]), _steps(found)


def _rule(code, length):
    shipped = _specs[code]
    return Rule(code, shipped.kind, length, shipped.unit)


def change(setting: RuleSetting, *, length: int | None, reason: str, by) -> RuleSetting:
    """Set the office's own value of a rule (None: back to the default), with history.

    Deadlines that already run keep their dates; whoever watches the rule is told.
    """
    setting.length, setting.reason = length, reason if length is not None else ""
    setting.full_clean()
    setting.save()
    history.record(setting, "changed", by=by, note=reason, changes={"length": length})
    shipped = spec(setting.code)
    for watcher in _watchers if shipped else ():
        watcher(shipped)
    return setting


def on_change(watcher: Callable[[RuleSpec], None]) -> None:
    """Call `watcher(spec)` after each change of a rule's value."""
    _watchers[watcher] = None


def load() -> int:
    """Create the missing settings rows; never touch an office's value. Return how many."""
    known = set(RuleSetting.objects.values_list("code", flat=True))
    missing = [RuleSetting(code=code) for code in sorted(_specs) if code not in known]
    RuleSetting.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)


def ladder_steps() -> Steps:
    """Return the distances of the reminders as set today."""
    return _steps(values(*LADDER))


def _steps(found) -> Steps:
    return Steps(**{code.partition(".")[2]: found[code] for code in LADDER})


def office_hours() -> OfficeHours:
    """Return the office hours as set today; the default where the two settings contradict."""
    found = values("office.opens", "office.closes")
    try:
        return OfficeHours(*(time(*divmod(minutes, 60)) for minutes in found.values()))
    except ValueError:
        return OfficeHours()


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def _ladder(code, zh, en, length):
    return RuleSpec(f"ladder.{code}", "ladder", zh, en, length, Unit.WORKING_DAYS, confidence="U")


register(
    _ladder("early", "首次提醒（期限前）", "First reminder, before the due day", 3),
    _ladder("late", "再次提醒（期限前）", "Second reminder, before the due day", 1),
    _ladder("urge", "书面催办（期限后）", "Written urging, after the due day", 1),
    _ladder("supervise", "上级督办（期限后）", "Supervision by the next office up", 5),
    RuleSpec("office.opens", "office", "上班时间", "Office opens", 510, TIME_OF_DAY),
    RuleSpec("office.closes", "office", "下班时间", "Office closes", 1080, TIME_OF_DAY),
)
