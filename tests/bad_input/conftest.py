"""What the tests of bad input stand on: the cases of the disputes' tests, and Chromium."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.bad_input.drafts import sign_in
from tests.browser import browser_type_launch_args
from tests.disputes.conftest import at, filed, living
from tests.disputes.desk import accepted, case

__all__ = [
    "accepted",
    "at",
    "browser_type_launch_args",
    "case",
    "filed",
    "living",
]


@pytest.fixture
def visitor(clerk_zhongyuan):
    client = Client()
    sign_in(client, clerk_zhongyuan)
    return client


@pytest.fixture
def note(case):
    return reverse("disputes:note", args=[case.number])
