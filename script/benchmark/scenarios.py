"""What is measured, against which baseline, with which aim."""

from collections.abc import Callable
from dataclasses import dataclass

GROWTH, GROWTH_COMMON = 1.3, 3.0  # from the smallest to the largest size


@dataclass(frozen=True)
class Scenario:
    """One row of the table.

    prepare(city) returns (act, readers); `remark(city)` adds what the loop found.
    aim: the least ratio to the baseline page.
    """

    name: str
    baseline: str
    aim: float | None
    prepare: Callable
    growth: float | None = GROWTH
    note: str = ""
    one_reader: bool = False
    within_ms: float | None = None
