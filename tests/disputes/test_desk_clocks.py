"""Suspension and extension through the pages: asked by the street, decided by the district."""

import pytest

from disputes.choices import State
from disputes.models import ClockRequest
from puyang_property.core import clock
from tests.disputes.desk import accepted, case, done, look, send

__all__ = ["accepted", "case"]


@pytest.fixture
def asked(accepted, clerk_zhongyuan):
    done(send(clerk_zhongyuan, accepted, "request_suspension", reason="等待检测报告"))
    return ClockRequest.objects.get()


def decide(by, request, **said):
    return send(by, request.dispute, f"requests/{request.pk}/decide", **said)


def test_the_district_grants_a_suspension(asked, officer_hualong):
    done(decide(officer_hualong, asked, granted="yes"))
    asked.dispute.refresh_from_db()
    assert asked.dispute.state == State.SUSPENDED


def test_the_case_page_leads_the_district_to_the_decision(asked, officer_hualong, clerk_zhongyuan):
    link = f"requests/{asked.pk}/decide/"
    assert link in look(officer_hualong, asked.dispute).content.decode()
    assert link not in look(clerk_zhongyuan, asked.dispute).content.decode()


def test_a_denial_says_why(asked, officer_hualong):
    assert decide(officer_hualong, asked, granted="no").status_code == 422
    done(decide(officer_hualong, asked, granted="no", note="无需检测"))
    asked.refresh_from_db()
    assert (asked.decision, asked.decision_note) == ("denied", "无需检测")


def test_the_street_does_not_decide(asked, clerk_zhongyuan):
    assert decide(clerk_zhongyuan, asked, granted="yes").status_code == 403


def test_a_decided_request_is_not_decided_again(asked, officer_hualong):
    done(decide(officer_hualong, asked, granted="no", note="无需检测"))
    assert decide(officer_hualong, asked, granted="yes").status_code == 409
    page = look(officer_hualong, asked.dispute, f"requests/{asked.pk}/decide/")
    assert page.status_code == 409


def test_a_request_of_another_case_is_not_found(asked, filed, officer_hualong):
    other = filed(now=None).dispute
    answer = send(officer_hualong, other, f"requests/{asked.pk}/decide", granted="yes")
    assert answer.status_code == 404


def test_another_district_finds_nothing(asked, officer_puyangxian):
    assert decide(officer_puyangxian, asked, granted="yes").status_code == 404


def test_the_case_is_taken_up_again(asked, officer_hualong, clerk_zhongyuan):
    done(decide(officer_hualong, asked, granted="yes"))
    done(send(clerk_zhongyuan, asked.dispute, "resume"))
    asked.dispute.refresh_from_db()
    assert asked.dispute.state == State.IN_PROGRESS


def test_an_extension_moves_the_date(accepted, clerk_zhongyuan, officer_hualong):
    before = clock.open_for(accepted).get().due_on
    page = look(clerk_zhongyuan, accepted, "request_extension/").content.decode()
    assert before.isoformat() in page
    asked = {"kind": "handle", "length": 5, "reason": "配件在途"}
    done(send(clerk_zhongyuan, accepted, "request_extension", **asked))
    done(decide(officer_hualong, ClockRequest.objects.get(), granted="yes"))
    assert clock.open_for(accepted).get().due_on > before


def test_nothing_is_extended_before_acceptance(case, clerk_zhongyuan):
    asked = {"kind": "handle", "length": 5, "reason": "配件在途"}
    assert send(clerk_zhongyuan, case, "request_extension", **asked).status_code == 422


def test_the_district_suspends_by_itself(accepted, officer_hualong, clerk_zhongyuan):
    assert look(clerk_zhongyuan, accepted, "suspend/").status_code == 403
    done(send(officer_hualong, accepted, "suspend", reason="全楼停电检修"))
    accepted.refresh_from_db()
    assert accepted.state == State.SUSPENDED
