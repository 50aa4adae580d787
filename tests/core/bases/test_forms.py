"""Forms: a refused one keeps what was typed, a change made meanwhile is shown, once is once."""

from datetime import date

from django.contrib.messages import get_messages

from accounts.models import Area, AreaChange
from puyang_property.core import history
from tests.core.bases.helpers import fields_of


def loaded(client, street):
    sent = fields_of(client.get(f"/areas/{street.pk}/"))
    assert {"_version", "once_key", "name"} <= set(sent)
    return {**sent, "parent": street.parent_id}


def test_a_change_is_saved_with_one_history_row_without_free_words(officer, street):
    sent = {**loaded(officer, street), "name": "中原路新街道", "valid_from": "2026-01-01"}
    assert officer.post(f"/areas/{street.pk}/", sent).status_code == 302
    street.refresh_from_db()
    assert street.name == "中原路新街道"
    event = history.of(street).get()
    assert event.changes == {"name": True, "valid_from": "2026-01-01"}


def test_a_form_that_is_not_valid_keeps_what_was_typed(officer, street):
    sent = {**loaded(officer, street), "name": "", "pinyin": "typed"}
    answer = officer.post(f"/areas/{street.pk}/", sent)
    assert answer.status_code == 422
    assert fields_of(answer)["pinyin"] == "typed"
    assert fields_of(answer)["once_key"] == sent["once_key"]


def test_a_change_made_meanwhile_is_shown_beside_what_was_typed(officer, street):
    sent = {**loaded(officer, street), "name": "我的名字"}
    Area.objects.filter(pk=street.pk).update(name="别人的名字")
    answer = officer.post(f"/areas/{street.pk}/", sent)
    assert answer.status_code == 409
    assert "别人的名字|我的名字|_take-name;" in answer.content.decode()
    assert fields_of(answer)["name"] == "我的名字"
    street.refresh_from_db()
    assert street.name == "别人的名字"
    again = {**fields_of(answer), "parent": street.parent_id}
    assert officer.post(f"/areas/{street.pk}/", again).status_code == 302
    street.refresh_from_db()
    assert street.name == "我的名字"


def test_a_choice_changed_meanwhile_is_shown_by_its_label(officer, street, area):
    sent = {**loaded(officer, street), "parent": area("puyang").pk}
    Area.objects.filter(pk=street.pk).update(parent=area("puyangxian"))
    answer = officer.post(f"/areas/{street.pk}/", sent)
    assert answer.status_code == 409
    assert "濮阳县|濮阳市|_take-parent;" in answer.content.decode()


def test_what_only_the_other_one_changed_stays_as_they_saved_it(officer, street, area):
    sent = {**loaded(officer, street), "name": "我的名字"}
    Area.objects.filter(pk=street.pk).update(parent=area("puyangxian"), pinyin="theirs")
    answer = officer.post(f"/areas/{street.pk}/", sent, follow=True)
    street.refresh_from_db()
    assert (street.name, street.pinyin, street.parent) == ("我的名字", "theirs", area("puyangxian"))
    told = [str(message) for message in get_messages(answer.wsgi_request)]
    assert any("拼音" in words and "管理单位" in words for words in told), told


def test_the_sender_may_take_the_other_value(officer, street):
    sent = {**loaded(officer, street), "name": "我的名字"}
    Area.objects.filter(pk=street.pk).update(name="别人的名字")
    shown = {**fields_of(officer.post(f"/areas/{street.pk}/", sent)), "parent": street.parent_id}
    assert shown["name"] == "我的名字"
    again = {**shown, "pinyin": "mine", "_take-name": "theirs"}
    assert officer.post(f"/areas/{street.pk}/", again).status_code == 302
    street.refresh_from_db()
    assert (street.name, street.pinyin) == ("别人的名字", "mine")


def test_a_third_change_is_shown_before_the_choice_counts(officer, street):
    sent = {**loaded(officer, street), "name": "我的名字"}
    Area.objects.filter(pk=street.pk).update(name="别人的名字")
    shown = {**fields_of(officer.post(f"/areas/{street.pk}/", sent)), "parent": street.parent_id}
    Area.objects.filter(pk=street.pk).update(name="第三个名字")
    answer = officer.post(f"/areas/{street.pk}/", {**shown, "_take-name": "theirs"})
    assert answer.status_code == 409
    assert "第三个名字|我的名字|" in answer.content.decode()


def test_a_change_of_another_field_does_not_disturb(officer, street):
    sent = {**loaded(officer, street), "name": "我的名字"}
    Area.objects.filter(pk=street.pk).update(initials="zyl")
    assert officer.post(f"/areas/{street.pk}/", sent).status_code == 302


def test_the_same_change_made_by_both_is_no_conflict(officer, street):
    sent = {**loaded(officer, street), "name": "同名"}
    Area.objects.filter(pk=street.pk).update(name="同名")
    assert officer.post(f"/areas/{street.pk}/", sent).status_code == 302


def test_a_second_click_saves_nothing_twice(officer, street):
    sent = {**loaded(officer, street), "name": "新名"}
    first = officer.post(f"/areas/{street.pk}/", sent)
    second = officer.post(f"/areas/{street.pk}/", sent)
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert history.of(street).count() == 1


def test_a_forged_version_is_no_version(officer, street):
    sent = {**loaded(officer, street), "_version": "forged", "name": "新名"}
    assert officer.post(f"/areas/{street.pk}/", sent).status_code == 302


def test_a_foreign_row_is_not_found_for_change(officer, area):
    foreign = area("puyangxian-chengguan")
    assert officer.get(f"/areas/{foreign.pk}/").status_code == 404
    assert officer.post(f"/areas/{foreign.pk}/", {"name": "x"}).status_code == 404


def change_data(area, here="hualong-zhongyuanlu"):
    return {
        "area": area(here).pk,
        "from_parent": area("hualong").pk,
        "to_parent": area("puyangxian").pk,
        "on": "2026-01-01",
    }


def test_a_row_is_made_once_however_often_the_button_is_pressed(officer, area):
    token = fields_of(officer.get("/changes/"))["once_key"]
    sent = {**change_data(area), "once_key": token}
    first, second = officer.post("/changes/", sent), officer.post("/changes/", sent)
    assert first.status_code == second.status_code == 302
    made = AreaChange.objects.get()
    assert made.on == date(2026, 1, 1)
    assert history.of(made).get().name == "created"


def test_the_same_form_with_other_words_asks_before_making_a_second(officer, area):
    token = fields_of(officer.get("/changes/"))["once_key"]
    sent = {**change_data(area), "once_key": token}
    officer.post("/changes/", sent)
    answer = officer.post("/changes/", {**sent, "on": "2026-02-02"})
    assert answer.status_code == 409
    assert AreaChange.objects.count() == 1
    fresh = fields_of(answer)
    assert fresh["once_key"] != token
    again = {**sent, "on": "2026-02-02", "once_key": fresh["once_key"]}
    assert officer.post("/changes/", again).status_code == 302
    assert AreaChange.objects.count() == 2


def test_nothing_is_made_outside_the_makers_areas(officer, area):
    assert officer.post("/changes/", change_data(area, "puyangxian-chengguan")).status_code == 403
    assert not AreaChange.objects.exists()


def test_a_page_without_words_of_its_own_names_the_row_and_leads_back(officer, street, monkeypatch):
    monkeypatch.setattr(Area, "get_absolute_url", lambda self: f"/{self.key}/", raising=False)
    add = officer.get("/plain/changes/").content.decode()
    assert f"<h1>新增：{AreaChange._meta.verbose_name}</h1>" in add
    assert 'href="../"' in add
    change = officer.get(f"/plain/areas/{street.pk}/").content.decode()
    assert f"<h1>修改：{street}</h1>" in change
    assert f'href="/{street.key}/"' in change
