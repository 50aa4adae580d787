"""A request about a clock that runs no more waits for nobody."""

import pytest

from disputes import actions
from disputes.choices import Decision, State
from disputes.models import ClockRequest
from disputes.queues import BY_SLUG
from puyang_property.core import history
from puyang_property.core.refusals import Refused
from tests.disputes.living import CLERK, OFFICER, unchanged


@pytest.fixture(params=["suspension", "extension"])
def asked(request, living):
    """A request of the clerk that the district has not decided."""
    case = living.case(State.IN_PROGRESS)
    ask = getattr(actions, f"request_{request.param}")
    more = {"length": 5} if request.param == "extension" else {}
    return ask(case, by=living.person(CLERK), reason="等待检测报告", now=living.at(day=4), **more)


@pytest.mark.parametrize("verb", ["reply", "withdraw", "merge"])
def test_the_request_lapses_with_the_clock_and_history_says_so(living, asked, verb):
    case = asked.dispute
    living.take(verb, case, now=living.at(day=9))
    asked.refresh_from_db()
    assert (asked.decision, asked.decided_by) == (Decision.LAPSED, None)
    assert asked.decided_at == living.at(day=9)
    line = history.of(case).get(name=f"{asked.kind}_lapsed")
    assert line.changes["request"] == asked.pk


def test_the_district_does_not_decide_it_any_more(living, asked):
    case = asked.dispute
    living.take("reply", case, now=living.at(day=9))
    officer = living.person(OFFICER)
    queue = BY_SLUG["requests"].of(type(case).objects.all(), officer)
    assert case not in queue
    with unchanged(), pytest.raises(Refused):
        actions.decide_request(asked, by=officer, granted=True, now=living.at(day=10))


def test_what_was_decided_stays_as_it_was(living, asked):
    actions.decide_request(
        asked, by=living.person(OFFICER), granted=False, note="资料不全", now=living.at(day=5)
    )
    living.take("reply", asked.dispute, now=living.at(day=9))
    assert ClockRequest.objects.get().decision == Decision.DENIED


def test_after_the_lapse_a_new_round_can_ask_anew(living, asked):
    case = asked.dispute
    living.take("reply", case, now=living.at(day=9))
    living.visit(case, solved="no", satisfied="no")
    living.take("redo", case, now=living.at(day=11))
    again = actions.request_suspension(
        case, by=living.person(CLERK), reason="等待配件", now=living.at(day=12)
    )
    assert again.decision == Decision.PENDING
