"""A complaint that leaves a joined case gets a whole case of its own."""

import pytest

from disputes import actions, numbers
from disputes.actions.merging import split
from disputes.actions.resident import resident_of
from disputes.choices import State
from disputes.models import Dispute
from tests.disputes.living import CLERK, breaking, kinds_of

ITS_OWN = {
    *("id", "number", "channel", "received_on", "next_due_on"),
    *("search_text", "search_grams", "changed_at"),
}


@pytest.fixture
def joined(living):
    """Two complaints in one case that is handled; the second came by hotline a day later."""
    case = living.case(State.IN_PROGRESS)
    twin = living.case(
        channel="hotline", description="走廊灯也不亮。", now=living.at(day=3), received_on=None
    )
    living.take("merge", twin, into=case, now=living.at(day=4))
    return case


@pytest.fixture
def gone(living, joined):
    """The second complaint's own case."""
    return split(joined.complaints.last(), by=living.person(CLERK), now=living.at(day=12))


def test_the_new_case_has_a_number_a_channel_and_a_date_of_its_own(joined, gone):
    assert numbers.is_number(gone.number)
    assert gone.number != joined.number
    assert (gone.channel, str(gone.received_on)) == ("hotline", "2026-03-03")


def test_everything_else_is_as_in_the_case_it_left(joined, gone):
    for field in Dispute._meta.concrete_fields:
        if field.name not in ITS_OWN:
            assert getattr(gone, field.attname) == getattr(joined, field.attname), field.name


def test_each_case_is_found_by_its_own_words_only(joined, gone):
    assert gone in Dispute.objects.matching("走廊灯")
    assert joined not in Dispute.objects.matching("走廊灯")
    assert joined in Dispute.objects.matching("电梯")


def test_the_texts_of_the_resident_go_along_and_those_of_others_stay(living, joined):
    first, second = joined.complaints.order_by("pk")
    clerk = living.person(CLERK)
    mine = actions.note(joined, by=clerk, text="给第二位", complaint=second)
    theirs = actions.note(joined, by=clerk, text="给第一位", complaint=first)
    gone = split(second, by=clerk, now=living.at(day=12))
    assert (list(gone.messages.all()), list(joined.messages.all())) == ([mine], [theirs])


def test_clocks_stay_with_the_case_until_the_verb_sets_new_ones(joined, gone):
    assert kinds_of(gone) == {}
    assert set(kinds_of(joined)) == {"handle"}


def test_splitting_is_no_verb_of_the_desk():
    assert not hasattr(actions, "split")


def test_a_failure_at_the_last_write_leaves_nothing(living, joined, monkeypatch):
    second = joined.complaints.last()
    with breaking(monkeypatch, "disputes.actions.merging.index"):
        actions.withdraw(joined, by=resident_of(second), complaint=second)
