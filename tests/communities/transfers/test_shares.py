"""Who pays which part of a transfer, by example and by property."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.transfers import shares
from communities.transfers.choices import Enterprise, Source

FEN = st.integers(1, 10**12).map(lambda fen: Decimal(fen) / 100)


def split(total, central, group, enterprise, local=0):
    """Return the funding of `total` by percent."""
    parts = {
        Source.CENTRAL: central,
        Source.GROUP: group,
        Source.ENTERPRISE: enterprise,
        Source.LOCAL: local,
    }
    return {source: Decimal(total) * part / 100 for source, part in parts.items()}


@pytest.mark.parametrize(
    ("enterprise", "parts", "wrong"),
    [
        (Enterprise.CENTRAL, (50, 30, 20), 0),
        (Enterprise.CENTRAL, (50, 50, 0), 0),
        (Enterprise.CENTRAL, (50, 29, 21), 1),
        (Enterprise.CENTRAL, (49, 31, 20), 1),
        (Enterprise.CENTRAL, (51, 30, 19), 1),
        (Enterprise.CENTRAL, (50, 30, 10), 1),
        (Enterprise.CENTRAL, (50, 30, 10, 10), 1),
        (Enterprise.CENTRAL_BANKRUPT, (100, 0, 0), 0),
        (Enterprise.CENTRAL_BANKRUPT, (90, 10, 0), 1),
        (Enterprise.LOCAL, (0, 0, 40, 60), 0),
        (Enterprise.LOCAL, (0, 0, 40, 50), 1),
    ],
)
def test_the_shares_of_each_kind_of_enterprise(enterprise, parts, wrong):
    total = Decimal("100000.00")
    assert len(shares.problems(enterprise, total, split(total, *parts))) == wrong


@given(FEN)
def test_half_a_fen_stands_in_nobodys_way(total):
    central = (total / 2).quantize(Decimal("0.01"))
    group = (total * 30 / 100).quantize(Decimal("0.01"))
    funding = {Source.CENTRAL: central, Source.GROUP: group}
    funding[Source.ENTERPRISE] = total - central - group
    if funding[Source.ENTERPRISE] >= 0:
        assert shares.problems(Enterprise.CENTRAL, total, funding) == []


@given(FEN, st.integers(-10, 10).filter(bool))
def test_shares_that_do_not_sum_are_always_told(total, off):
    funding = {Source.CENTRAL: total + Decimal(off)}
    assert shares.problems(Enterprise.CENTRAL_BANKRUPT, total, funding)


def test_a_subsidy_goes_back_where_nothing_was_handed_over():
    assert shares.claw_back(Decimal(500), is_transferred=False) == 500
    assert shares.claw_back(Decimal(500), is_transferred=True) == 0


@pytest.mark.parametrize(
    ("day", "late"), [(None, False), (date(2018, 12, 31), False), (date(2019, 1, 1), True)]
)
def test_the_policy_names_the_last_day_of_2018(day, late):
    assert shares.is_late(day) is late


@pytest.mark.parametrize(
    ("source", "day", "may"),
    [
        (Source.ENTERPRISE, date(2018, 12, 31), True),
        (Source.ENTERPRISE, date(2019, 1, 1), False),
        (Source.GROUP, date(2019, 1, 1), False),
        (Source.LOCAL, date(2020, 1, 1), True),
        (Source.CENTRAL, date(2020, 1, 1), True),
    ],
)
def test_from_2019_on_enterprises_bear_nothing(source, day, may):
    assert shares.may_bear(source, day) is may
