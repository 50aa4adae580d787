"""A street clerk at the desk: the queue, a case accepted, one refused, one taken at the counter."""

import pytest

from disputes.choices import State
from disputes.models import Complaint, Dispute, Message
from tests.journeys.conftest import TROUBLE
from tests.journeys.counting import Counter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_clerk_accepts_a_case_and_keeps_note_and_text_apart(signed_in, filed, clerk_zhongyuan):
    # Given a case in the queue
    case = filed().dispute
    clerk = signed_in(clerk_zhongyuan)
    clerk.sees(case.number)

    # When the clerk opens it from the queue and accepts it
    clerk.follow("Cases")
    clerk.follow(case.number)
    clerk.follow("Accept")
    clerk.press("Accept")
    clerk.sees("Accepted. The date for the reply runs.")

    # And writes a note for the file and a text to the resident
    clerk.follow("Internal note")
    clerk.fill("internal note", "已约物业周四到现场。")
    clerk.press("Write an internal note")
    clerk.follow("Write to the resident")
    clerk.fill("text to the resident", "周四上午到现场，请留人。")
    clerk.press("Write to the resident")

    # Then the page tells one from the other
    case.refresh_from_db()
    assert case.state == State.IN_PROGRESS
    internal, to_resident = (
        clerk.page.locator(".text--internal"),
        clerk.page.locator(".text--to_resident"),
    )
    assert "已约物业" in internal.inner_text()
    assert "周四上午" in to_resident.inner_text()
    assert set(Message.objects.values_list("kind", flat=True)) == {"internal", "to_resident"}


def test_a_clerk_refuses_a_case_with_a_reason_and_where_to_go(signed_in, filed, clerk_zhongyuan):
    case = filed(category="fees").dispute
    clerk = signed_in(clerk_zhongyuan, path=case.get_absolute_url())
    clerk.follow("Do not accept")
    clerk.pick("reason", "before a court or decided by one")
    clerk.press("Next")
    assert clerk.field("text to the resident: where to go instead").input_value()
    clerk.press("Do not accept")
    clerk.sees("Not accepted. The resident reads why and where to go.")
    case.refresh_from_db()
    assert (case.state, case.refusal_reason) == (State.REFUSED, "in_court")


def test_a_clerk_takes_a_complaint_at_the_counter_with_the_keyboard(
    signed_in, town, staff, clerk_zhongyuan
):
    # Given the page of the counter, with the cursor in the search
    clerk = signed_in(clerk_zhongyuan, path="/desk/disputes/new/")
    page = clerk.page
    assert page.evaluate("document.activeElement.name") == "where"

    # When everything is typed, with Tab from field to field, and Enter at the end
    page.keyboard.type("jxhy")
    place = page.get_by_role("radio", name=town.name)
    place.wait_for()
    clerk.tab_to(place)
    page.keyboard.press("Space")
    clerk.tab_to(clerk.field("category"))
    page.keyboard.type("04")
    clerk.type_into("what happened", TROUBLE)
    clerk.type_into("where exactly", "3号楼")
    clerk.type_into("name of the person", "李奶奶")
    clerk.type_into("telephone", "13912345678")
    clerk.press_key("Enter")

    # Then the receipt for the resident is there
    clerk.sees("Complaint filed")
    complaint = Complaint.objects.get()
    assert page.locator(".panel-done .code").first.inner_text() == complaint.number
    assert (complaint.channel, complaint.filed_by) == ("counter", clerk_zhongyuan)
    dispute = Dispute.objects.get()
    assert (dispute.community, dispute.category.slug) == (town, "lift")

    # And Enter leads to the next one, with the cursor in the search again
    clerk.press_key("Enter")
    assert page.evaluate("document.activeElement.name") == "where"


def test_a_counter_complaint_costs_few_keys_besides_its_words_and_no_mouse(
    signed_in, town, staff, clerk_zhongyuan
):
    # Given a clerk who knows the compound's initials and the number of the category
    clerk = signed_in(clerk_zhongyuan, path="/desk/disputes/new/")
    page = clerk.page
    keys, clicks = Counter(page, "keydown"), Counter(page, "click")

    # When the form is filled in with one hand on Tab
    page.keyboard.type("jxhy")
    page.get_by_role("radio", name=town.name).wait_for()
    for words in ("", "04", TROUBLE):
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    typed = len("jxhy") + len("04")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".panel-done .code").first.wait_for()

    # Then Tab and Enter were pressed five times, and the mouse never
    assert Dispute.objects.get().category.slug == "lift"
    assert keys.number - typed - sum(char.isascii() for char in TROUBLE) == 5
    assert clicks.number == 0
