"""A button without a page of its own is pressed after the session has ended."""

import pytest
from django.urls import reverse

from tests.cast import log_in
from tests.factories.accounts import PASSWORD
from tests.factories.core_notifications import InboxItemFactory

pytestmark = pytest.mark.django_db
BUTTON, PAGE = reverse("inbox:read_all"), reverse("inbox:list") + "?unread=1"


@pytest.fixture
def unread(clerk_zhongyuan):
    return InboxItemFactory(user=clerk_zhongyuan)


def press(client, sender):
    """Press the button without a session; return the address of the sign-in page."""
    answer = client.post(BUTTON, {}, headers={"referer": sender})
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/login/")
    return answer["Location"]


def sign_in(client, user, page):
    return client.post(page, {"username": user.username, "password": PASSWORD})


def told(client, page):
    return [str(message) for message in client.get(page).context["messages"]]


def test_who_presses_a_button_after_the_session_ended_comes_back_to_its_page(
    client, clerk_zhongyuan, unread
):
    asked = press(client, f"http://testserver{PAGE}")
    assert sign_in(client, clerk_zhongyuan, asked)["Location"] == PAGE
    assert len(told(client, PAGE)) == 1
    assert told(client, PAGE) == []
    unread.refresh_from_db()
    assert unread.read_at is None
    assert client.post(BUTTON, {}).status_code == 302
    unread.refresh_from_db()
    assert unread.read_at


@pytest.mark.parametrize("sender", ["", "https://elsewhere.example/x", "javascript:alert(1)"])
def test_a_sender_that_is_not_ours_leads_to_the_desk(client, clerk_zhongyuan, sender):
    assert sign_in(client, clerk_zhongyuan, press(client, sender))["Location"] == "/desk/"


def test_who_pressed_nothing_is_told_nothing(clerk_zhongyuan):
    assert told(log_in(clerk_zhongyuan), PAGE) == []
