"""What is measured, against which baseline, with which aim."""

from collections.abc import Callable
from dataclasses import dataclass

GROWTH, GROWTH_COMMON = 1.3, 3.0  # from the smallest to the largest size


@dataclass(frozen=True)
class Scenario:
    """One row of the table.

    prepare(city) returns (act, readers). aim: the least ratio to the baseline page;
    within_ms: what 95 of 100 answers stay within; growth: the most from smallest to largest size.
    """

    name: str
    baseline: str
    aim: float | None
    prepare: Callable
    growth: float | None = GROWTH
    note: str = ""
    within_ms: float | None = None
