"""A resident with a phone and no account: file, keep the receipt, follow the case."""

import re

import pytest

from accounts.models import Area
from disputes import actions
from disputes.models import Category, Complaint, Dispute
from puyang_property.core import secrecy
from puyang_property.core.files.processing import process
from puyang_property.core.models import StoredFile
from tests.factories.core_files import picture
from tests.journeys.conftest import DESK, PHONE, TROUBLE
from tests.journeys.counting import Counter
from tests.journeys.visitor import ENGLISH

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHOTO = {"name": "电梯.jpg", "mimeType": "image/jpeg", "buffer": picture()}


def find_the_form(resident, town):
    """From the home page to the form about a lift in the compound."""
    resident.open("/")
    resident.follow("File a complaint")
    resident.fill("Name or address of your compound", "锦绣")
    resident.press("Search")
    resident.follow(town.name)
    resident.follow(category_name(resident))


def category_name(resident):
    category = Complaint._meta.apps.get_model("disputes.Category").objects.get(slug="lift")
    return category.name_en if resident.language == ENGLISH else category.name_zh


def number_and_code(resident):
    """Read both from the receipt, as somebody who writes them down."""
    number, code = resident.page.locator(".panel-done .code").all_inner_texts()
    assert re.fullmatch(r"PY-\d{4}-\d{6}-[A-Z]", number)
    assert re.fullmatch(r"[A-Z0-9]{8}", code)
    return number, code


def test_a_resident_files_on_a_phone_and_follows_the_case(arrive, town, staff, clerk_zhongyuan):
    # Given a resident who finds the form
    resident = arrive(PHONE)
    find_the_form(resident, town)

    # When the complaint is sent with a photo and a telephone
    resident.fill("What happened?", TROUBLE)
    resident.fill("Where exactly?", "3号楼2单元")
    resident.field("Photos").set_input_files(PHOTO)
    resident.fill("Your name", "张三丰")
    resident.fill("Your telephone", "13800138000")
    resident.press("Send complaint")

    # Then the receipt names number, code, office and promised dates, and how they were counted
    number, code = number_and_code(resident)
    resident.unfold("How this date was counted")
    assert resident.page.locator("details[open] p").first.inner_text()
    complaint = Complaint.objects.get(number=number)
    assert (complaint.dispute.community, StoredFile.objects.count()) == (town, 1)

    # Given the clerk has accepted it, seen the telephone and asked something
    actions.accept(complaint.dispute, by=clerk_zhongyuan)
    secrecy.reveal(complaint, ["contact_phone"], by=clerk_zhongyuan, reason="约定上门时间")
    actions.note(
        complaint.dispute, by=clerk_zhongyuan, complaint=complaint, text="请说明是哪部电梯。"
    )
    process(StoredFile.objects.get().pk)

    # When the resident comes back with another browser, number and code
    again = arrive(PHONE)
    again.names.add(PHOTO["name"])
    again.open("/")
    again.follow("Track a complaint")
    again.fill("Number", number)
    again.fill("Query code", code)
    again.press("Show")

    # Then stage, office, date, question and who has viewed the contact stand there
    again.sees("中原路街道", "请说明是哪部电梯。", "约定上门时间")
    assert again.page.locator(".deadline__date").count()
    assert StoredFile.objects.get().state == "ready"
    assert again.page.locator("main img").count() == 1

    # And more can be said
    again.unfold("Add information or photos")
    again.fill("What do you want to add?", "左边那部。")
    again.press("Send")
    again.sees("Thank you. The office has been told.", "左边那部。")


def test_the_poster_in_the_compound_leads_to_the_receipt_in_two_taps(arrive, town, staff):
    # Given somebody who has scanned the code on the poster
    resident = arrive(PHONE)
    resident.open(f"/file/?community={town.public_code}")
    page = resident.page
    taps = Counter(page, "click")

    # When one taps what it is about, says what happened, and sends
    page.get_by_role("link", name=Category.objects.get(slug="lift").name_zh).click()
    page.locator("textarea[name=description]").fill(TROUBLE)
    page.locator("main form button.button--large").click()

    # Then number and code are there, to copy or to print
    page.locator(".panel-done .code").first.wait_for()
    assert taps.number == 2
    number, code = page.locator(".panel-done .code").all_inner_texts()
    assert page.locator("[data-copy]").get_attribute("data-copy") == f"{number} {code}"


def test_a_resident_without_javascript_files_and_follows_the_case(arrive, town, staff):
    resident = arrive(PHONE, scripts=False)
    find_the_form(resident, town)
    resident.press("Send complaint")
    resident.sees("Please correct this first")

    resident.fill("What happened?", TROUBLE)
    resident.field("Photos").set_input_files(PHOTO)
    resident.press("Send complaint")
    number, _code = number_and_code(resident)

    resident.names.add(PHOTO["name"])
    resident.follow("See where it stands")
    resident.unfold("Add information or photos")
    resident.fill("What do you want to add?", "左边那部。")
    resident.press("Send")
    resident.sees("左边那部。")
    assert Dispute.objects.get().number == number


def test_a_resident_reads_the_portal_in_english(arrive, town, staff):
    # Given a portal in Chinese
    resident = arrive(DESK)
    resident.open("/")

    # When the resident switches
    resident.names |= {town.name, town.address, TROUBLE, *staff_areas(town)}
    resident.language = ENGLISH
    resident.press("English")

    # Then every page of the way is English, the names of places apart
    find_the_form(resident, town)
    resident.fill("What happened?", TROUBLE)
    resident.press("Send complaint")
    number, code = number_and_code(resident)
    resident.follow("See where it stands")
    resident.press("Done? Hide it in this browser")
    resident.fill("Number", number)
    resident.fill("Query code", code)
    resident.press("Show")
    for page in ("/help/", "/privacy/", "/accessibility/", "/communities/", "/login/"):
        resident.open(page)


def staff_areas(town):
    """Return the names of the places above the compound."""
    area, names = town.area, []
    while area:
        names += [area.name, area.short_name]
        area = area.parent
    return [*names, *Area.objects.filter(level="district").values_list("name", flat=True)]
