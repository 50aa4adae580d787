"""The life of an exit handover: each step, who may take it, and what its clocks count."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from communities import contracts
from communities.handovers import actions, items
from communities.handovers.choices import Group, Receiver, Result, State
from communities.handovers.workflow import WORKFLOW
from puyang_property.core import history
from puyang_property.core.models import Deadline
from puyang_property.core.refusals import Refused, TransitionNotAllowed
from tests.communities.ending import NOW, TODAY, due
from tests.factories.communities import (
    ServiceContractFactory,
)
from tests.factories.core_clock import load_calendar
from tests.factories.handovers import ExitHandoverFactory, HandoverItemFactory

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"
COMMITTEE = {"receiver_kind": Receiver.COMMITTEE, "receiver": "业主委员会"}
DAY = timedelta(days=1)


@pytest.fixture
def contract(concluded):
    return concluded(ends_on=date(2026, 3, 31))


@pytest.fixture
def handover(contract, clerk_zhongyuan):
    return actions.announce(contract, by=clerk_zhongyuan, now=NOW, **COMMITTEE)


def step(verb, handover, by, **facts):
    facts.setdefault("now", NOW)
    if verb != "cancel":
        facts.setdefault("on", TODAY)
    asked = {"refuse": {"note": "不交接"}, "order": {"number": "1号"}, "refer": {"to": "城管局"}}
    asked["cancel"] = {"note": "误立"}
    return getattr(actions, verb)(handover, by=by, **{**asked.get(verb, {}), **facts})


def settle_all(handover, by):
    for item in actions.lines(handover):
        items.settle_item(item, by=by, result=Result.HANDED, now=NOW)


# ------------------------------------------------------------------ the smooth way


def test_a_contract_that_was_taken_back_is_not_handed_over(contract, clerk_zhongyuan):
    contracts.withdraw_contract(contract, by=clerk_zhongyuan, now=NOW)
    with pytest.raises(Refused):
        actions.announce(contract, by=clerk_zhongyuan, now=NOW, **COMMITTEE)
    assert not contract.handovers.exists()


def test_a_handover_is_announced_listed_handed_over_and_completed(
    contract, handover, clerk_zhongyuan
):
    assert set(actions.lines(handover).values_list("group", flat=True)) == set(Group.values)
    assert due(handover) == {
        "handover_list": date(2026, 3, 12),
        "handover_finish": date(2026, 4, 15),
    }
    step("draw_up", handover, clerk_zhongyuan)
    assert set(due(handover)) == {"handover_finish"}
    step("begin", handover, clerk_zhongyuan)
    settle_all(handover, clerk_zhongyuan)
    step("complete", handover, clerk_zhongyuan)
    assert (handover.state, handover.completed_on) == (State.COMPLETED, TODAY)
    assert due(handover) == {}
    assert not Deadline.objects.for_subject(handover).filter(met_at=None).exists()
    names = [event.name for event in history.of(handover).order_by("seq")]
    assert names[:3] == ["announced", "list_drawn_up", "handing_over_begun"]
    assert names[-1] == "completed"
    assert names.count("item_handed") == len(Group)


def test_completing_meets_the_last_day_of_the_contract(concluded, clerk_zhongyuan):
    contract = concluded(ends_on=date(2026, 12, 31))
    contracts.end_contract(contract, by=clerk_zhongyuan, on=date(2026, 3, 20), now=NOW)
    assert due(contract) == {"contract_last_day": date(2026, 3, 20)}
    handover = actions.announce(contract, by=clerk_zhongyuan, now=NOW, **COMMITTEE)
    step("draw_up", handover, clerk_zhongyuan)
    step("begin", handover, clerk_zhongyuan)
    settle_all(handover, clerk_zhongyuan)
    step("complete", handover, clerk_zhongyuan)
    assert due(contract) == {}


@pytest.mark.parametrize("result", [Result.MISSING, Result.DISPUTED])
def test_nothing_open_is_left_when_a_handover_is_completed(handover, clerk_zhongyuan, result):
    step("draw_up", handover, clerk_zhongyuan)
    step("begin", handover, clerk_zhongyuan)
    settle_all(handover, clerk_zhongyuan)
    last = items.add_item(handover, by=clerk_zhongyuan, group=Group.KEYS, name="财务章", now=NOW)
    with pytest.raises(Refused):
        step("complete", handover, clerk_zhongyuan)
    with pytest.raises(ValidationError):
        items.settle_item(last, by=clerk_zhongyuan, result=result, now=NOW)
    items.settle_item(last, by=clerk_zhongyuan, result=result, remark="约定补交", now=NOW)
    step("complete", handover, clerk_zhongyuan)


def test_an_item_goes_to_who_takes_over_unless_somebody_else_got_it(handover, clerk_zhongyuan):
    first, second, *_others = actions.lines(handover)
    items.settle_item(first, by=clerk_zhongyuan, result=Result.HANDED, now=NOW)
    items.settle_item(
        *(second,),
        by=clerk_zhongyuan,
        result=Result.HANDED,
        receiver_kind=Receiver.RESIDENTS,
        quantity="2间",
        now=NOW,
    )
    assert (first.receiver_kind, first.settled_on) == (Receiver.COMMITTEE, TODAY)
    assert (second.receiver_kind, second.quantity) == (Receiver.RESIDENTS, "2间")
    items.settle_item(first, by=clerk_zhongyuan, result=Result.OPEN, now=NOW)
    assert (first.receiver_kind, first.settled_on) == ("", None)


@pytest.mark.parametrize("state", [State.COMPLETED, State.CANCELLED])
def test_a_list_that_is_over_is_closed(community, clerk_zhongyuan, state):
    handover = ExitHandoverFactory(
        contract=ServiceContractFactory(community=community), state=state
    )
    item = HandoverItemFactory(handover=handover)
    for write in (
        lambda: items.add_item(handover, by=clerk_zhongyuan, group=Group.KEYS, name="章"),
        lambda: items.settle_item(item, by=clerk_zhongyuan, result=Result.HANDED),
        lambda: items.withdraw_item(item, by=clerk_zhongyuan, note="误列"),
    ):
        with pytest.raises(Refused):
            write()


def test_a_line_taken_back_is_no_longer_open(handover, clerk_zhongyuan):
    for item in actions.lines(handover):
        items.withdraw_item(item, by=clerk_zhongyuan, note="无此项", now=NOW)
    with pytest.raises(Refused):
        step("draw_up", handover, clerk_zhongyuan)


# ------------------------------------------------------------------ refused


def test_a_refused_handover_is_ordered_and_referred(handover, clerk_zhongyuan, officer_hualong):
    step("refuse", handover, clerk_zhongyuan)
    step("order", handover, officer_hualong, due_on=date(2026, 3, 12))
    assert due(handover)["handover_order"] == date(2026, 3, 12)
    later = datetime(2026, 3, 13, 9, tzinfo=timezone.get_default_timezone())
    with pytest.raises(Refused):
        step("refer", handover, officer_hualong, on=date(2026, 3, 12), now=later)
    step("refer", handover, officer_hualong, on=date(2026, 3, 13), now=later)
    assert (handover.state, handover.referred_to) == (State.REFERRED, "城管局")
    assert due(handover) == {}


def test_an_order_that_is_obeyed_ends_in_a_handover(handover, clerk_zhongyuan, officer_hualong):
    step("refuse", handover, clerk_zhongyuan)
    step("order", handover, officer_hualong)
    settle_all(handover, clerk_zhongyuan)
    step("complete", handover, clerk_zhongyuan)
    met = Deadline.objects.for_subject(handover).get(kind="handover_order")
    assert met.met_at


@pytest.mark.parametrize(
    ("on", "last", "why"),
    [
        ("2026-03-02", "2026-03-17", "fifteen days, no rest day near"),
        ("2026-02-06", "2026-02-24", "21 Feb is in the Festival: the first day of work"),
        ("2026-01-30", "2026-02-14", "a make-up Saturday is a working day"),
        ("2026-09-16", "2026-10-08", "1 October begins the holiday"),
    ],
)
def test_an_order_without_a_day_sets_the_day_of_the_rule(area, on, last, why):
    load_calendar()
    assert actions.order_due(date.fromisoformat(on)).isoformat() == last, why


@pytest.mark.parametrize(
    ("verb", "facts"),
    [
        ("refuse", {"note": " "}),
        ("cancel", {"note": ""}),
        ("draw_up", {"on": TODAY + DAY}),
        ("draw_up", {"on": TODAY - DAY}),
    ],
    ids=str,
)
def test_a_step_says_what_it_lacks(handover, clerk_zhongyuan, verb, facts):
    with pytest.raises(ValidationError):
        step(verb, handover, clerk_zhongyuan, **facts)


@pytest.mark.parametrize(
    ("verb", "facts"),
    [("order", {"number": " "}), ("order", {"due_on": TODAY}), ("refer", {"to": " "})],
    ids=str,
)
def test_an_order_has_number_and_day_and_a_referral_an_office(
    community, officer_hualong, verb, facts
):
    state = State.REFUSED if verb == "order" else State.ORDERED
    handover = ExitHandoverFactory(
        contract=ServiceContractFactory(community=community), state=state
    )
    with pytest.raises(ValidationError):
        step(verb, handover, officer_hualong, **facts)


# ------------------------------------------------------------------ the table of states


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("transition", WORKFLOW.transitions, ids=lambda t: t.slug)
def test_no_step_leaves_from_a_wrong_state(community, officer_hualong, transition, state):
    if transition.leaves(state):
        return
    contract = ServiceContractFactory(community=community)
    handover = ExitHandoverFactory(contract=contract, state=state)
    with pytest.raises(TransitionNotAllowed):
        step(transition.slug, handover, officer_hualong)
    handover.refresh_from_db()
    assert handover.state == state


@pytest.mark.parametrize("transition", WORKFLOW.transitions, ids=lambda t: t.slug)
def test_no_step_is_taken_by_a_wrong_person(
    community, clerk_shengli, worker_jingdong, officer_puyangxian, clerk_zhongyuan, transition
):
    contract = ServiceContractFactory(community=community)
    state = sorted(transition.sources)[0]
    handover = ExitHandoverFactory(contract=contract, state=state)
    wrong = [clerk_shengli, worker_jingdong, officer_puyangxian]
    if transition.slug in ("order", "refer"):
        wrong.append(clerk_zhongyuan)
    for by in wrong:
        with pytest.raises(PermissionDenied):
            step(transition.slug, handover, by)
