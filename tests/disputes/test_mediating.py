"""Mediation: parties and consent, recusal, sessions with notice, attendance and minutes."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from disputes import actions
from disputes.choices import Consent, MediationOutcome, MessageKind, State
from disputes.models import Attendance, Mediation
from puyang_property.core.refusals import Forbidden, Refused, TransitionNotAllowed
from tests.disputes.living import (
    CITY,
    CLERK,
    MEDIATOR,
    OFFICER,
    PARTIES,
    WORKER,
    breaking,
    ended,
    kinds_of,
    last_line,
    refused,
    told,
    unchanged,
)

MAY = (CLERK, OFFICER, CITY, MEDIATOR)


@pytest.fixture
def case(living):
    return living.case(State.IN_PROGRESS)


@pytest.fixture
def mediation(living, case):
    """Started on Wednesday 4 March."""
    return living.take("start_mediation", case, now=living.at(day=4))


@pytest.fixture
def mediator(living):
    return living.person(MEDIATOR)


@pytest.fixture
def session(mediation, mediator, at):
    return actions.plan_session(
        mediation, by=mediator, planned_at=at(15, day=10), place="社区会议室", now=at(day=5)
    )


def hold(living, session, **more):
    present = dict.fromkeys(session.mediation.parties.all(), "present")
    given = {"minutes": "双方陈述。", "presences": present, "now": living.at(16, day=10), **more}
    return actions.hold_session(session, by=living.person(MEDIATOR), **given)


@pytest.mark.parametrize("who", MAY)
def test_clerk_officer_or_mediator_starts_and_the_mediator_is_told(living, case, who):
    mediation = living.take("start_mediation", case, by=living.person(who))
    assert (case.state, mediation.mediator) == (State.IN_MEDIATION, living.person(MEDIATOR))
    assert mediation.parties.count() == 2
    assert told("dispute_mediation", case) == {living.post(MEDIATOR)}


def test_nobody_else_starts_mediation(living, case):
    work = partial(living.take, "start_mediation", case)
    living.refused_to_all_but(MAY, case, work)


def test_only_what_is_being_handled_is_mediated(living):
    living.refused_elsewhere("start_mediation")


def test_thirty_days_to_mediate_end_after_the_feast_when_they_end_in_it(living):
    case = living.case(now=living.at(day=19, month=1))
    living.take("accept", case, now=living.at(day=19, month=1))
    living.take("start_mediation", case, now=living.at(day=20, month=1))  # 19 February is a holiday
    assert kinds_of(case)["mediation"] == date(2026, 2, 24)


def test_history_names_the_post_that_started(living, case, mediation):
    line = last_line(case)
    assert (line.name, line.from_state, line.to_state) == (
        "mediation_started",
        "in_progress",
        "in_mediation",
    )
    assert line.post == living.post(CLERK)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"parties": PARTIES[:1]}, ValidationError),
        ({"parties": [*PARTIES, {"role": "owner", "name": " "}]}, ValidationError),
        ({"parties": [PARTIES[0], PARTIES[1] | {"consent": "refused"}]}, Refused),
    ],
)
def test_it_takes_two_named_parties_of_whom_none_refuses(living, case, given, error):
    living.person(MEDIATOR)
    with unchanged(), pytest.raises(error):
        living.take("start_mediation", case, **given)


def test_only_a_mediator_of_the_place_mediates(living, case):
    with unchanged(), pytest.raises(ValidationError):
        living.take("start_mediation", case, mediator=living.person(WORKER))


def test_a_failure_at_the_last_write_leaves_nothing(living, case, monkeypatch):
    living.person(MEDIATOR)
    with breaking(monkeypatch, "disputes.notifications.mediation_started"):
        living.take("start_mediation", case)


def test_the_names_of_the_parties_are_not_readable_but_a_companys_is_shown(mediation):
    owner, company = mediation.parties.all()
    assert str(owner.name) == "••••"
    assert owner.shown_name != "张三丰"
    assert company.shown_name == "安居物业公司"


def test_a_party_joins_later_and_says_its_word(mediation, mediator, case, at):
    party = actions.add_party(mediation, by=mediator, role="committee", name="业委会", now=at())
    assert (party.consent, party.consent_at) == (Consent.ASKED, None)
    actions.say_consent(party, by=mediator, consent=Consent.GIVEN, now=at(day=6))
    party.refresh_from_db()
    assert (party.consent, party.consent_at) == (Consent.GIVEN, at(day=6))
    assert last_line(case).changes["consent"] == "given"


def test_after_a_refusal_nobody_is_invited_any_more_and_only_the_end_remains(
    living, session, mediation, mediator, at
):
    party = mediation.parties.last()
    actions.say_consent(party, by=mediator, consent=Consent.REFUSED, now=at(day=6))
    plan = {"by": mediator, "planned_at": at(day=20), "place": "会议室", "now": at(day=6)}
    with unchanged():
        refused(Refused, lambda: actions.plan_session(mediation, **plan), about="a session")
        serve = partial(actions.serve_notice, session, by=mediator, party=party)
        refused(Refused, serve, about="a notice")
        agree = partial(living.take, "agree", mediation.dispute)
        refused(Refused, agree, about="an agreement")
    living.take("end_mediation", mediation.dispute, outcome="party_left")


def test_a_mediator_steps_back_and_another_follows(living, mediation, mediator, cast, case):
    other = cast("mediator2", "mediator", "hualong", display_name="吴公正")
    recusal = actions.recuse(mediation, by=mediator, follower=other, reason="与业主是亲属")
    mediation.refresh_from_db()
    assert (mediation.mediator, recusal.mediator) == (other, mediator)
    assert last_line(case).name == "recused"
    for follower, reason in ((other, "再换"), (living.person(CLERK), "换人"), (mediator, " ")):
        with unchanged(), pytest.raises(ValidationError):
            actions.recuse(mediation, by=other, follower=follower, reason=reason)


def test_a_session_is_planned_for_a_place_and_a_time_to_come(mediation, mediator, session, at):
    assert (session.planned_at, session.place) == (at(15, day=10), "社区会议室")
    for wrong in ({"planned_at": at(day=4)}, {"place": " "}):
        given = {"planned_at": at(day=10), "place": "会议室", **wrong}
        with unchanged(), pytest.raises(ValidationError):
            actions.plan_session(mediation, by=mediator, now=at(day=5), **given)


def test_each_party_gets_its_notice_once(living, session, mediator, case, cast):
    party = session.mediation.parties.first()
    notice = actions.serve_notice(session, by=mediator, party=party, way="hand")
    assert (notice.served_by, last_line(case).name) == (mediator, "notice_served")
    with unchanged(), pytest.raises(Refused):
        actions.serve_notice(session, by=mediator, party=party)


def test_a_party_of_another_mediation_gets_no_notice(living, session, mediator):
    other = living.case(State.IN_MEDIATION).mediations.get().parties.first()
    with unchanged(), pytest.raises(ValidationError):
        actions.serve_notice(session, by=mediator, party=other)


def test_a_held_session_has_minutes_and_says_of_each_party_whether_it_came(
    living, session, mediator, case
):
    owner, company = session.mediation.parties.all()
    hold(living, session, presences={owner: "present", company: "absent"})
    assert (session.held_at, session.minutes_by) == (living.at(16, day=10), mediator)
    assert dict(Attendance.objects.values_list("party", "presence")) == {
        owner.pk: "present",
        company.pk: "absent",
    }
    assert last_line(case).name == "session_held"


def test_minutes_and_every_party_are_needed(living, session):
    owner = session.mediation.parties.first()
    for given in ({"minutes": " "}, {"presences": {owner: "present"}}):
        with unchanged(), pytest.raises(ValidationError):
            hold(living, session, **given)


def test_a_session_is_held_or_cancelled_once(living, session, mediator):
    actions.cancel_session(session, by=mediator)
    assert last_line(session.mediation.dispute).name == "session_cancelled"
    with unchanged():
        refused(Refused, lambda: hold(living, session), about="holding")
        cancel = partial(actions.cancel_session, session, by=mediator)
        refused(Refused, cancel, about="cancelling")


def test_only_mediators_write_in_a_mediation(living, mediation):
    def join(by):
        return actions.add_party(mediation, by=by, role="owner", name="李四")

    living.refused_to_all_but((MEDIATOR,), mediation.dispute, join)


def test_the_end_without_agreement_tells_every_resident_the_other_ways(living, case, mediation):
    living.take("end_mediation", case, note="可以申请仲裁、找主管部门或者起诉。")
    mediation.refresh_from_db()
    assert (case.state, mediation.outcome) == (State.IN_PROGRESS, MediationOutcome.NO_AGREEMENT)
    message = case.messages.get(kind=MessageKind.TO_RESIDENT)
    assert (message.complaint, message.text) == (
        case.complaints.get(),
        "可以申请仲裁、找主管部门或者起诉。",
    )
    assert told("dispute_not_agreed", case) == {living.post(CLERK)}
    assert (ended(case, "met"), set(kinds_of(case))) == ({"decide", "mediation"}, {"handle"})
    assert last_line(case).post == living.post(MEDIATOR)


def test_the_other_ways_have_to_be_told(living, case, mediation):
    for wrong in ({"note": " "}, {"outcome": "agreed"}):
        with unchanged(), pytest.raises(ValidationError):
            living.take("end_mediation", case, **wrong)


def test_only_the_mediator_ends_it_and_only_once(living, case, mediation):
    work = partial(living.take, "end_mediation", case)
    living.refused_to_all_but((MEDIATOR,), case, work)
    living.refused_elsewhere("end_mediation")
    living.take("end_mediation", case)
    with unchanged():
        refused(TransitionNotAllowed, lambda: work(living.person(MEDIATOR)), about="a second end")
        by = living.person(MEDIATOR)
        late = partial(actions.add_party, mediation, by=by, role="owner", name="李四")
        refused(Refused, late, about="a late party")


def test_a_failed_end_leaves_nothing(living, case, mediation, monkeypatch):
    with breaking(monkeypatch, "disputes.notifications.mediation_ended"):
        living.take("end_mediation", case)


def test_a_second_round_follows_a_first_without_agreement(living, case, mediation):
    living.take("end_mediation", case)
    assert living.take("start_mediation", case).round == 2
    assert Mediation.objects.filter(dispute=case, ended_at=None).count() == 1


def test_a_mediator_of_another_street_is_nobody_here(living, cast, mediation):
    other = cast("mediator3", "mediator", "hualong-shenglilu")
    with unchanged(), pytest.raises(Forbidden):
        actions.add_party(mediation, by=other, role="owner", name="李四")
