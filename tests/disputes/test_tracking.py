"""What a resident with number and query code learns, and what stays inside the office."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from disputes import actions, status_queries, tracking
from disputes.actions.resident import resident_of
from disputes.choices import Channel, State
from puyang_property.core import history, secrecy, throttle
from puyang_property.core.refusals import Forbidden, Refused
from tests.disputes.living import CAST, CLERK, UNHAPPY, breaking, last_line, told, unchanged
from tests.factories.core_files import upload

ADDRESS = "203.0.113.5"


@pytest.fixture
def complaint(living):
    return living.case(State.REPLIED).complaints.get()


def status(case, index=0):
    return tracking.status_of(case.complaints.order_by("pk")[index])


def test_number_and_code_open_the_complaint_however_they_are_typed(filed):
    done = filed()
    code = f"{done.query_code[:4].lower()} {done.query_code[4:]}"
    number = f" {done.complaint.number.lower()} "
    assert tracking.open_by_code(number, code, address=ADDRESS) == done.complaint


@pytest.mark.parametrize("number", ["", None, "PY-2026-000001-X", "x" * 500])
def test_a_wrong_number_gets_the_answer_of_a_wrong_code(filed, number):
    code = filed().query_code
    assert tracking.open_by_code(number, code, address=ADDRESS) is None


@pytest.mark.parametrize("code", ["", None, "AAAAAAAA"])
def test_a_wrong_code_opens_nothing(filed, code):
    assert tracking.open_by_code(filed().complaint.number, code, address=ADDRESS) is None


def test_guessing_ends_after_five_and_the_right_code_waits_too(filed):
    done = filed()
    for _guess in range(tracking.WRONG_PER_NUMBER):
        assert tracking.open_by_code(done.complaint.number, "AAAAAAAA", address=ADDRESS) is None
    with pytest.raises(throttle.TooMany):
        tracking.open_by_code(done.complaint.number, done.query_code, address=ADDRESS)
    assert tracking.open_by_code(done.complaint.number, done.query_code, address="198.51.100.7")


def test_right_codes_are_not_counted(filed):
    done = filed()
    for _look in range(tracking.WRONG_PER_NUMBER + 1):
        assert tracking.open_by_code(done.complaint.number, done.query_code, address=ADDRESS)


def test_before_acceptance_the_reply_is_told_as_expected_from_the_last_day(living):
    decide, reply = status(living.case()).deadlines
    assert (decide.kind, decide.due_on, decide.expected) == ("decide", date(2026, 3, 9), False)
    # fifteen working days after 9 March
    assert (reply.kind, reply.due_on, reply.expected) == ("handle", date(2026, 3, 30), True)
    assert reply.counted
    assert reply.basis


def test_what_was_assigned_is_expected_from_the_day_of_receipt(living):
    reply = status(living.case(channel=Channel.HOTLINE)).deadlines[-1]
    assert (reply.due_on, reply.expected) == (date(2026, 3, 9), True)


def test_after_acceptance_the_date_is_promised_and_its_arithmetic_told(living):
    (reply,) = status(living.case(State.IN_PROGRESS)).deadlines
    assert (reply.due_on, reply.expected) == (date(2026, 3, 24), False)
    assert "24" in reply.counted


def test_an_accepted_case_that_is_referred_keeps_its_one_promise(living):
    case = living.case(State.IN_PROGRESS)
    living.take("refer", case, now=living.at(day=4))
    kinds = [promise.kind for promise in status(case).deadlines]
    assert sorted(kinds) == ["handle", "take_over"]


def test_competence_and_clauses_are_nothing_for_the_resident():
    assert status_queries.SHOWN_CLOCKS.isdisjoint({"competence", "clause"})


@pytest.mark.parametrize("state", [State.REGISTERED, State.REFERRED, State.REPLIED])
def test_the_office_is_shown_and_never_a_person(living, state):
    told_ = status(living.case(state))
    people = {getattr(living.person(name), "display_name", "") for name in CAST} - {""}
    shown = f"{told_.office} {told_.stage} {told_.next_step} {told_.events}"
    assert not [person for person in people if person in shown]
    expected = "胜利路街道" if state == State.REFERRED else "中原路街道"
    with translation.override("zh-hans"):
        assert expected in tracking.office_of(living.case(state))


def test_where_no_office_is_in_charge_yet_the_housing_office_answers(living):
    case = living.case(area=living.area("shifanqu"))
    assert case.responsible_post is None
    with translation.override("en"):
        assert tracking.office_of(case) == "the city's housing office"


def test_who_looked_at_the_contact_is_shown_as_an_office_with_the_reason(living):
    case = living.case(State.IN_PROGRESS)
    complaint = case.complaints.get()
    secrecy.reveal(complaint, ["contact_phone"], by=living.person(CLERK), reason="核实楼栋")
    (viewing,) = status(case).viewed
    assert viewing["reason"] == "核实楼栋"
    assert "中原路街道" in viewing["office"]
    assert living.person(CLERK).display_name not in str(viewing)


def test_everything_that_is_told_is_written_by_some_verb(living):
    lives = [living.case(state) for state in State if state != State.CLOSED]
    case = living.case(State.IN_PROGRESS)
    clerk, officer = living.person(CLERK), living.person("officer_hualong")
    complaint = case.complaints.get()
    actions.note(case, by=clerk, text="请等待。", complaint=complaint)
    actions.add_information(complaint, by=resident_of(complaint), text="又坏了。")
    living.take("start_mediation", case, now=living.at(day=4))
    living.take("end_mediation", case, now=living.at(day=5))
    ask = actions.request_extension(case, by=clerk, length=5, reason="等", now=living.at(day=6))
    actions.decide_request(ask, by=officer, granted=True, now=living.at(day=6))
    living.take("reply", case, now=living.at(day=9))
    complaint.refresh_from_db()
    by = resident_of(complaint)
    actions.answer(complaint, by=by, solved="no", satisfied="no", now=living.at(day=10))
    actions.explain(case, by=officer, text="已尽力。", now=living.at(day=10))
    living.take("redo", case)
    returned = living.case(State.REFERRED)
    living.take("send_back", returned)
    paused = living.case(State.SUSPENDED)
    living.take("resume", paused)
    closed = living.case(State.CLOSED)
    living.take("reopen", closed)
    lives += [case, returned, paused, closed, *(c.merged_into for c in lives if c.merged_into)]
    written = {event.name for life in lives for event in history.of(life)}
    assert set(tracking.PUBLIC_EVENTS) <= written


def test_the_resident_answers_once_and_only_after_the_reply(complaint, living):
    by = resident_of(complaint)
    early = living.case(State.IN_PROGRESS).complaints.get()
    with unchanged(), pytest.raises(Refused):
        actions.answer(early, by=resident_of(early), solved="yes", satisfied="yes")
    actions.answer(complaint, by=by, solved="partly", satisfied="neutral", comment="还行")
    with unchanged(), pytest.raises(Refused):
        actions.answer(complaint, by=by, solved="yes", satisfied="yes")
    line = last_line(complaint.dispute)
    assert (line.name, line.actor_kind) == ("answered", "resident")
    assert "还行" not in str(line.changes)


def test_an_unhappy_answer_goes_to_the_supervisor(complaint, living):
    answers = {name: UNHAPPY[name] for name in ("solved", "satisfied")}
    actions.answer(complaint, by=resident_of(complaint), **answers)
    assert told("dispute_dissatisfied", complaint.dispute) == {living.post("officer_hualong")}


def test_information_is_added_to_an_open_case_by_its_own_resident(complaint, living):
    actions.add_information(complaint, by=resident_of(complaint), text="晚上更吵。")
    assert told("dispute_information", complaint.dispute) == {living.post(CLERK)}
    other = living.case().complaints.get()
    ended = living.case(State.WITHDRAWN).complaints.get()
    with unchanged():
        with pytest.raises(Forbidden):
            actions.add_information(other, by=resident_of(complaint), text="不是我的")
        with pytest.raises(Refused):
            actions.add_information(ended, by=resident_of(ended), text="太晚")


def test_a_failed_answer_leaves_nothing(complaint, monkeypatch):
    with breaking(monkeypatch, "puyang_property.core.clock.meet"):
        actions.answer(complaint, by=resident_of(complaint), solved="yes", satisfied="yes")


def test_nothing_is_added_by_saying_nothing(complaint):
    with unchanged(), pytest.raises(ValidationError):
        actions.add_information(complaint, by=resident_of(complaint), text="  ")


def test_a_photo_needs_no_words(complaint):
    told_with = actions.add_information(
        complaint, by=resident_of(complaint), text="", photos=[upload()]
    )
    assert told_with is None
    assert last_line(complaint.dispute).changes["photos"] == 1


def test_an_explanation_stands_only_with_whom_it_was_given_to(living):
    case, twin = living.case(State.IN_PROGRESS), living.case()
    living.take("merge", twin, into=case)
    living.take("reply", case, now=living.at(day=9))
    happy, unhappy = case.complaints.order_by("pk")
    for complaint, said in ((happy, {"solved": "yes", "satisfied": "yes"}), (unhappy, UNHAPPY)):
        actions.visit(
            complaint,
            by=living.person("worker_jingdong"),
            now=living.at(day=10),
            **{"result": "reached", **said},
        )
    actions.explain(
        case, by=living.person("officer_hualong"), text="已尽力。", now=living.at(day=11)
    )
    explained = str(tracking.PUBLIC_EVENTS["explained"])
    told = [[event["text"] for event in status(case, index).events] for index in (0, 1)]
    assert [explained in texts for texts in told] == [False, True]
