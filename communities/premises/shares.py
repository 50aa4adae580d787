"""Shares of a unit in exact fractions: pure Python."""

from datetime import date
from fractions import Fraction
from typing import NamedTuple


class Held(NamedTuple):
    """A share from a day on until before another; None: since ever, or still."""

    share: Fraction
    from_on: date | None = None
    to_on: date | None = None

    def holds_on(self, day):
        """Tell whether it holds on `day`."""
        return (self.from_on or date.min) <= day < (self.to_on or date.max)


def most(held):
    """Return the greatest sum of shares on any one day: it changes only where a share begins."""
    days = {one.from_on or date.min for one in held}
    return max((sum(h.share for h in held if h.holds_on(day)) for day in days), default=Fraction())


def exceed(held):
    """Tell whether on some day more than the whole is owned."""
    return most(held) > 1
