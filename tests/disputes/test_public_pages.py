"""The resident's pages, without script and without account."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext

from disputes import actions
from disputes.choices import ReplyResult, State
from disputes.models import Complaint, Dispute, Message
from puyang_property.core import secrecy, spam
from tests.factories.core_files import StoredFileFactory, upload

DESCRIPTION = "三号楼二单元电梯坏了，维修电话没人接。"


@pytest.fixture(autouse=True)
def _people_are_quick_in_tests(monkeypatch):
    monkeypatch.setattr(spam, "FASTEST", spam.FASTEST * 0)


@pytest.fixture
def place(calendar, categories, areas, clerk_zhongyuan):
    """The address of the form for a lift in 中原路街道."""
    return reverse("disputes:file") + "?area=hualong-zhongyuanlu&category=lift"


def send(client, address, **data):
    page = client.get(address)
    hidden = dict(re.findall(r'name="(stamp|once_key|website)" value="([^"]*)"', page.text))
    return client.post(address, {**hidden, "description": DESCRIPTION, **data})


def file_and_follow(client, address, **data):
    response = send(client, address, **data)
    assert response.status_code == 302, response.text
    receipt = client.get(response["Location"])
    number = re.search(r"PY-\d{4}-\d{6}-[A-Z]", receipt.text)[0]
    code = re.search(r'class="code">([A-Z0-9]{8})<', receipt.text)[1]
    return receipt, number, code


def test_the_first_step_asks_for_the_compound_and_says_where_to_call_in_danger(client, place):
    page = client.get(reverse("disputes:file"))

    assert page.status_code == 200
    assert "119" in page.text


def test_the_second_step_offers_every_category_as_a_link(client, place, categories):
    page = client.get(reverse("disputes:file") + "?area=hualong-zhongyuanlu")

    for slug in categories:
        assert f"category={slug}" in page.text


def test_the_guide_of_a_category_stands_above_the_form(client, place):
    assert "119" in client.get(place).text


def test_an_unknown_compound_is_said_and_the_search_is_offered(client, place):
    page = client.get(reverse("disputes:file") + "?community=NOSUCH1")

    assert page.status_code == 404
    assert 'name="q"' in page.text


def test_filing_leads_to_a_receipt_with_number_code_and_promised_dates(client, place):
    receipt, number, code = file_and_follow(client, place)

    assert Complaint.objects.get().number == number
    assert "deadline__date" in receipt.text
    assert code not in receipt.request["QUERY_STRING"]


def test_the_same_form_sent_twice_files_once_and_shows_the_same_receipt(client, place):
    page = client.get(place)
    hidden = dict(re.findall(r'name="(stamp|once_key|website)" value="([^"]*)"', page.text))
    data = {**hidden, "description": DESCRIPTION}

    first, second = client.post(place, data), client.post(place, data)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Complaint.objects.count() == 1


def test_a_refused_form_keeps_what_was_typed(client, place):
    page = send(client, place, contact_phone="12", place="三号楼")

    assert page.status_code == 422
    assert DESCRIPTION in page.text
    assert "三号楼" in page.text
    assert not Complaint.objects.exists()


def test_a_filled_trap_is_refused_in_words(client, place):
    assert send(client, place, website="spam").status_code == 422


def test_number_and_code_open_the_status_and_the_code_is_in_no_address(client, place):
    _receipt, number, code = file_and_follow(client, place)
    other_browser = Client()

    answer = other_browser.post(reverse("disputes:track"), {"number": number, "code": code})
    page = other_browser.get(answer["Location"])

    assert code not in answer["Location"]
    assert page.status_code == 200
    assert DESCRIPTION in page.text


def test_the_resident_sees_the_own_photos_and_which_are_still_being_checked(client, place):
    _receipt, number, _code = file_and_follow(client, place, photos=[upload()])
    complaint = Complaint.objects.get(number=number)
    ready = StoredFileFactory(hangs_on=complaint, state="ready", original_name="车库.jpg")

    page = client.get(reverse("disputes:status", args=[number]))

    assert page.status_code == 200
    assert ready.url in page.text
    waiting = complaint.photos.exclude(pk=ready.pk).get()
    assert waiting.name in page.text
    assert waiting.url not in page.text


def test_without_a_pass_the_status_asks_for_the_code(client, place):
    _receipt, number, _code = file_and_follow(client, place)

    answer = Client().get(reverse("disputes:status", args=[number]))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("disputes:track"))


@pytest.mark.parametrize("exists", [True, False])
def test_wrong_codes_are_throttled_without_a_hint_whether_the_number_exists(client, place, exists):
    _receipt, number, _code = file_and_follow(client, place)
    number = number if exists else "PY-2026-999999-A"
    stranger = Client()
    data = {"number": number, "code": "AAAAAAAA"}

    answers = [stranger.post(reverse("disputes:track"), data) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]


def test_the_resident_adds_information_and_the_office_is_told(client, place):
    _receipt, number, _code = file_and_follow(client, place)
    page = client.get(reverse("disputes:status", args=[number]))
    hidden = dict(re.findall(r'name="add-(stamp|once_key|website)" value="([^"]*)"', page.text))
    data = {f"add-{name}": value for name, value in hidden.items()}

    answer = client.post(
        reverse("disputes:act", args=[number, "add"]), {**data, "add-text": "今天又困人了"}
    )

    assert answer.status_code == 302, answer.text
    assert Message.objects.get(kind="from_resident").text == "今天又困人了"


def test_internal_notes_never_reach_the_resident_and_texts_do(client, place, clerk_zhongyuan):
    _receipt, number, _code = file_and_follow(client, place)
    complaint = Complaint.objects.get()
    actions.note(complaint.dispute, by=clerk_zhongyuan, text="内部：物业经理是亲戚")
    actions.note(complaint.dispute, by=clerk_zhongyuan, text="维修工明天到", complaint=complaint)

    page = client.get(reverse("disputes:status", args=[number]))

    assert "亲戚" not in page.text
    assert "维修工明天到" in page.text


def test_after_the_reply_the_resident_answers_once_and_not_satisfied_goes_up(
    client, place, clerk_zhongyuan, officer_hualong
):
    _receipt, number, _code = file_and_follow(client, place)
    dispute = Complaint.objects.get().dispute
    actions.accept(dispute, by=clerk_zhongyuan)
    actions.reply(dispute, by=clerk_zhongyuan, text="已修好", result=ReplyResult.SOLVED)
    act = reverse("disputes:act", args=[number, "answer"])
    data = {"answer-solved": "no", "answer-satisfied": "no"}

    first, second = client.post(act, data), client.post(act, data)

    assert (first.status_code, second.status_code) == (302, 409)
    assert Complaint.objects.get().is_dissatisfied


def test_a_closed_case_is_reopened_within_the_window_and_says_until_when(
    client, place, clerk_zhongyuan, worker_jingdong, cast
):
    _receipt, number, _code = file_and_follow(client, place)
    complaint = Complaint.objects.get()
    colleague = cast("colleague", "street_clerk", "hualong-zhongyuanlu")
    actions.accept(complaint.dispute, by=clerk_zhongyuan)
    actions.reply(complaint.dispute, by=clerk_zhongyuan, text="已修好", result="solved")
    actions.visit(
        Complaint.objects.get(), by=colleague, result="reached", solved="yes", satisfied="yes"
    )
    actions.close(Complaint.objects.get().dispute, by=colleague)

    page = client.get(reverse("disputes:status", args=[number]))
    answer = client.post(
        reverse("disputes:act", args=[number, "reopen"]), {"reopen-note": "又坏了"}
    )

    assert "reopen-note" in page.text
    assert answer.status_code == 302
    assert Complaint.objects.get().dispute.state == State.IN_PROGRESS


def test_the_resident_sees_who_viewed_the_contact_and_why(client, place, clerk_zhongyuan):
    _receipt, number, _code = file_and_follow(
        client, place, contact_name="张三丰", contact_phone="13800138000"
    )
    complaint = Complaint.objects.get()
    secrecy.reveal(complaint, ["contact_phone"], by=clerk_zhongyuan, reason="约定上门时间")

    page = client.get(reverse("disputes:status", args=[number]))

    assert "约定上门时间" in page.text
    assert "王芳" not in page.text  # the office is named, never the person


def test_withdrawing_ends_the_case(client, place):
    _receipt, number, _code = file_and_follow(client, place)

    answer = client.post(reverse("disputes:act", args=[number, "withdraw"]), {"withdraw-note": ""})

    assert answer.status_code == 302
    assert Complaint.objects.get().dispute.state == State.WITHDRAWN


def test_leaving_makes_the_browser_forget(client, place):
    _receipt, number, _code = file_and_follow(client, place)

    client.post(reverse("disputes:leave"))

    assert client.get(reverse("disputes:status", args=[number])).status_code == 302


def test_without_a_registered_compound_the_form_begins_with_its_name(client, place):
    form = client.get(place).context["form"]

    assert list(form.fields)[0] == "place"
    assert str(form.fields["place"].label) == gettext("Which compound, and where exactly?")


@pytest.mark.parametrize("state", [State.IN_PROGRESS, State.REPLIED, State.CLOSED])
def test_the_status_page_reads_complaint_and_case_once(client, place, state):
    _receipt, number, code = file_and_follow(client, place)
    complaint = Complaint.objects.select_related("dispute").get(number=number)
    then = complaint.filed_at
    closed = then if state == State.CLOSED else None
    rows = Dispute.objects.filter(pk=complaint.dispute_id)
    rows.update(state=state, accepted_at=then, closed_at=closed)
    address = reverse("disputes:status", args=[number])

    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200

    tables = ('FROM "disputes_complaint"', 'FROM "disputes_dispute"', 'FROM "accounts_post"')
    sent = [query["sql"] for query in queries]
    assert [sum(table in sql for sql in sent) for table in tables] == [1, 0, 0]
