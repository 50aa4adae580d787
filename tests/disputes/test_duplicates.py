"""Likely the same matter: same place, thirty days around, alike in words, at most five."""

from datetime import date

import pytest

from disputes.choices import State
from disputes.duplicates import MOST, likely, likely_same
from disputes.models import Dispute

WORDS = "电梯停运三天，老人下不了楼。"


def found(case):
    return [hit.dispute for hit in likely_same(case, Dispute.objects.all())]


def test_alike_at_the_same_place_is_offered_and_the_case_itself_is_not(living):
    case, twin = living.case(), living.case()
    assert found(case) == [twin]


@pytest.mark.parametrize(("day", "is_offered"), [(1, True), (2, False)])
def test_thirty_days_around_and_no_more(living, day, is_offered):
    case = living.case()
    now = living.at(day=day, month=4)
    other = living.case(now=now)
    assert found(case) == ([other] if is_offered else [])
    assert found(other) == ([case] if is_offered else [])


def test_another_place_is_another_matter(living):
    case = living.case()
    living.case(area=living.area("hualong-zhongyuanlu-yubei"))
    assert found(case) == []


def test_other_words_are_another_matter(living):
    case = living.case()
    living.case(category="noise", description="楼下广场舞音乐太响。")
    assert found(case) == []


def test_what_ended_otherwise_is_not_offered_but_what_was_closed_is(living):
    closed = living.case(State.CLOSED)
    for state in (State.REFUSED, State.WITHDRAWN):
        living.case(state)
    case = living.case()
    assert found(case) == [closed]


def test_the_most_alike_leads_and_five_are_enough(living):
    for number in range(MOST + 1):
        living.case(description=f"{WORDS}第{number}次反映，物业一直没有人来处理。")
    exact = living.case()
    hits = likely(Dispute.objects.all(), WORDS, on=date(2026, 3, 2), area=exact.area)
    assert len(hits) == MOST
    assert hits[0].dispute == exact
    assert all(0 < hit.percent <= 100 for hit in hits)


def test_only_what_one_may_see_is_offered(living, clerk_shengli):
    case = living.case()
    living.case()
    assert likely_same(case, Dispute.objects.visible_to(clerk_shengli)) == []


def test_the_search_costs_the_same_for_one_and_for_many(living, django_assert_num_queries):
    case = living.case()
    for _case in range(3):
        living.case()
    rows = Dispute.objects.all()
    with django_assert_num_queries(2):
        likely(rows, WORDS, on=case.received_on, area=case.area)
