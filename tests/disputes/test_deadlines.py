"""Every clock of the room around the real holidays of 2026, and who may stop or lengthen it.

Spring Festival 2026: off from Sunday 15 to Monday 23 February; Saturdays 14 and 28 are worked.
National Day: off from 1 to 7 October; Sunday 20 September and Saturday 10 October are worked.
"""

from datetime import date

import pytest

from disputes import deadlines
from disputes.choices import ASSIGNED_CHANNELS, Channel
from puyang_property.core import rulebook
from puyang_property.core.periods import due

EVE = date(2026, 2, 13)  # Friday
CODES = {spec.code for spec in deadlines.SPECS}
# rule, day 0, last day, why
DUE = [
    ("online.decide", EVE, date(2026, 2, 27), "14, 24, 25, 26 and 27 February"),
    ("online.decide", date(2026, 9, 29), date(2026, 10, 12), "30; 8, 9, 10 (Saturday), 12 October"),
    ("online.handle", EVE, date(2026, 3, 12), "both made-up Saturdays count"),
    ("counter.decide", EVE, date(2026, 2, 27), "as online"),
    ("counter.handle", EVE, date(2026, 3, 12), "as online"),
    ("hotline.decide", EVE, date(2026, 2, 14), "the next working day is a Saturday"),
    ("hotline.decide", date(2026, 2, 14), date(2026, 2, 24), "the eve of the feast"),
    ("hotline.decide", date(2026, 2, 18), date(2026, 2, 24), "received within the feast"),
    ("hotline.handle", EVE, date(2026, 2, 27), "five working days"),
    ("petition.decide", EVE, date(2026, 2, 28), "day 15 is a Saturday, but a worked one"),
    ("petition.decide", date(2026, 2, 2), date(2026, 2, 24), "day 15 is 17 February, a holiday"),
    ("petition.decide", date(2026, 2, 27), date(2026, 3, 16), "day 15 is Saturday 14 March"),
    ("petition.handle", EVE, date(2026, 4, 14), "60 calendar days"),
    ("npc.decide", EVE, date(2026, 3, 5), "ten working days"),
    ("npc.handle", EVE, date(2026, 5, 13), "three months"),
    ("npc.handle", date(2025, 11, 30), date(2026, 2, 28), "no 30 February: its last day, worked"),
    ("npc.redo", date(2026, 1, 15), date(2026, 2, 24), "15 February is a holiday"),
    ("cppcc.decide", EVE, date(2026, 3, 5), "as a deputy's suggestion"),
    ("cppcc.handle", EVE, date(2026, 5, 13), "as a deputy's suggestion"),
    ("inspection.decide", EVE, date(2026, 2, 14), "a worked Saturday"),
    ("inspection.handle", EVE, date(2026, 3, 12), "as online"),
    ("dispute.take_over", EVE, date(2026, 2, 24), "14 and 24 February"),
    ("petition.take_over", EVE, date(2026, 2, 27), "five working days to object"),
    ("dispute.competence", EVE, date(2026, 2, 25), "14, 24 and 25 February"),
    ("dispute.mediation", EVE, date(2026, 3, 16), "day 30 is Sunday 15 March"),
    ("dispute.confirmation", date(2026, 1, 20), date(2026, 2, 24), "day 30 is 19 February"),
    ("dispute.return_visit", EVE, date(2026, 2, 25), "14, 24 and 25 February"),
    ("dispute.reopen_window", date(2026, 9, 4), date(2026, 10, 8), "day 30 is 4 October"),
]
LONGER = {
    **dict.fromkeys(("online.handle", "counter.handle", "inspection.handle"), 15),
    "hotline.handle": 5,
    "petition.handle": 30,
    "npc.handle": 3,
    "cppcc.handle": 3,
    "dispute.mediation": 30,
}


def test_every_rule_has_an_example_here():
    assert {code for code, *_rest in DUE} == CODES


@pytest.mark.parametrize(("code", "start", "expected", "why"), DUE)
def test_the_last_day(calendar, code, start, expected, why):
    assert due(start, rulebook.rule(code), calendar).due_on == expected, why


def test_only_handling_and_mediation_can_be_made_longer_once_and_by_so_much():
    granted = {s.code: s.extension_length for s in deadlines.SPECS if s.extensions}
    assert granted == LONGER
    assert {s.extensions for s in deadlines.SPECS} == {0, 1}


def test_only_handling_and_mediation_can_rest():
    resting = {spec.kind for spec in deadlines.SPECS if spec.may_suspend}
    assert resting == {deadlines.HANDLE, deadlines.MEDIATION}


@pytest.mark.parametrize("spec", deadlines.SPECS, ids=lambda spec: spec.code)
def test_what_no_law_fixes_says_that_the_legal_office_has_to_settle_it(spec):
    is_policy = deadlines.POLICY_ZH in spec.basis_zh
    assert is_policy == (spec.confidence == "U")
    assert is_policy == (deadlines.POLICY_EN in spec.basis_en)
    assert spec.name_zh
    assert spec.name_en


@pytest.mark.parametrize("channel", Channel)
def test_every_channel_has_the_rules_that_the_verbs_ask_for(channel):
    asked = {
        deadlines.decide_rule(channel),
        deadlines.handle_rule(channel),
        deadlines.handle_rule(channel, again=True),
        deadlines.take_over_rule(channel),
    }
    assert asked <= CODES


def test_a_deputys_dissatisfaction_has_a_rule_of_its_own_and_only_that():
    again = {channel: deadlines.handle_rule(channel, again=True) for channel in Channel}
    assert {c for c, code in again.items() if code != f"{c}.handle"} == {Channel.NPC}


@pytest.mark.parametrize("channel", Channel)
def test_what_an_authority_assigned_runs_from_the_assignment(channel):
    received, accepted = date(2026, 2, 12), date(2026, 2, 13)
    start = deadlines.handling_starts(channel, received_on=received, accepted_on=accepted)
    assert start == (received if channel in ASSIGNED_CHANNELS else accepted)
