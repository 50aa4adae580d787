"""What the tests of bad input stand on: the cases of the disputes' tests, and Chromium."""

from tests.browser import browser_type_launch_args
from tests.disputes.conftest import at, calendar, categories, filed, living
from tests.disputes.desk import accepted, case

__all__ = [
    "accepted",
    "at",
    "browser_type_launch_args",
    "calendar",
    "case",
    "categories",
    "filed",
    "living",
]
