"""The summary that companies and public pages may show is released by a clerk, not by itself."""

import pytest
from django.core.exceptions import ValidationError

from disputes import actions
from disputes.choices import State
from puyang_property.core.refusals import Refused
from tests.disputes.living import (
    CITY,
    CLERK,
    OFFICER,
    breaking,
    last_line,
    refused,
    unchanged,
)

MAY = (CLERK, OFFICER, CITY)


def release(living, case, by=CLERK, summary="一号楼电梯停运。"):
    by = living.person(by) if isinstance(by, str) else by
    return actions.release_summary(case, by=by, summary=summary, now=living.at(day=12))


def test_nothing_is_released_by_filing(living):
    case = living.case()
    assert (case.summary, case.summary_released_at) == ("", None)


@pytest.mark.parametrize("who", MAY)
def test_the_office_of_the_place_releases_and_is_named(living, who):
    case = living.case()
    release(living, case, by=who)
    case.refresh_from_db()
    assert (case.summary, case.summary_released_by) == ("一号楼电梯停运。", living.person(who))


def test_nobody_else_releases(living):
    case = living.case()
    living.refused_to_all_but(MAY, case, lambda by: release(living, case, by=by))


def test_an_empty_summary_is_none_and_an_ended_case_has_none_to_release(living):
    case = living.case()
    with unchanged(), pytest.raises(ValidationError):
        release(living, case, summary=" ")
    case = living.case(State.REFUSED)
    with unchanged():
        refused(Refused, lambda: release(living, case), about="an ended case")


def test_history_names_the_post_and_not_the_words(living):
    case = living.case()
    release(living, case)
    line = last_line(case)
    assert (line.name, line.post) == ("summary_released", living.post(CLERK))
    assert "电梯" not in str(line.changes)


def test_a_failure_at_the_last_write_leaves_nothing(living, monkeypatch):
    case = living.case()
    with breaking(monkeypatch, "puyang_property.core.history.record"):
        release(living, case)
