"""Reply, return visit, dissatisfaction, close, reopen, through the pages."""

import pytest

from disputes import actions
from disputes.choices import State
from disputes.models import VisitAttempt
from tests.disputes.desk import accepted, case, done, look, replied, send

__all__ = ["accepted", "case", "replied"]


def visited(by, case, **said):
    complaint = case.complaints.get()
    return send(by, case, "visit", complaint=complaint.pk, **said)


UNHAPPY = {"result": "reached", "solved": "no", "satisfied": "no"}
HAPPY = {"result": "reached", "solved": "yes", "satisfied": "yes"}


def test_a_reply_answers_the_resident(replied):
    complaint = replied.complaints.get()
    assert (replied.state, complaint.reply) == (State.REPLIED, "电梯已修好。")


def test_each_of_several_residents_can_get_words_of_their_own(accepted, filed, clerk_zhongyuan):
    twin = filed(now=None).dispute
    first = accepted.complaints.get()
    second = twin.complaints.get()
    done(send(clerk_zhongyuan, twin, "merge", likely=accepted.number))
    words = {f"text_{second.pk}": "您家楼道的灯也换了。"}
    done(send(clerk_zhongyuan, accepted, "reply", text="电梯已修好。", result="solved", **words))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.reply, second.reply) == ("电梯已修好。", "您家楼道的灯也换了。")


def test_a_reply_before_acceptance_is_refused_and_keeps_the_words(case, clerk_zhongyuan):
    answer = send(clerk_zhongyuan, case, "reply", text="很长的一段答复", result="solved")
    assert answer.status_code == 409
    assert "很长的一段答复" in answer.content.decode()


def test_whoever_handled_the_case_does_not_visit(replied, clerk_zhongyuan):
    assert look(clerk_zhongyuan, replied, "visit/").status_code == 403
    assert visited(clerk_zhongyuan, replied, **HAPPY).status_code == 403
    assert "/visit/" not in look(clerk_zhongyuan, replied).content.decode()


def test_a_community_worker_visits_and_the_officer_closes(
    replied, worker_jingdong, officer_hualong
):
    done(visited(worker_jingdong, replied, note="老人很高兴", **HAPPY))
    assert VisitAttempt.objects.get().visited_by == worker_jingdong
    done(send(officer_hualong, replied, "close"))
    replied.refresh_from_db()
    assert replied.state == State.CLOSED


def test_closing_before_the_visit_is_refused_with_words(replied, officer_hualong):
    answer = send(officer_hualong, replied, "close", note="已核实")
    assert answer.status_code == 409
    assert "已核实" in answer.content.decode()


def test_reached_needs_both_answers(replied, worker_jingdong):
    answer = visited(worker_jingdong, replied, result="reached", solved="yes")
    assert answer.status_code == 422
    assert not VisitAttempt.objects.exists()


def test_not_reached_keeps_no_answers(replied, worker_jingdong):
    done(visited(worker_jingdong, replied, **{**HAPPY, "result": "not_reached"}))
    attempt = VisitAttempt.objects.get()
    assert (attempt.solved, attempt.satisfied) == ("", "")


def test_the_supervisor_explains_and_the_case_can_be_closed(
    replied, worker_jingdong, officer_hualong, clerk_zhongyuan
):
    done(visited(worker_jingdong, replied, **UNHAPPY))
    assert send(clerk_zhongyuan, replied, "explain", text="已尽力").status_code == 403
    assert send(officer_hualong, replied, "close").status_code == 409
    done(send(officer_hualong, replied, "explain", text="维修资金下月到账。"))
    done(send(officer_hualong, replied, "close"))


def test_the_supervisor_has_it_redone(replied, worker_jingdong, officer_hualong):
    done(visited(worker_jingdong, replied, **UNHAPPY))
    done(send(officer_hualong, replied, "redo", note="须换新门机"))
    replied.refresh_from_db()
    assert (replied.state, replied.round) == (State.IN_PROGRESS, 2)


def test_nothing_is_explained_to_the_satisfied(replied, officer_hualong):
    assert send(officer_hualong, replied, "explain", text="说明").status_code == 409


def test_reopening_begins_a_new_round(replied, worker_jingdong, officer_hualong, clerk_zhongyuan):
    done(visited(worker_jingdong, replied, **HAPPY))
    done(send(officer_hualong, replied, "close"))
    done(send(clerk_zhongyuan, replied, "reopen", note="又坏了"))
    replied.refresh_from_db()
    assert (replied.state, replied.round) == (State.IN_PROGRESS, 2)


@pytest.mark.parametrize("verb", ["reply", "visit", "explain", "redo", "close", "reopen"])
def test_another_district_finds_nothing(verb, replied, officer_puyangxian):
    assert look(officer_puyangxian, replied, f"{verb}/").status_code == 404
    assert send(officer_puyangxian, replied, verb).status_code == 404


@pytest.mark.parametrize("verb", ["close", "redo", "reply", "explain"])
def test_a_mediator_does_not_decide(verb, replied, mediator_zhongyuan):
    assert look(mediator_zhongyuan, replied, f"{verb}/").status_code == 403


def test_the_resident_who_answered_online_is_not_offered_for_a_visit(replied, worker_jingdong):
    complaint = replied.complaints.get()
    resident = actions.resident.resident_of(complaint)
    actions.answer(complaint, by=resident, solved="yes", satisfied="yes")
    assert visited(worker_jingdong, replied, **HAPPY).status_code == 422
