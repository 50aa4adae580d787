"""Guessing a query code: throttled, without a hint, and open again for whoever waits."""

import time

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from disputes import tracking
from disputes.models import Message

NOWHERE = "PY-2026-999999-A"


@pytest.fixture
def made(filed):
    return filed(now=None)


def on_the_page(number, code):
    return Client().post(reverse("disputes:track"), {"number": number, "code": code}).status_code


def by_program(number, code):
    return APIClient().get(f"/api/v1/complaints/{number}/", {"code": code}).status_code


DOORS = pytest.mark.parametrize("ask", [on_the_page, by_program])


@DOORS
@pytest.mark.parametrize("exists", [True, False])
def test_five_wrong_codes_close_the_door_and_time_opens_it(made, ask, exists):
    number = made.complaint.number if exists else NOWHERE
    window = tracking.WINDOW.total_seconds()
    start = (time.time() // window + 1) * window
    with time_machine.travel(start, tick=False):
        wrong = {ask(number, "22222222") for _attempt in range(tracking.WRONG_PER_NUMBER)}
        assert wrong <= {404, 422}
        assert ask(number, "22222222") == 429
        assert ask(number, made.query_code) == 429  # waiting is the same for everybody
    with time_machine.travel(start + window + 1, tick=False):
        assert ask(number, made.query_code) in ({302, 200} if exists else {404, 422})


@DOORS
def test_a_wrong_code_and_a_wrong_number_cost_the_same_work(made, ask):
    ask(NOWHERE, "22222222")  # warms what is read once
    work = []
    for number in (made.complaint.number, NOWHERE):
        with CaptureQueriesContext(connection) as queries:
            ask(number, "33333333")
        work.append([query["sql"].split("WHERE")[0] for query in queries])
    assert work[0] == work[1]


def test_the_door_is_closed_for_that_number_only(made, filed):
    other = filed(now=None)
    for _attempt in range(tracking.WRONG_PER_NUMBER + 1):
        on_the_page(made.complaint.number, "22222222")
    assert on_the_page(other.complaint.number, other.query_code) == 302


def test_many_numbers_from_one_address_are_throttled_too(made):
    asked = [
        on_the_page(f"PY-2026-{n:06d}-A", "22222222") for n in range(tracking.WRONG_PER_ADDRESS)
    ]
    assert set(asked) == {422}
    assert on_the_page(made.complaint.number, made.query_code) == 429


@pytest.mark.parametrize(
    ("step", "typed"),
    [("add", {"add-text": "今天又困人了"}), ("withdraw", {"withdraw-note": "好"})],
)
def test_a_step_of_the_resident_sent_twice_is_taken_once(made, step, typed):
    client, number = Client(), made.complaint.number
    client.post(reverse("disputes:track"), {"number": number, "code": made.query_code})
    page = client.get(reverse("disputes:status", args=[number]))
    form = page.context["forms"][step]
    hidden = {
        bound.html_name: bound.value() for bound in form.hidden_fields() if bound.name != "website"
    }
    act = reverse("disputes:act", args=[number, step])
    with time_machine.travel(time.time() + 5, tick=True):
        answers = [client.post(act, {**hidden, **typed}).status_code for _press in range(2)]
    assert answers[0] == 302
    assert answers[1] in {302, 409}
    assert Message.objects.count() == (1 if step == "add" else 0)
