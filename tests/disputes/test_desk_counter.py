"""Counter entry: find the place, file once, print the receipt."""

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone

from disputes.models import Complaint, Dispute
from puyang_property.core import secrecy
from puyang_property.core.models import ReadLog
from tests.cast import log_in
from tests.disputes.desk import case
from tests.factories.core_files import upload

__all__ = ["case"]
NEW = "/desk/disputes/new/"


@pytest.fixture
def spot(area):
    """What the form sends for 京东社区."""
    return f"a{area('hualong-zhongyuanlu-jingdong').pk}"


@pytest.fixture
def enter(categories, calendar, officer_hualong, spot):
    """Send the counter form as somebody; what is not given is filled in."""

    def send(user, **typed):
        given = {
            "once_key": str(uuid4()),
            "where": "",
            "spot": spot,
            "category": "lift",
            "description": "电梯停运三天，老人下不了楼。",
            "channel": "counter",
            "received_on": timezone.localdate().isoformat(),
        }
        return log_in(user).post(NEW, {**given, **typed})

    return send


def test_the_page_starts_in_the_search_and_names_every_field(categories, clerk_zhongyuan):
    page = log_in(clerk_zhongyuan).get(NEW).content.decode()
    form = page.split('id="counter-form"')[1].split("</form>")[0]
    assert form.count("autofocus") == 1
    assert "autofocus" in form.split('name="where"')[1].split(">")[0]
    assert 'tabindex="0"' not in form
    assert form.count("tabindex") == 2  # Enter presses the silent one, and so finds without “Find”
    order = [form.index(f'name="{name}"') for name in ("where", "category", "description")]
    assert order == sorted(order)


def test_characters_that_no_text_holds_are_no_reason_to_fall_over(enter, clerk_zhongyuan):
    assert enter(clerk_zhongyuan, where="\0", spot="", find="1").status_code == 200
    assert enter(clerk_zhongyuan, where="\0", spot="").status_code == 422


def test_filing_gives_number_code_and_dates(enter, clerk_zhongyuan):
    typed = {"contact_name": "李奶奶", "contact_phone": "13912345678", "helper_name": "孙女"}
    answer = enter(clerk_zhongyuan, **typed)
    assert answer.status_code == 200, answer.content.decode()[-5000:]
    complaint = Complaint.objects.get()
    page = answer.content.decode()
    assert complaint.number in page
    codes = [word for word in page.replace("<", " ").replace(">", " ").split() if len(word) == 8]
    assert any(secrecy.code_matches(code, complaint.query_code_digest) for code in codes)
    assert "no-store" in answer.headers["Cache-Control"]
    assert (complaint.channel, complaint.filed_by) == ("counter", clerk_zhongyuan)
    assert complaint.helper_name.open() == "孙女"


def test_a_second_click_files_once_and_shows_the_same_receipt(enter, clerk_zhongyuan):
    key = str(uuid4())
    first = enter(clerk_zhongyuan, once_key=key)
    second = enter(clerk_zhongyuan, once_key=key)
    assert Dispute.objects.count() == 1
    code = first.content.decode().split('class="code">')[2].split("<")[0]
    assert code in second.content.decode()


@pytest.mark.parametrize("channel", ["petition", "npc", "cppcc", "inspection", "hotline"])
def test_every_channel_of_staff_can_be_recorded(channel, enter, clerk_zhongyuan):
    assert enter(clerk_zhongyuan, channel=channel, external_number="字1号").status_code == 200
    assert Dispute.objects.get().channel == channel


def test_staff_does_not_file_as_online(enter, clerk_zhongyuan):
    assert enter(clerk_zhongyuan, channel="online").status_code == 422


def test_a_place_in_another_street_is_refused(enter, area, clerk_zhongyuan):
    foreign = f"a{area('hualong-shenglilu-jinlianhua').pk}"
    assert enter(clerk_zhongyuan, spot=foreign).status_code == 422
    assert not Dispute.objects.exists()


@pytest.mark.parametrize("value", ["", "c", "a99999999999999999999", "x1", "c-1", "a１"])
def test_an_odd_place_is_no_fault_of_the_server(value, enter, clerk_zhongyuan):
    assert enter(clerk_zhongyuan, spot=value).status_code == 422


def test_a_single_find_needs_no_choice(enter, clerk_zhongyuan, area):
    assert enter(clerk_zhongyuan, spot="", where="京东").status_code == 200
    assert Dispute.objects.get().area == area("hualong-zhongyuanlu-jingdong")


def test_several_finds_are_offered_with_everything_typed(enter, clerk_zhongyuan):
    answer = enter(clerk_zhongyuan, spot="", where="社区", description="水管爆了")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('name="spot"') > 1
    assert "水管爆了" in page


def test_finding_judges_nothing_yet_and_keeps_what_was_typed(enter, clerk_zhongyuan):
    answer = enter(clerk_zhongyuan, find="1", spot="", where="社区", description="水管爆了")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "水管爆了" in page
    assert "error-summary" not in page
    assert not Dispute.objects.exists()


def test_enter_finds_first_and_files_once_the_words_are_there(enter, clerk_zhongyuan):
    early = enter(clerk_zhongyuan, enter="1", spot="", where="社区", description="")
    assert early.status_code == 200
    assert "error-summary" not in early.content.decode()
    assert not Dispute.objects.exists()
    assert enter(clerk_zhongyuan, enter="1").status_code == 200
    assert Dispute.objects.count() == 1


def test_the_day_of_receipt_does_not_lie_in_the_future(enter, clerk_zhongyuan):
    answer = enter(clerk_zhongyuan, received_on="2099-01-01")
    assert answer.status_code == 422
    assert 'id="id_received_on_error"' in answer.content.decode()


def test_photos_come_along(enter, clerk_zhongyuan):
    assert enter(clerk_zhongyuan, photos=[upload()]).status_code == 200
    assert Complaint.objects.get().photos.count() == 1


def test_places_are_offered_while_typing(categories, clerk_zhongyuan, spot):
    page = log_in(clerk_zhongyuan).get(f"{NEW}places/", {"where": "京东"}).content.decode()
    assert f'value="{spot}"' in page
    assert "<html" not in page


def test_hints_show_likely_duplicates_and_only_of_the_own_area(
    case, spot, clerk_zhongyuan, clerk_shengli
):
    typed = {"spot": spot, "category": "lift", "description": "电梯停运三天了，老人下不了楼"}
    found = log_in(clerk_zhongyuan).post(f"{NEW}hints/", typed).content.decode()
    assert case.number in found
    foreign = log_in(clerk_shengli).post(f"{NEW}hints/", typed).content.decode()
    assert case.number not in foreign


def test_who_takes_no_complaints_in_does_not_enter_one(enter, auditor, mediator_zhongyuan):
    for user in (auditor, mediator_zhongyuan):
        assert log_in(user).get(NEW).status_code == 403
        assert enter(user).status_code == 403
        assert log_in(user).get(f"{NEW}places/", {"where": "京"}).status_code == 403
    assert not Dispute.objects.exists()


def test_a_caller_who_was_there_before_is_known_by_the_telephone(
    case, clerk_zhongyuan, clerk_shengli, worker_jingdong
):
    def hints(user, phone):
        typed = {"contact_phone": phone}
        return log_in(user).post("/desk/disputes/new/hints/", typed).content.decode()

    assert case.number in hints(clerk_zhongyuan, "138 0013 8000")
    assert case.number not in hints(clerk_zhongyuan, "13800138001")
    assert case.number not in hints(clerk_zhongyuan, "")
    assert case.number not in hints(clerk_shengli, "13800138000")
    assert case.number not in hints(worker_jingdong, "13800138000")


def test_a_number_looked_up_at_the_counter_is_written_down_once(
    case, clerk_zhongyuan, worker_jingdong
):
    cache.clear()
    for user in (clerk_zhongyuan, worker_jingdong):  # the worker may not see contacts
        client = log_in(user)
        for phone in ("138 0013 8000", "13800138000", "13800138001", "1380", ""):
            client.post(f"{NEW}hints/", {"contact_phone": phone})
    found, missed = ReadLog.objects.order_by("id")
    assert (found.kind, found.user, found.rows) == ("lookup", clerk_zhongyuan, 1)
    assert found.area_path == "puyang/hualong/zhongyuanlu/"
    assert missed.rows == 0


def test_the_next_complaint_starts_with_the_channel_of_the_last(clerk_zhongyuan):
    client = log_in(clerk_zhongyuan)
    for asked, chosen in (("hotline", "hotline"), ("online", "counter"), ("x", "counter")):
        page = client.get("/desk/disputes/new/", {"channel": asked}).content.decode()
        assert f'<option value="{chosen}" selected>' in page
