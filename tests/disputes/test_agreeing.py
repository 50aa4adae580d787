"""The agreement: everybody's consent, clauses on the clock, thirty days for the court."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from disputes import actions
from disputes.actions.agreements import open_mediation_of
from disputes.choices import Consent, State
from disputes.models import Agreement
from puyang_property.core.refusals import Refused
from tests.disputes.living import (
    CITY,
    CLERK,
    MEDIATOR,
    OFFICER,
    breaking,
    ended,
    kinds_of,
    last_line,
    refused,
    told,
    unchanged,
)


@pytest.fixture
def case(living):
    return living.case(State.IN_MEDIATION)


@pytest.fixture
def agreement(living, case):
    """Reached on Thursday 5 March 2026."""
    return living.take("agree", case, now=living.at(day=5))


@pytest.fixture
def mediator(living):
    return living.person(MEDIATOR)


def test_the_agreement_ends_the_mediation_and_the_office_is_told(living, case, agreement):
    mediation = case.mediations.get()
    assert (case.state, mediation.outcome) == (State.AGREED, "agreed")
    assert mediation.ended_at == living.at(day=5)
    assert told("dispute_agreed", case) == {living.post(CLERK)}
    line = last_line(case)
    assert (line.name, line.to_state, line.post) == ("agreed", "agreed", living.post(MEDIATOR))


def test_only_a_mediator_records_it_and_only_from_a_mediation(living, case):
    living.refused_to_all_but((MEDIATOR,), case, lambda by: living.take("agree", case, by=by))
    living.refused_elsewhere("agree")


@pytest.mark.parametrize("consent", [Consent.ASKED, Consent.REFUSED])
def test_without_the_consent_of_every_party_there_is_none(living, case, mediator, consent):
    party = case.mediations.get().parties.first()
    actions.say_consent(party, by=mediator, consent=consent)
    with unchanged(), pytest.raises(Refused):
        living.take("agree", case)


def test_facts_and_clauses_are_whole(living, case):
    (clause,) = living.clauses(case)
    stranger = living.clauses(living.case(State.IN_MEDIATION))[0]["performer"]
    wrong = (
        ({"facts": " "}, "facts"),
        ({"effective_on": date(2026, 3, 13)}, "effective_on"),
        ({"clauses": []}, "clauses"),
        ({"clauses": [{**clause, "text": " "}]}, "clauses"),
        ({"clauses": [{**clause, "due_on": date(2026, 3, 11)}]}, "clauses"),
        ({"clauses": [{**clause, "performer": stranger}]}, "clauses"),
    )
    for given, field in wrong:
        with unchanged(), pytest.raises(ValidationError) as error:
            living.take("agree", case, **given)
        assert field in error.value.message_dict


def test_each_clause_has_its_own_clock_and_the_case_the_thirty_days(living, case, agreement):
    (clause,) = agreement.clauses.all()
    assert kinds_of(clause) == {"clause": date(2026, 4, 20)}
    # 30 days from 5 March end on Saturday 4 April, Tomb-sweeping Day; Tuesday 7 April is worked
    assert kinds_of(case) == {"handle": date(2026, 3, 24), "confirmation": date(2026, 4, 7)}
    assert ended(case, "met") == {"decide", "mediation"}


def test_a_failure_at_the_last_write_leaves_nothing(living, case, monkeypatch):
    with breaking(monkeypatch, "disputes.notifications.agreed"):
        living.take("agree", case)


def test_confirmation_is_asked_for_on_the_last_of_the_thirty_days(case, agreement, mediator, at):
    actions.ask_confirmation(agreement, by=mediator, now=at(day=7, month=4))
    assert agreement.confirmation_asked_on == date(2026, 4, 7)
    assert "confirmation" in ended(case, "met")
    assert last_line(case).name == "confirmation_asked"


def test_confirmation_is_refused_on_the_day_after(agreement, mediator, at):
    with unchanged(), pytest.raises(Refused, match="三十日|30 days"):
        actions.ask_confirmation(agreement, by=mediator, now=at(day=8, month=4))


def test_what_was_asked_in_time_may_be_written_down_later(agreement, mediator, at):
    on = date(2026, 4, 3)
    actions.ask_confirmation(agreement, by=mediator, on=on, now=at(day=20, month=4))
    assert agreement.confirmation_asked_on == on


def test_confirmation_is_asked_for_and_given_once_and_never_in_the_future(agreement, mediator, at):
    now, tomorrow = at(day=9), date(2026, 3, 10)
    steps = (actions.ask_confirmation, actions.confirm)
    for step in steps:
        with unchanged(), pytest.raises(ValidationError):
            step(agreement, by=mediator, on=tomorrow, now=now)
        step(agreement, by=mediator, now=now)
        with unchanged():
            again = partial(step, agreement, by=mediator, now=now)
            refused(Refused, again, about=f"a second {step.__name__}")
    assert agreement.confirmed_on == date(2026, 3, 9)
    assert last_line(agreement.mediation.dispute).name == "confirmed"


def test_the_court_confirms_only_what_it_was_asked(agreement, mediator):
    with unchanged(), pytest.raises(Refused):
        actions.confirm(agreement, by=mediator)


def test_a_performed_clause_leaves_the_clock(agreement, mediator, at):
    (clause,) = agreement.clauses.all()
    with unchanged(), pytest.raises(ValidationError):
        actions.perform_clause(clause, by=mediator, on=date(2026, 4, 11), now=at(day=10, month=4))
    actions.perform_clause(clause, by=mediator, proof_note="照片", now=at(day=10, month=4))
    assert (clause.performed_on, clause.proof_note) == (date(2026, 4, 10), "照片")
    assert ended(clause, "met") == {"clause"}
    assert last_line(clause.dispute).name == "clause_performed"


def test_a_broken_clause_goes_to_the_office_and_the_one_above(living, agreement, mediator, at):
    (clause,) = agreement.clauses.all()
    with unchanged(), pytest.raises(ValidationError):
        actions.break_clause(clause, by=mediator, proof_note=" ")
    actions.break_clause(clause, by=mediator, proof_note="未修", now=at(day=21, month=4))
    assert clause.broken_on == date(2026, 4, 21)
    assert ended(clause, "cancelled") == {"clause"}
    told_posts = {living.post(CLERK), living.post(OFFICER)}
    assert told("dispute_clause_broken", clause.dispute) == told_posts


def test_what_became_of_a_clause_is_recorded_once(agreement, mediator):
    (clause,) = agreement.clauses.all()
    actions.perform_clause(clause, by=mediator)
    with unchanged():
        perform = partial(actions.perform_clause, clause, by=mediator)
        refused(Refused, perform, about="performing")
        broken = partial(actions.break_clause, clause, by=mediator, proof_note="未")
        refused(Refused, broken, about="breaking")


def test_only_mediators_write_on_an_agreement(living, case, agreement):
    (clause,) = agreement.clauses.all()
    for work in (
        lambda by: actions.ask_confirmation(agreement, by=by, now=living.at(day=6)),
        lambda by: actions.confirm(agreement, by=by),
        lambda by: actions.perform_clause(clause, by=by),
        lambda by: actions.break_clause(clause, by=by, proof_note="未修"),
    ):
        living.refused_to_all_but((MEDIATOR,), case, work)


def test_a_second_agreement_replaces_the_thirty_days_of_the_first(living, case, agreement):
    living.take("reply", case, now=living.at(day=6))
    living.visit(case, solved="no")
    living.take("redo", case, by=living.person(CITY))
    living.take("start_mediation", case, now=living.at(day=13))
    living.take("agree", case, now=living.at(day=16))
    assert kinds_of(case)["confirmation"] == date(2026, 4, 15)
    assert Agreement.objects.filter(mediation__dispute=case).count() == 2
    assert Agreement.objects.last().effective_on - timedelta(11) == agreement.effective_on


def test_without_an_open_mediation_there_is_nothing_to_end(living):
    with pytest.raises(Refused):
        open_mediation_of(living.case(State.IN_PROGRESS))
