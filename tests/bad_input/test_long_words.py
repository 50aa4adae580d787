"""Ten thousand characters, also without a single blank: taken, told, and shown on a phone."""

from datetime import timedelta

import pytest

from disputes.actions.filing import LONGEST_DESCRIPTION
from disputes.models import Complaint
from puyang_property.core import spam
from tests.bad_input.doors import at_the_counter, by_api, by_page
from tests.browser import overflow
from tests.cast import log_in
from tests.source import ROOT


@pytest.fixture(autouse=True)
def _ready(monkeypatch, calendar, categories, areas, clerk_zhongyuan):
    monkeypatch.setattr(spam, "FASTEST", timedelta(0))


@pytest.mark.parametrize("letter", ["很", "x", "𠮷", "\u0301"])
def test_ten_thousand_characters_are_taken_and_one_more_is_told_with_the_count(letter):
    most, more = letter * LONGEST_DESCRIPTION, letter * (LONGEST_DESCRIPTION + 1)
    refused = by_page([], description=more)
    assert refused.status_code == 422
    assert more in refused.content.decode()
    errors = str(refused.context["form"].errors["description"])
    assert str(LONGEST_DESCRIPTION) in errors
    assert str(LONGEST_DESCRIPTION + 1) in errors
    assert not Complaint.objects.exists()
    assert by_page([], description=most).status_code == 302
    assert Complaint.objects.get().description == most


def test_the_counter_and_the_api_tell_it_too(clerk_zhongyuan):
    more = "很" * (LONGEST_DESCRIPTION + 1)
    page = at_the_counter([], clerk_zhongyuan, description=more)
    assert (page.status_code, more in page.content.decode()) == (422, True)
    answer = by_api([], description=more)
    assert answer.status_code == 400
    assert str(LONGEST_DESCRIPTION) in str(answer.json()["errors"]["description"])


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_a_word_without_end_breaks_no_page(page, width, clerk_zhongyuan):
    by_page([], description="x" * LONGEST_DESCRIPTION, place="y" * 200, contact_name="z" * 50)
    number = Complaint.objects.get().number
    staff = log_in(clerk_zhongyuan)
    page.set_viewport_size({"width": width, "height": 780})
    css = "".join((ROOT / f"static/{name}.css").read_text() for name in ("portal", "desk"))
    for url in (f"/desk/disputes/{number}/", "/desk/disputes/", f"/desk/disputes/{number}/print/"):
        answer = staff.get(url)
        assert answer.status_code == 200, url
        page.set_content(answer.content.decode())
        page.add_style_tag(content=css)
        assert overflow(page) <= 0, url
