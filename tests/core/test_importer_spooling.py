"""Rows that are looked at first come again whole, however far the first look went."""

from datetime import datetime

import pytest

from puyang_property.core.importer.spooling import Spool

ROWS = [(number, ["同", "同", number, "", None]) for number in range(5)]
ROWS.append((5, [datetime(2009, 5, 1), 0.36]))  # noqa: DTZ001 what a workbook holds


@pytest.mark.parametrize("looked_at", [0, 2, 6])
def test_all_rows_come_again_in_their_order(looked_at):
    with Spool(iter(ROWS)) as spool:
        look = spool.first_look()
        assert [next(look) for _each in range(looked_at)] == ROWS[:looked_at]
        assert list(spool.again()) == ROWS
