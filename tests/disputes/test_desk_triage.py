"""The clerk's first decisions, through the pages."""

from uuid import uuid4

import pytest

from disputes.choices import State
from disputes.models import Dispute, Message
from puyang_property.core import history


@pytest.fixture
def case(filed):
    return filed().dispute


@pytest.fixture
def press(client_of):
    """Send the form of one verb as somebody: press(user, case, "accept", note="…")."""

    def send(user, case, verb, **typed):
        typed.setdefault("once_key", str(uuid4()))
        return client_of(user).post(f"/desk/disputes/{case.number}/{verb}/", typed)

    return send


def names(case):
    return [event.name for event in history.of(case)]


def test_accepting_starts_the_handling(case, press, clerk_zhongyuan):
    answer = press(clerk_zhongyuan, case, "accept", note="属实")
    assert answer.status_code == 302, answer.content.decode()
    case.refresh_from_db()
    assert (case.state, case.handler) == (State.IN_PROGRESS, clerk_zhongyuan)


def test_a_second_click_does_nothing_twice(case, press, clerk_zhongyuan):
    key = str(uuid4())
    first = press(clerk_zhongyuan, case, "accept", note="", once_key=key)
    second = press(clerk_zhongyuan, case, "accept", note="", once_key=key)
    assert first.url == second.url
    assert names(case).count("accepted") == 1


def test_accepting_what_is_accepted_is_refused_with_words(case, press, clerk_zhongyuan, client_of):
    press(clerk_zhongyuan, case, "accept")
    again = press(clerk_zhongyuan, case, "accept", note="我写的话")
    assert again.status_code == 409
    assert "我写的话" in again.content.decode()
    page = client_of(clerk_zhongyuan).get(f"/desk/disputes/{case.number}/accept/")
    assert page.status_code == 409
    assert case.get_absolute_url() in page.content.decode()


@pytest.mark.parametrize(
    "verb",
    ["accept", "refuse", "refer", "assign", "merge", "withdraw", "release_summary", "reply"],
)
def test_a_community_worker_may_look_and_not_decide(verb, case, press, worker_jingdong, client_of):
    page = client_of(worker_jingdong).get(f"/desk/disputes/{case.number}/{verb}/")
    assert page.status_code == 403
    assert press(worker_jingdong, case, verb, note="x").status_code == 403
    case.refresh_from_db()
    assert case.state == State.REGISTERED


@pytest.mark.parametrize("verb", ["accept", "refuse", "refer", "assign", "note", "write", "merge"])
def test_another_street_does_not_find_the_case(verb, case, press, clerk_shengli, client_of):
    page = client_of(clerk_shengli).get(f"/desk/disputes/{case.number}/{verb}/")
    assert page.status_code == 404
    assert press(clerk_shengli, case, verb, text="x", note="x").status_code == 404


def test_refusing_asks_for_the_reason_first_and_fills_in_where_to_go(
    case, clerk_zhongyuan, client_of
):
    client = client_of(clerk_zhongyuan)
    address = f"/desk/disputes/{case.number}/refuse/"
    first = client.get(address).content.decode()
    assert 'value="in_court"' in first
    assert "<textarea" not in first
    second = client.get(address, {"reason": "in_hotline"}).content.decode()
    assert "12345" in second.split("<textarea")[1].split("</textarea>")[0]


def test_refusing_tells_the_resident(case, press, clerk_zhongyuan):
    answer = press(clerk_zhongyuan, case, "refuse", reason="in_court", note="请到区法院。")
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.state, case.refusal_reason) == (State.REFUSED, "in_court")
    assert case.messages.get().text == "请到区法院。"


def test_refusing_without_words_keeps_what_was_typed(case, press, clerk_zhongyuan):
    answer = press(clerk_zhongyuan, case, "refuse", reason="no_facts", note="")
    assert answer.status_code == 422
    assert 'value="no_facts" selected' in answer.content.decode()


def test_referring_and_sending_back(case, press, clerk_zhongyuan, clerk_shengli, client_of):
    other = clerk_shengli.current_posts[0]
    page = client_of(clerk_zhongyuan).get(f"/desk/disputes/{case.number}/refer/")
    assert str(other) in page.content.decode()
    assert str(case.responsible_post) not in page.content.decode().split("<select")[1]
    answer = press(clerk_zhongyuan, case, "refer", to_post=other.pk, reason="属于你处")
    assert answer.status_code == 302, answer.content.decode()
    back = press(clerk_shengli, case, "send_back", reason="不属于我处")
    assert back.status_code == 302, back.content.decode()
    case.refresh_from_db()
    assert (case.state, case.responsible_post) == (State.REGISTERED, case.first_post)


def test_the_office_that_referred_does_not_answer_its_own_referral(
    case, press, clerk_zhongyuan, clerk_shengli
):
    press(clerk_zhongyuan, case, "refer", to_post=clerk_shengli.current_posts[0].pk, reason="转")
    assert press(clerk_zhongyuan, case, "accept").status_code == 403


def test_only_people_who_handle_cases_here_are_offered_as_handlers(
    case, press, clerk_zhongyuan, officer_hualong, clerk_shengli, worker_jingdong, client_of
):
    page = client_of(clerk_zhongyuan).get(f"/desk/disputes/{case.number}/assign/")
    offered = page.content.decode().split("<select")[1].split("</select>")[0]
    assert clerk_zhongyuan.display_name in offered
    assert officer_hualong.display_name in offered
    assert clerk_shengli.display_name not in offered
    assert worker_jingdong.display_name not in offered
    assert press(clerk_zhongyuan, case, "assign", handler=clerk_shengli.pk).status_code == 422
    assert press(clerk_zhongyuan, case, "assign", handler=officer_hualong.pk).status_code == 302
    case.refresh_from_db()
    assert case.handler == officer_hualong


def test_a_note_stays_inside_and_a_text_goes_out(case, press, clerk_zhongyuan):
    press(clerk_zhongyuan, case, "note", text="内部意见：物业推诿")
    press(clerk_zhongyuan, case, "write", complaint=case.complaints.get().pk, text="我们周四来")
    kinds = dict(Message.objects.filter(dispute=case).values_list("kind", "text"))
    assert kinds == {"internal": "内部意见：物业推诿", "to_resident": "我们周四来"}


def test_an_empty_note_is_not_written(case, press, clerk_zhongyuan):
    assert press(clerk_zhongyuan, case, "note", text="  ").status_code == 422
    assert not Message.objects.filter(dispute=case).exists()


def test_a_text_cannot_go_to_the_resident_of_another_case(case, filed, press, clerk_zhongyuan):
    other = filed().complaint
    answer = press(clerk_zhongyuan, case, "write", complaint=other.pk, text="您好")
    assert answer.status_code == 422
    assert not Message.objects.exists()


def test_releasing_a_summary(case, press, clerk_zhongyuan):
    assert press(clerk_zhongyuan, case, "release_summary", summary="电梯停运").status_code == 302
    case.refresh_from_db()
    assert (case.summary, case.summary_released_by) == ("电梯停运", clerk_zhongyuan)


def test_joining_a_likely_duplicate(case, filed, press, clerk_zhongyuan, client_of):
    twin = filed(description="电梯停运三天，没人来修。").dispute
    page = client_of(clerk_zhongyuan).get(f"/desk/disputes/{twin.number}/merge/")
    assert case.number in page.content.decode()
    answer = press(clerk_zhongyuan, twin, "merge", likely=case.number)
    assert answer.url == case.get_absolute_url()
    twin.refresh_from_db()
    assert (twin.state, twin.merged_into) == (State.MERGED, case)
    assert case.complaints.count() == 2


def test_joining_by_number_finds_only_cases_of_the_own_area(
    case, filed, press, area, clerk_zhongyuan
):
    foreign = filed(area=area("hualong-shenglilu-jinlianhua")).dispute
    for number in (foreign.number, "PY-2026-999999-A", ""):
        answer = press(clerk_zhongyuan, case, "merge", number=number)
        assert answer.status_code == 422
    assert Dispute.objects.filter(state=State.MERGED).count() == 0


def test_withdrawing_ends_the_case(case, press, clerk_zhongyuan):
    assert press(clerk_zhongyuan, case, "withdraw", note="来电撤诉").status_code == 302
    case.refresh_from_db()
    assert case.state == State.WITHDRAWN
