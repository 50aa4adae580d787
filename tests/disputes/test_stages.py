"""What a resident reads about a state: always something, in plain words, in both languages."""

import pytest
from django.utils import translation

from disputes.choices import FINAL_STATES, State
from disputes.stages import STAGES, STEPS


def test_every_state_has_its_stage():
    assert set(STAGES) == set(State)


@pytest.mark.parametrize("state", State)
def test_a_stage_says_where_it_stands_and_what_happens_next(state):
    stage = STAGES[state]
    for language in ("zh-hans", "en"):
        with translation.override(language):
            assert str(stage.label)
            assert str(stage.next_step)
    assert 1 <= stage.step <= len(STEPS)


@pytest.mark.parametrize("state", State)
def test_a_stage_is_told_in_chinese_too(state):
    with translation.override("zh-hans"):
        chinese = str(STAGES[state].label) + str(STAGES[state].next_step)
    assert any("一" <= character <= "鿿" for character in chinese)


def test_what_has_ended_for_good_stands_at_the_last_step():
    assert {STAGES[state].step for state in FINAL_STATES - {State.MERGED}} == {len(STEPS)}


def test_two_states_never_read_alike():
    labels = [str(stage.label) for stage in STAGES.values()]
    assert len(set(labels)) == len(labels)
