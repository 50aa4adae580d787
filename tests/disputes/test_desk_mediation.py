"""The mediator's pages: parties, sessions, agreement, performance, confirmation."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from disputes.choices import Consent, State
from disputes.models import Clause, Mediation, Party
from puyang_property.core.models.secrecy import ReadLog
from tests.disputes.desk import accepted, case, done, look, send

__all__ = ["accepted", "case"]


def rows(*filled):
    """Return the fields of a formset as a browser sends them."""
    sent = {"rows-TOTAL_FORMS": len(filled), "rows-INITIAL_FORMS": 0}
    for number, row in enumerate(filled):
        sent.update({f"rows-{number}-{name}": value for name, value in row.items()})
    return sent


OWNER = {"role": "owner", "name": "张三丰", "phone": "13800138000", "consent": "given"}
COMPANY = {"role": "company", "name": "某某物业有限公司", "phone": "", "consent": "asked"}
BLANK = {"role": "owner", "name": "", "phone": "", "consent": "asked"}


@pytest.fixture
def mediated(accepted, clerk_zhongyuan, mediator_zhongyuan):
    """The case in mediation between an owner and the company."""
    given = {"mediator": mediator_zhongyuan.pk, **rows(OWNER, COMPANY, BLANK)}
    done(send(clerk_zhongyuan, accepted, "start_mediation", **given))
    accepted.refresh_from_db()
    return accepted


@pytest.fixture
def consenting(mediated, mediator_zhongyuan):
    """The case with the consent of both sides."""
    party = Party.objects.get(role="company")
    done(send(mediator_zhongyuan, mediated, f"mediation/party/{party.pk}/consent", consent="given"))
    return mediated


def page_of(user, case):
    return look(user, case, "mediation/").content.decode()


def test_mediation_starts_with_the_parties_that_were_named(mediated, mediator_zhongyuan):
    mediation = Mediation.objects.get()
    assert mediated.state == State.IN_MEDIATION
    assert (mediation.mediator, mediation.parties.count()) == (mediator_zhongyuan, 2)


def test_one_party_is_not_enough(accepted, clerk_zhongyuan, mediator_zhongyuan):
    given = {"mediator": mediator_zhongyuan.pk, **rows(OWNER, BLANK)}
    answer = send(clerk_zhongyuan, accepted, "start_mediation", **given)
    assert answer.status_code == 422
    assert "张三丰" in answer.content.decode()
    assert not Mediation.objects.exists()


def test_a_refusing_side_rules_mediation_out(accepted, clerk_zhongyuan, mediator_zhongyuan):
    refusing = {**COMPANY, "consent": "refused"}
    given = {"mediator": mediator_zhongyuan.pk, **rows(OWNER, refusing)}
    assert send(clerk_zhongyuan, accepted, "start_mediation", **given).status_code == 409


def test_more_rows_keep_what_was_typed(accepted, clerk_zhongyuan, mediator_zhongyuan):
    given = {"mediator": mediator_zhongyuan.pk, "more": "1", **rows(OWNER, BLANK)}
    answer = send(clerk_zhongyuan, accepted, "start_mediation", **given)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "张三丰" in page
    assert 'name="rows-3-name"' in page
    assert "error-summary" not in page
    assert not Mediation.objects.exists()


def test_only_mediators_of_the_area_are_offered(accepted, clerk_zhongyuan, mediator_zhongyuan):
    page = look(clerk_zhongyuan, accepted, "start_mediation/").content.decode()
    offered = page.split('name="mediator"')[1].split("</select>")[0]
    assert mediator_zhongyuan.display_name in offered
    assert clerk_zhongyuan.display_name not in offered


def test_the_page_masks_people_and_names_the_company(mediated, mediator_zhongyuan):
    page = page_of(mediator_zhongyuan, mediated)
    assert "张三丰" not in page
    assert "13800138000" not in page
    assert "某某物业有限公司" in page


def test_a_party_is_shown_for_a_reason_and_logged(mediated, mediator_zhongyuan, worker_jingdong):
    party = Party.objects.get(role="owner")
    address = f"mediation/party/{party.pk}/contact"
    assert send(worker_jingdong, mediated, address, reason="好奇").status_code == 403
    assert send(mediator_zhongyuan, mediated, address, reason="").status_code == 422
    answer = send(mediator_zhongyuan, mediated, address, reason="通知开会")
    assert "+8613800138000" in answer.content.decode() or "13800138000" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert ReadLog.objects.get().reason == "通知开会"


def test_a_session_from_plan_to_minutes(consenting, mediator_zhongyuan):
    tomorrow = timezone.localtime() + timedelta(days=1)
    plan = {"planned_at": tomorrow.strftime("%Y-%m-%dT%H:%M"), "place": "社区会议室"}
    done(send(mediator_zhongyuan, consenting, "mediation/session", **plan))
    session = Mediation.objects.get().sessions.get()
    owner, company = Party.objects.order_by("pk")
    at = f"mediation/session/{session.pk}"
    for party in (owner, company):
        notice = {"party": party.pk, "way": "phone"}
        done(send(mediator_zhongyuan, consenting, f"{at}/notice", **notice))
    held = {
        "minutes": "双方各自陈述。",
        f"presence_{owner.pk}": "present",
        f"presence_{company.pk}": "represented",
    }
    missing = {name: value for name, value in held.items() if name != f"presence_{owner.pk}"}
    assert send(mediator_zhongyuan, consenting, f"{at}/hold", **missing).status_code == 422
    done(send(mediator_zhongyuan, consenting, f"{at}/hold", **held))
    assert "双方各自陈述。" in page_of(mediator_zhongyuan, consenting)
    assert send(mediator_zhongyuan, consenting, f"{at}/cancel").status_code == 409


def test_a_session_in_the_past_is_not_planned(mediated, mediator_zhongyuan):
    plan = {"planned_at": "2020-01-01T09:00", "place": "社区会议室"}
    assert send(mediator_zhongyuan, mediated, "mediation/session", **plan).status_code == 422


def agreement(*clauses, **more):
    today = timezone.localdate().isoformat()
    words = {"form": "written", "facts": "电梯停运三天", "effective_on": today, **more}
    return {**words, **rows(*clauses)}


def clause(**more):
    due_on = timezone.localdate() + timedelta(days=10)
    company = Party.objects.get(role="company")
    given = {"performer": company.pk, "text": "修好电梯", "due_on": due_on.isoformat()}
    return {**given, **more}


def test_an_agreement_puts_each_clause_on_the_clock(consenting, mediator_zhongyuan):
    second = clause(text="书面道歉")
    empty = {"performer": second["performer"], "text": "", "due_on": ""}
    done(send(mediator_zhongyuan, consenting, "agree", **agreement(clause(), second, empty)))
    consenting.refresh_from_db()
    assert consenting.state == State.AGREED
    assert [each.number for each in Clause.objects.all()] == [1, 2]
    page = page_of(mediator_zhongyuan, consenting)
    assert "书面道歉" in page


def test_an_agreement_without_clauses_keeps_the_words(consenting, mediator_zhongyuan):
    answer = send(mediator_zhongyuan, consenting, "agree", **agreement())
    assert answer.status_code == 422
    assert "电梯停运三天" in answer.content.decode()


def test_a_clause_without_a_day_is_marked(consenting, mediator_zhongyuan):
    answer = send(mediator_zhongyuan, consenting, "agree", **agreement(clause(due_on="")))
    assert answer.status_code == 422
    assert 'id="id_rows-0-due_on_error"' in answer.content.decode()


def test_without_consent_there_is_no_agreement(mediated, mediator_zhongyuan):
    assert send(mediator_zhongyuan, mediated, "agree", **agreement(clause())).status_code == 409


def test_clauses_are_followed_up_and_the_court_confirms(consenting, mediator_zhongyuan):
    done(send(mediator_zhongyuan, consenting, "agree", **agreement(clause(), clause(text="道歉"))))
    first, second = Clause.objects.order_by("number")
    today = timezone.localdate().isoformat()
    by = mediator_zhongyuan
    done(send(by, consenting, f"mediation/clause/{first.pk}/perform", on=today, proof_note="照片"))
    assert send(by, consenting, f"mediation/clause/{first.pk}/perform", on=today).status_code == 409
    done(send(by, consenting, f"mediation/clause/{second.pk}/break", proof_note="业主来电"))
    assert send(by, consenting, "mediation/confirm", on=today).status_code == 409
    done(send(by, consenting, "mediation/ask_confirmation", on=today))
    done(send(by, consenting, "mediation/confirm", on=today))
    first.refresh_from_db()
    assert first.performed_on == timezone.localdate()


def test_ending_without_agreement_explains_the_other_ways(mediated, mediator_zhongyuan):
    page = look(mediator_zhongyuan, mediated, "end_mediation/").content.decode()
    text = page.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    assert mediated.number in text
    done(send(mediator_zhongyuan, mediated, "end_mediation", outcome="no_agreement", note=text))
    mediated.refresh_from_db()
    assert mediated.state == State.IN_PROGRESS
    assert mediated.messages.filter(kind="to_resident").count() == 1


def test_another_mediator_follows(mediated, mediator_zhongyuan, cast):
    other = cast("mediator2", "mediator", "hualong", display_name="郭调解")
    done(send(mediator_zhongyuan, mediated, "mediation/recuse", follower=other.pk, reason="亲属"))
    assert Mediation.objects.get().mediator == other


def test_a_party_is_added_and_says_no(mediated, mediator_zhongyuan):
    developer = {"role": "developer", "name": "某某置业", "consent": "asked"}
    done(send(mediator_zhongyuan, mediated, "mediation/party", **developer))
    party = Party.objects.get(role="developer")
    at = f"mediation/party/{party.pk}/consent"
    done(send(mediator_zhongyuan, mediated, at, consent="refused"))
    party.refresh_from_db()
    assert party.consent == Consent.REFUSED


def test_parts_of_another_case_are_not_found(mediated, filed, mediator_zhongyuan):
    other = filed(now=None).dispute
    party = Party.objects.first()
    address = f"mediation/party/{party.pk}/consent"
    assert send(mediator_zhongyuan, other, address, consent="given").status_code == 404
    assert look(mediator_zhongyuan, other, "mediation/").status_code == 404


@pytest.mark.parametrize("part", ["", "party/", "session/", "recuse/"])
def test_the_mediator_of_another_street_finds_nothing(part, mediated, cast):
    stranger = cast("mediator_shengli", "mediator", "hualong-shenglilu")
    assert look(stranger, mediated, f"mediation/{part}").status_code == 404


@pytest.mark.parametrize("part", ["party/", "session/", "recuse/", "ask_confirmation/"])
def test_a_worker_reads_the_mediation_and_writes_nothing(part, mediated, worker_jingdong):
    assert look(worker_jingdong, mediated, "mediation/").status_code == 200
    assert look(worker_jingdong, mediated, f"mediation/{part}").status_code == 403


def test_a_second_click_starts_one_mediation(accepted, clerk_zhongyuan, mediator_zhongyuan):
    key = str(uuid4())
    given = {"mediator": mediator_zhongyuan.pk, "once_key": key, **rows(OWNER, COMPANY)}
    first = send(clerk_zhongyuan, accepted, "start_mediation", **given)
    second = send(clerk_zhongyuan, accepted, "start_mediation", **given)
    assert done(first).url == done(second).url
    assert Mediation.objects.count() == 1
