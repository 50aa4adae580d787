"""A contract whose term ran out, and what takes the place of one."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from communities import contracts
from communities.choices import ContractKind, EndCause, NoticeKind, NoticeParty
from communities.contracts.actions import replaceable
from communities.models import ServiceContract
from puyang_property.core import history
from puyang_property.core.refusals import Refused
from tests.communities.ending import NOW, TODAY, due, notice
from tests.factories.communities import ServiceContractFactory

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ after the term


@pytest.fixture
def expired(concluded):
    return concluded(ends_on=date(2026, 2, 10))


def continuing(day=TODAY):
    return list(ServiceContract.objects.continuing(day))


def test_a_contract_that_ran_out_undecided_continues(expired):
    assert continuing() == [expired]
    assert continuing(date(2026, 2, 10)) == []
    assert not ServiceContract.objects.in_force(NOW.date()).exists()


@pytest.mark.parametrize("what", ["ended", "followed", "unmanaged", "withdrawn"])
def test_a_decision_keeps_a_contract_from_continuing(
    expired, concluded, community, clerk_zhongyuan, what
):
    if what == "ended":
        contracts.end_contract(expired, by=clerk_zhongyuan, on=date(2026, 2, 10), now=NOW)
    elif what == "followed":
        concluded(starts_on=date(2026, 2, 20))
    elif what == "unmanaged":
        type(community).objects.filter(pk=community.pk).update(management_mode="self_managed")
    else:
        contracts.withdraw_contract(expired, by=clerk_zhongyuan, now=NOW)
    assert expired not in continuing()


def test_a_confirmed_continuation_has_no_end_and_keeps_others_out(
    expired, concluded, clerk_zhongyuan
):
    contracts.confirm_continuing(expired, by=clerk_zhongyuan, now=NOW)
    assert expired.last_day is None
    assert continuing() == [expired]
    assert list(ServiceContract.objects.in_force(date(2027, 1, 1))) == [expired]
    with pytest.raises(ValidationError):
        concluded(starts_on=date(2026, 5, 1))
    with pytest.raises(Refused):
        contracts.confirm_continuing(expired, by=clerk_zhongyuan, now=NOW)


def test_either_side_ends_a_continuing_contract(expired, clerk_zhongyuan):
    with pytest.raises(ValidationError):
        notice(expired, clerk_zhongyuan, NoticeKind.CONTINUED, ends_on=date(2026, 6, 30))
    contracts.confirm_continuing(expired, by=clerk_zhongyuan, now=NOW)
    given = notice(
        *(expired, clerk_zhongyuan, NoticeKind.CONTINUED, NoticeParty.COMPANY),
        ends_on=date(2026, 5, 15),
    )
    assert (given.latest_on, given.is_late) == (date(2026, 3, 16), False)
    assert (given.latest_henan_on, given.is_late_in_henan) == (date(2026, 2, 15), True)
    assert due(expired) == {"contract_last_day": date(2026, 5, 15)}
    assert continuing(date(2026, 5, 15)) == [expired]
    assert continuing(date(2026, 5, 16)) == []


def test_a_term_that_still_runs_is_not_confirmed(concluded, clerk_zhongyuan):
    running = concluded(ends_on=date(2026, 12, 31))
    with pytest.raises(Refused):
        contracts.confirm_continuing(running, by=clerk_zhongyuan, now=NOW)


# ------------------------------------------------------------------ what takes its place


def test_an_ordinary_contract_ends_the_preliminary_the_day_before(concluded, community):
    preliminary = concluded(kind=ContractKind.PRELIMINARY)
    assert replaceable(community, NOW.date()) == [preliminary]
    with pytest.raises(ValidationError):
        concluded(starts_on=date(2026, 4, 1))
    ordinary = concluded(starts_on=date(2026, 4, 1), ends_previous=True)
    preliminary.refresh_from_db()
    assert preliminary.terminated_on == date(2026, 3, 31)
    assert preliminary.end_cause == EndCause.SUPERSEDED
    assert history.of(preliminary).last().name == "superseded"
    assert list(ServiceContract.objects.in_force(date(2026, 4, 1))) == [ordinary]


def test_only_an_ordinary_contract_with_its_first_day_ends_another(concluded):
    preliminary = concluded(kind=ContractKind.PRELIMINARY)
    for facts in ({"kind": ContractKind.PRELIMINARY}, {"starts_on": None}):
        with pytest.raises(ValidationError):
            concluded(**{"starts_on": date(2026, 4, 1), "ends_previous": True, **facts})
    preliminary.refresh_from_db()
    assert preliminary.terminated_on is None


def test_a_new_contract_ends_one_that_continues(expired, concluded, clerk_zhongyuan):
    contracts.confirm_continuing(expired, by=clerk_zhongyuan, now=NOW)
    concluded(starts_on=date(2026, 4, 1), ends_previous=True)
    expired.refresh_from_db()
    assert expired.last_day == date(2026, 3, 31)


@pytest.mark.parametrize(
    "change",
    [
        {"fee_dwelling": -1},
        {"fee_shop": "-0.01"},
        {"charging": "gift"},
        {"selection": "lottery"},
        {"kind": "preliminary", "selection": "assembly"},
        {"end_cause": "agreed"},
        {"continued_on": date(2026, 1, 1)},
        {"continued_on": date(2026, 1, 1), "ends_on": date(2026, 1, 1)},
    ],
    ids=str,
)
def test_the_database_refuses_incoherent_terms(community, change):
    row = ServiceContractFactory(community=community)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceContract.objects.filter(pk=row.pk).update(**change)
