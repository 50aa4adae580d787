"""Redis gone or silent while residents file and clerks decide: all is stored, and told later."""

import pytest
from knox.models import AuthToken

from disputes.models import Complaint, Dispute
from puyang_property.core import patience
from puyang_property.core.models import InboxItem, Notification, ThrottleCount
from tests.faults.browsing import Browser
from tests.faults.street import COMPLAINT, FORM, WORDS, settle
from tests.faults.waiting import as_long_as_a_person, wait_until

pytestmark = pytest.mark.slow_services


@pytest.fixture(params=["gone", "silent"])
def without_redis(request, portal):
    """A portal at work whose Redis goes away; returns how to bring it back."""
    portal.clerk = settle()
    portal.start("web", "worker", "beat")
    portal.kill("valkey") if request.param == "gone" else portal.freeze("valkey")
    back = {"gone": lambda: portal.start("valkey"), "silent": portal.thaw}
    return back[request.param]


def test_what_is_filed_and_decided_is_kept_and_told_when_redis_is_back(portal, without_redis):
    receipt = Browser(portal).send("/api/v1/complaints/", COMPLAINT)
    assert receipt.status == 201, receipt.text
    page = file_by_page(portal)
    assert (page.status, page.headers["Location"]) == (302, "/file/receipt/")
    assert [c.description for c in Complaint.objects.all()] == [WORDS, WORDS]
    _token, key = AuthToken.objects.create(user=portal.clerk)
    clerk = Browser(portal, Authorization=f"Token {key}")
    verb = f"/api/v1/disputes/{receipt.data['number']}/accept/"
    assert clerk.send(verb, {}).status == 200
    assert Dispute.objects.get(number=receipt.data["number"]).state == "in_progress"
    assert ThrottleCount.objects.count() >= 2
    assert Notification.objects.waiting().count() == 2
    without_redis()
    wait_until(portal, lambda: InboxItem.objects.count() == 2)
    wait_until(portal, lambda: not Notification.objects.waiting().exists())


def file_by_page(portal):
    """File through the form as a phone does; the stamp is as old as a person's."""
    resident = Browser(portal)
    fields = resident.get(FORM).hidden()
    as_long_as_a_person()
    return resident.post(FORM, {**fields, "description": WORDS})


def test_one_waits_for_a_silent_redis_and_the_next_ones_do_not():
    asked = []

    def silent():
        asked.append(1)
        raise TimeoutError

    for _time in range(8):
        with pytest.raises(patience.RedisAway):
            patience.ask(silent)
    assert len(asked) == 1
    patience.ask_again()
    assert patience.ask(lambda: "here") == "here"
