"""A utility transfer is carried from survey to settlement, in the order that was agreed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from communities.actions import merge
from communities.choices import Kind
from communities.models import Community, UtilityTransfer
from communities.transfers import actions, workflow
from communities.transfers.choices import Enterprise, Item, Mode, Receiver, State
from puyang_property.core import history
from puyang_property.core.refusals import Forbidden, Refused, TransitionNotAllowed
from puyang_property.core.workflow import allowed
from tests.communities.transfers.steps import AFTER, AGREED, DAY, FIRST, JINGDONG, Carrier, pay
from tests.factories.communities import CommunityFactory
from tests.factories.transfers import UtilityTransferFactory

pytestmark = pytest.mark.django_db


def test_a_transfer_is_opened_for_a_state_enterprise_compound_once_per_item(
    compound, officer_hualong
):
    facts = {"enterprise": "中原油田", "enterprise_kind": Enterprise.CENTRAL}
    made = actions.identify(by=officer_hualong, community=compound, item=Item.POWER, **facts)
    assert made.state == State.IDENTIFIED
    assert [event.name for event in history.of(made)] == ["identified"]
    with pytest.raises(ValidationError):
        actions.identify(by=officer_hualong, community=compound, item=Item.POWER, **facts)


def test_an_old_compound_has_no_utility_transfer(officer_hualong, area):
    old = CommunityFactory(at=JINGDONG, kind=Kind.OLD)
    with pytest.raises(Refused):
        actions.identify(by=officer_hualong, community=old, item=Item.POWER)


def test_nothing_is_opened_on_an_entry_that_was_merged_meanwhile(compound, officer_hualong):
    seen = Community.objects.get(pk=compound.pk)
    merge(compound, into=CommunityFactory(at=JINGDONG), by=officer_hualong)
    with pytest.raises(Refused):
        actions.identify(by=officer_hualong, community=seen, item=Item.POWER)


@pytest.mark.parametrize(
    ("mode", "steps"), [(Mode.TRANSFER_FIRST, FIRST), (Mode.REBUILD_FIRST, AFTER)]
)
def test_both_orders_lead_to_the_settlement(transfer, officer_hualong, mode, steps):
    carrier = Carrier(transfer, officer_hualong, mode)
    carrier.take(*steps)
    pay(transfer, officer_hualong)
    carrier.take("settle", "close")
    transfer.refresh_from_db()
    assert transfer.state == State.CLOSED
    names = [event.name for event in history.of(transfer)]
    assert names[-2:] == ["settled", "closed"]


@pytest.mark.parametrize(
    ("mode", "verb"), [(Mode.TRANSFER_FIRST, "rebuild"), (Mode.REBUILD_FIRST, "transfer_function")]
)
def test_the_agreed_order_is_kept(transfer, officer_hualong, mode, verb):
    carrier = Carrier(transfer, officer_hualong, mode)
    carrier.take(*AGREED)
    with pytest.raises(TransitionNotAllowed):
        carrier.take(verb)
    offered = workflow.WORKFLOW[verb]
    assert offered not in allowed(transfer, officer_hualong)


def test_the_order_that_was_agreed_is_not_described_away(transfer, carrier, officer_hualong):
    carrier.take(*AGREED)
    with pytest.raises(ValidationError) as refused:
        actions.describe(transfer, by=officer_hualong, mode=Mode.REBUILD_FIRST)
    assert "mode" in refused.value.error_dict


def test_a_survey_counts_households(transfer, officer_hualong):
    with pytest.raises(ValidationError) as refused:
        actions.survey(transfer, by=officer_hualong, on=DAY, households=None)
    assert "households" in refused.value.error_dict
    transfer.refresh_from_db()
    assert transfer.state == State.IDENTIFIED


def test_a_step_of_another_state_is_refused(carrier):
    with pytest.raises(TransitionNotAllowed):
        carrier.take("settle")


def test_a_clerk_carries_a_transfer_and_the_district_settles_it(transfer, clerk_zhongyuan):
    carrier = Carrier(transfer, clerk_zhongyuan)
    carrier.take(*FIRST)
    pay(transfer, clerk_zhongyuan)
    with pytest.raises(Forbidden):
        carrier.take("settle")


def test_nobody_carries_a_transfer_of_another_street(transfer, clerk_shengli):
    with pytest.raises(Forbidden):
        Carrier(transfer, clerk_shengli).take("survey")


def test_the_agreement_names_who_takes_over(carrier, officer_hualong):
    carrier.take("survey")
    facts = {**carrier.facts("sign_agreement"), "receiver": " "}
    with pytest.raises(ValidationError):
        actions.sign_agreement(carrier.transfer, by=officer_hualong, on=DAY, **facts)
    facts = {**facts, "receiver_kind": Receiver.STATE_COMPANY, "receiver": "国有物业公司"}
    with pytest.raises(ValidationError):  # who manages houses supplies no water
        actions.sign_agreement(carrier.transfer, by=officer_hualong, on=carrier.on, **facts)


def test_works_are_accepted_with_a_meter_for_every_household(carrier, officer_hualong):
    transfer = carrier.take(*FIRST[:-1])
    for facts in (
        {"metered": 299, "is_up_to_standard": True},
        {"metered": 300, "is_up_to_standard": False},
    ):
        with pytest.raises(ValidationError):
            actions.accept(transfer, by=officer_hualong, on=carrier.on, **facts)
    transfer.refresh_from_db()
    assert transfer.state == State.REBUILDING


def test_assets_need_the_approval_of_the_group(carrier, officer_hualong):
    transfer = carrier.take(*FIRST[:4])
    with pytest.raises(ValidationError):
        actions.transfer_assets(transfer, by=officer_hualong, on=DAY, approval_number=" ")


def test_the_receiver_has_the_money_before_it_rebuilds(carrier, officer_hualong):
    transfer = carrier.take(*FIRST[:5])
    day = carrier.on + timedelta(days=9)
    for came in (None, day + timedelta(days=1)):
        with pytest.raises(ValidationError, match="money_received_on"):
            actions.rebuild(transfer, by=officer_hualong, on=day, money_received_on=came)
    actions.rebuild(transfer, by=officer_hualong, on=day, money_received_on=day)
    assert transfer.money_received_on == day


def test_who_rebuilds_first_needs_no_money_at_the_receiver(transfer, officer_hualong):
    Carrier(transfer, officer_hualong, Mode.REBUILD_FIRST).take(*AGREED)
    actions.rebuild(transfer, by=officer_hualong, on=date(2018, 1, 1))
    assert transfer.state == State.REBUILDING


@pytest.mark.parametrize("back", [1, 400])
def test_no_step_lies_before_the_step_before_it(carrier, officer_hualong, back):
    transfer = carrier.take(*AGREED)
    day = transfer.agreement_signed_on - timedelta(days=back)
    with pytest.raises(ValidationError, match="上一步|step before"):
        actions.transfer_function(transfer, by=officer_hualong, on=day)
    actions.transfer_function(transfer, by=officer_hualong, on=transfer.agreement_signed_on)


def test_property_management_has_no_meters(compound, officer_hualong):
    transfer = UtilityTransferFactory(community=compound, item=Item.PROPERTY)
    carrier = Carrier(transfer, officer_hualong)
    actions.survey(transfer, by=officer_hualong, on=DAY, households=300)
    facts = {**carrier.facts("sign_agreement"), "receiver_kind": Receiver.SELF_MANAGED}
    actions.sign_agreement(transfer, by=officer_hualong, on=DAY, **{**facts, "receiver": ""})
    carrier.take("transfer_function", "transfer_assets", "rebuild")
    actions.accept(transfer, by=officer_hualong, on=carrier.on, is_up_to_standard=True)
    assert (transfer.state, transfer.metered) == (State.ACCEPTED, None)


def test_no_day_lies_in_the_future(transfer, officer_hualong):
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError):
        actions.survey(transfer, by=officer_hualong, on=tomorrow, households=3)


def test_a_suspended_transfer_goes_back_to_where_it_was(carrier, officer_hualong):
    transfer = carrier.take(*AGREED)
    with pytest.raises(ValidationError):
        actions.suspend(transfer, by=officer_hualong, note="")
    actions.suspend(transfer, by=officer_hualong, note="等省里的标准")
    actions.resume(transfer, by=officer_hualong)
    assert (transfer.state, transfer.resume_state) == (State.AGREEMENT_SIGNED, "")


def test_after_a_cancelled_transfer_the_item_may_be_opened_again(transfer, officer_hualong):
    actions.cancel(transfer, by=officer_hualong, note="小区已拆除")
    facts = {"enterprise": "中原油田", "enterprise_kind": Enterprise.CENTRAL}
    actions.identify(by=officer_hualong, community=transfer.community, item=transfer.item, **facts)
    assert UtilityTransfer.objects.standing().count() == 1


def test_a_function_handed_over_after_2018_is_late(carrier):
    carrier.on = date(2018, 11, 1)
    assert carrier.take(*AGREED, "transfer_function").is_late


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.SUSPENDED},
        {"state": State.AGREEMENT_SIGNED},
        {"state": State.ASSETS_TRANSFERRED},
        {"state": State.SETTLED},
        {"closed_on": DAY},
        {"households": 3, "metered": 4},
        {"receiver_kind": Receiver.STATE_COMPANY},
        {"item": Item.PROPERTY, "receiver_kind": Receiver.UTILITY},
        {"accepted_on": DAY, "households": 3, "metered": 2},
        {"accepted_on": DAY},
        {"state": State.SURVEYED},
        {"state": State.SURVEYED, "surveyed_on": DAY, "withdrawn_at": timezone.now()},
        {
            "state": State.AGREEMENT_SIGNED,
            "surveyed_on": DAY,
            "agreement_signed_on": DAY,
            "agreed_total": 5,
            "receiver_kind": Receiver.UTILITY,
            "receiver": "",
        },
    ],
)
def test_the_database_refuses_an_incoherent_transfer(transfer, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        UtilityTransfer.objects.filter(pk=transfer.pk).update(**change)
