"""The money of a utility transfer: costs, shares, subsidies that go back."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from communities.models import TransferCost, UtilityTransfer
from communities.transfers import actions, money
from communities.transfers.choices import Purpose, Source
from puyang_property.core.refusals import Refused
from tests.communities.transfers.steps import AGREED, FIRST, pay
from tests.factories.transfers import TransferCostFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "given", [("400000", "270000", "180000"), ("450000", "200000", "250000"), ("0", "0", "0")]
)
def test_nothing_is_settled_while_the_shares_break_their_rule(carrier, officer_hualong, given):
    transfer = carrier.take(*FIRST)
    pay(transfer, officer_hualong)
    amounts = zip((Source.CENTRAL, Source.GROUP, Source.ENTERPRISE), given, strict=True)
    money.fund(transfer, by=officer_hualong, amounts={s: Decimal(a) for s, a in amounts})
    with pytest.raises(ValidationError):
        carrier.take("settle")


def test_an_agreement_with_a_sum_is_not_settled_without_costs(carrier):
    carrier.take(*FIRST)
    with pytest.raises(ValidationError):
        carrier.take("settle")


def test_a_subsidy_without_a_real_transfer_is_shown_as_going_back(carrier, officer_hualong):
    transfer = carrier.take(*AGREED)
    pay(transfer, officer_hualong)
    assert transfer.claw_back == Decimal("450000.00")
    carrier.take("transfer_function")
    assert transfer.claw_back == 0


def test_a_subsidy_goes_back_when_a_transfer_is_cancelled_after_all(carrier, officer_hualong):
    transfer = carrier.take(*AGREED, "transfer_function")
    pay(transfer, officer_hualong)
    actions.cancel(transfer, by=officer_hualong, note="小区拆除")
    assert transfer.claw_back == Decimal("450000.00")
    assert list(UtilityTransfer.objects.with_claw_back()) == [transfer]


def test_from_2019_on_no_enterprise_bears_a_cost(transfer, officer_hualong):
    cost = {"purpose": Purpose.REPAIR, "amount": Decimal(5), "incurred_on": date(2019, 1, 1)}
    for source in (Source.ENTERPRISE, Source.GROUP):
        with pytest.raises(ValidationError):
            money.add_cost(transfer, by=officer_hualong, borne_by=source, **cost)
    money.add_cost(transfer, by=officer_hualong, borne_by=Source.LOCAL, **cost)
    assert transfer.costs_total == 5


@pytest.mark.parametrize("source", [Source.ENTERPRISE, Source.GROUP])
def test_the_database_lets_no_cost_of_an_enterprise_slip_past_2018(transfer, source):
    before = TransferCostFactory(transfer=transfer, borne_by=source, incurred_on=date(2018, 12, 31))
    other = TransferCostFactory(
        transfer=transfer, borne_by=Source.LOCAL, incurred_on=date(2019, 1, 1)
    )
    for row, change in (
        (before, {"incurred_on": date(2019, 1, 1)}),
        (before, {"incurred_on": date(2026, 1, 1)}),
        (other, {"borne_by": source}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            TransferCost.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        TransferCost.objects.bulk_create(
            [
                TransferCostFactory.build(
                    transfer=transfer, borne_by=source, incurred_on=date(2019, 1, 1)
                )
            ]
        )


def test_a_cost_entered_by_mistake_is_taken_back_with_a_reason(transfer, officer_hualong):
    pay(transfer, officer_hualong)
    cost = transfer.costs.first()
    with pytest.raises(ValidationError):
        money.withdraw_cost(cost, by=officer_hualong, note=" ")
    money.withdraw_cost(cost, by=officer_hualong, note="重复录入")
    assert transfer.costs_total == Decimal("450000.00")
    with pytest.raises(Refused):
        money.withdraw_cost(cost, by=officer_hualong, note="重复录入")


def test_settled_money_no_longer_changes(carrier, officer_hualong):
    transfer = carrier.take(*FIRST)
    pay(transfer, officer_hualong)
    carrier.take("settle")
    with pytest.raises(Refused):
        pay(transfer, officer_hualong)
    with pytest.raises(Refused):
        actions.describe(transfer, by=officer_hualong, enterprise="别的")
