"""转办: passed on and sent back; the first receiver stays responsible, the district ends it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from disputes import actions
from disputes.choices import Channel, State
from disputes.models import Complaint, Dispute
from puyang_property.core import history
from puyang_property.core.refusals import Forbidden, Refused
from tests.disputes.living import (
    CITY,
    CLERK,
    OFFICER,
    OTHER_CLERK,
    breaking,
    ended,
    kinds_of,
    last_line,
    told,
    unchanged,
)

MAY = (CLERK, OFFICER, CITY)


def seen(user):
    return Dispute.objects.visible_to(user), Complaint.objects.visible_to(user)


@pytest.fixture
def returned_twice(living):
    """Referred and sent back two times."""
    case = living.case(State.REFERRED)
    living.take("send_back", case, now=living.at(day=4))
    living.take("refer", case, now=living.at(day=5))
    living.take("send_back", case, now=living.at(day=6))
    return case


@pytest.mark.parametrize("who", MAY)
def test_the_office_of_the_place_refers_and_stays_the_first_receiver(living, who):
    case = living.case()
    living.take("refer", case, by=living.person(who))
    assert (case.state, case.responsible_post) == (State.REFERRED, living.post(OTHER_CLERK))
    assert (case.first_post, case.handler) == (living.post(CLERK), None)


def test_nobody_else_refers(living):
    case = living.case()
    living.refused_to_all_but(MAY, case, lambda by: living.take("refer", case, by=by))


def test_only_what_waits_or_is_handled_is_referred(living):
    living.refused_elsewhere("refer")


def test_a_referral_says_why_and_goes_elsewhere(living):
    case = living.case()
    for given, field in (({"reason": " "}, "reason"), ({"to_post": case.first_post}, "to_post")):
        with unchanged(), pytest.raises(ValidationError) as wrong:
            living.take("refer", case, **given)
        assert field in wrong.value.message_dict


def test_the_other_street_sees_the_case_only_while_it_is_referred_there(living):
    case, other = living.case(), living.person(OTHER_CLERK)
    for rows in seen(other):
        assert not rows.exists()
    living.take("refer", case)
    for rows in seen(other):
        assert rows.count() == 1
    living.take("send_back", case)
    for rows in seen(other):
        assert not rows.exists()


def test_the_first_street_keeps_seeing_a_case_that_is_elsewhere(living):
    case = living.case(State.REFERRED)
    assert seen(living.person(CLERK))[0].get() == case


def test_the_receiving_post_is_told_and_later_the_first_one(living):
    case = living.case(State.REFERRED)
    assert told("dispute_referred", case) == {living.post(OTHER_CLERK)}
    living.take("send_back", case)
    assert told("dispute_sent_back", case) == {living.post(CLERK)}


def test_history_names_the_acting_posts_of_both_sides(living):
    case = living.case(State.REFERRED)
    line = last_line(case)
    assert (line.name, line.post) == ("referred", living.post(CLERK))
    assert line.changes["responsible_post"] == living.post(OTHER_CLERK).pk
    living.take("send_back", case)
    line = last_line(case)
    assert (line.name, line.from_state, line.to_state) == ("sent_back", "referred", "registered")
    assert line.post == living.post(OTHER_CLERK)


@pytest.mark.parametrize(
    ("channel", "due_on", "why"),
    [
        (Channel.ONLINE, date(2026, 2, 24), "2 working days: Saturday 14 is worked, then the 24th"),
        (Channel.PETITION, date(2026, 2, 27), "5 working days to object to a petition passed on"),
    ],
)
def test_taking_over_is_counted_across_the_spring_festival(living, channel, due_on, why):
    case = living.case(channel=channel, now=living.at(day=13, month=2))
    living.take("refer", case, now=living.at(day=13, month=2))
    assert kinds_of(case) == {"take_over": due_on}, why
    assert ended(case, "cancelled") == {"decide"}


def test_handling_runs_on_while_an_accepted_case_is_referred(living):
    case = living.case(State.IN_PROGRESS)
    living.take("refer", case, now=living.at(day=4))
    assert kinds_of(case) == {"handle": date(2026, 3, 24), "take_over": date(2026, 3, 6)}


def test_a_return_starts_deciding_anew_for_the_first_receiver(living):
    case = living.case(State.REFERRED)
    living.take("send_back", case, now=living.at(day=4))
    assert (case.state, case.responsible_post) == (State.REGISTERED, living.post(CLERK))
    assert kinds_of(case, post=living.post(CLERK)) == {"decide": date(2026, 3, 11)}
    referral = case.referrals.get()
    assert (referral.sent_back_by, referral.sent_back_reason) == (
        living.person(OTHER_CLERK),
        "不在本街道。",
    )


def test_only_the_office_it_went_to_or_one_above_sends_a_case_back(living):
    case = living.case(State.REFERRED)
    may = (OTHER_CLERK, OFFICER, CITY)
    living.refused_to_all_but(may, case, lambda by: living.take("send_back", case, by=by))


def test_only_a_referred_case_is_sent_back_and_with_a_reason(living):
    living.refused_elsewhere("send_back", by=OFFICER)
    case = living.case(State.REFERRED)
    with unchanged(), pytest.raises(ValidationError):
        living.take("send_back", case, reason=" ")


def test_the_second_return_goes_to_the_district_which_has_three_working_days(
    living, returned_twice
):
    case = returned_twice
    assert (case.state, case.responsible_post) == (State.REGISTERED, living.post(OFFICER))
    assert case.first_post == living.post(CLERK)
    assert kinds_of(case, post=living.post(OFFICER)) == {"competence": date(2026, 3, 11)}
    assert living.post(OFFICER) in told("dispute_sent_back", case)


def test_after_two_returns_only_the_district_refers(living, returned_twice):
    with unchanged(), pytest.raises(Forbidden):
        living.take("refer", returned_twice, by=living.person(CLERK))
    living.take("refer", returned_twice, by=living.person(OFFICER), now=living.at(day=9))
    assert returned_twice.referrals.last().is_final
    assert ended(returned_twice, "cancelled") == {"decide", "competence"}


def test_the_word_of_the_district_cannot_be_sent_back_only_accepted(living, returned_twice):
    living.take("refer", returned_twice, by=living.person(OFFICER))
    with unchanged(), pytest.raises(Refused, match=r"区|district"):
        living.take("send_back", returned_twice)
    actions.accept(returned_twice, by=living.person(OTHER_CLERK))
    assert returned_twice.state == State.IN_PROGRESS


def test_the_first_receiver_may_still_accept_what_nobody_wanted(living, returned_twice):
    living.take("accept", returned_twice)
    assert ended(returned_twice, "met") >= {"competence"}


@pytest.mark.parametrize("slug", ["refer", "send_back"])
def test_a_failure_at_the_last_write_leaves_nothing(living, monkeypatch, slug):
    case = living.case(State.REFERRED if slug == "send_back" else State.REGISTERED)
    last = {"refer": "referred", "send_back": "sent_back"}[slug]
    with breaking(monkeypatch, f"disputes.notifications.{last}"):
        living.take(slug, case)
    assert not history.of(case).filter(name=last, at=living.at(day=12)).exists()
