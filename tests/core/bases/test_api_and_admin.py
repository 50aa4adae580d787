"""API and admin: the same rows, the same refusals."""

import io

from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Area
from puyang_property.core import history
from puyang_property.core.models import ReadLog
from tests.core.bases import site
from tests.core.bases.helpers import reads
from tests.factories.accounts import PostFactory, PostHoldingFactory


def test_the_api_lists_and_shows_the_callers_rows_only(api, area):
    keys = [row["key"] for row in api.get("/api/areas/").json()["results"]]
    assert keys
    assert all(key.startswith("hualong") for key in keys)
    assert api.get("/api/areas/hualong/").json()["name"] == "华龙区"
    assert api.get("/api/areas/puyangxian/").status_code == 404


def test_the_api_refuses_an_action_that_declares_no_permission(api):
    assert api.post("/api/areas/hualong/undeclared/").status_code == 403


def test_the_api_answers_403_without_the_role_401_without_a_token_405_without_a_verb(
    api, client, api_client_of, clerk_zhongyuan
):
    assert api.post("/api/areas/hualong/vacate/").status_code == 403
    assert api_client_of(clerk_zhongyuan).get("/api/areas/").status_code == 403
    assert client.get("/api/areas/").status_code == 401
    assert api.delete("/api/areas/hualong/").status_code == 405


def test_the_api_answers_403_where_the_role_reaches_elsewhere_only(cast, api_client_of, area):
    both = cast("both", "administrator", "hualong-zhongyuanlu")
    from_on = both.holdings.get().from_on
    auditor = PostFactory(role="auditor", area=area("hualong"))
    PostHoldingFactory(user=both, post=auditor, from_on=from_on)
    api = api_client_of(both)
    assert api.post("/api/areas/hualong-zhongyuanlu/vacate/").status_code == 204
    assert api.post("/api/areas/hualong/vacate/").status_code == 403


def test_the_admin_shows_the_readers_rows_only(at_desk):
    (mine,), (foreign,) = reads(1), reads(1, "anyang/")
    listing = at_desk.get(reverse("tried:core_readlog_changelist"))
    assert f"/{mine.pk}/" in listing.content.decode()
    assert f"/{foreign.pk}/" not in listing.content.decode()
    assert at_desk.get(reverse("tried:core_readlog_change", args=[mine.pk])).status_code == 200
    assert at_desk.get(reverse("tried:core_readlog_change", args=[foreign.pk])).status_code == 404
    assert at_desk.get(reverse("tried:core_readlog_history", args=[foreign.pk])).status_code == 404


def test_the_admin_deletes_no_governed_row(at_desk):
    (mine,) = reads(1)
    assert at_desk.get(reverse("tried:core_readlog_delete", args=[mine.pk])).status_code == 403
    listing = at_desk.get(reverse("tried:core_readlog_changelist"))
    assert b"delete_selected" not in listing.content


def test_the_admin_keeps_guarded_fields_read_only_and_writes_history(
    officer, street, officer_hualong
):
    address = reverse("tried:accounts_area_change", args=[street.pk])
    page = officer.get(address).content.decode()
    assert 'name="path"' not in page
    assert 'name="name"' in page
    sent = {
        "name": "新名街道",
        "parent": street.parent_id,
        "level": street.level,
        "kind": street.kind,
    }
    assert officer.post(address, {**sent, "path": "puyang/forged/"}).status_code == 302
    street.refresh_from_db()
    assert (street.name, "forged" in street.path) == ("新名街道", False)
    event = history.of(street).get()
    assert (event.name, event.user) == ("changed", officer_hualong)
    told = officer.get(reverse("tried:accounts_area_history", args=[street.pk])).content.decode()
    assert "修改" in told
    assert "刘建华" in told


def test_the_admin_offers_only_rows_that_the_writer_sees(officer, street):
    page = officer.get(reverse("tried:accounts_area_change", args=[street.pk])).content.decode()
    assert "华龙区" in page
    assert "濮阳县" not in page


def test_the_admin_runs_verbs_and_says_which_rows_refused(officer, area):
    good, bad = area("hualong-zhongyuanlu"), area("hualong-shenglilu")
    Area.objects.filter(pk=good.pk).update(pinyin="好")
    Area.objects.filter(pk=bad.pk).update(pinyin="refused")
    sent = {"action": "rename", "_selected_action": [good.pk, bad.pk, area("puyangxian").pk]}
    address = reverse("tried:accounts_area_changelist")
    told = officer.post(address, sent, follow=True).content.decode()
    assert "Not today." in told
    assert sorted(site.runs) == ["refused", "好"]


def test_the_admin_exports_what_was_selected_and_logs_it(at_desk, auditor):
    mine, _other = reads(2)
    sent = {"action": "export_csv", "_selected_action": [mine.pk]}
    answer = at_desk.post(reverse("tried:core_readlog_changelist"), sent)
    assert len(b"".join(answer.streaming_content).decode().splitlines()) == 2
    assert ReadLog.objects.get(user=auditor).rows == 1


def test_the_admin_exports_to_excel_too(at_desk):
    mine, _other = reads(2)
    sent = {"action": "export_xlsx", "_selected_action": [mine.pk]}
    answer = at_desk.post(reverse("tried:core_readlog_changelist"), sent)
    rows = list(load_workbook(io.BytesIO(answer.getvalue())).active.values)
    assert [row[2] for row in rows] == ["reason", mine.reason]


def test_the_admin_tells_each_reason_for_which_a_verb_was_refused(officer, street):
    Area.objects.filter(pk=street.pk).update(pinyin="invalid")
    sent = {"action": "rename", "_selected_action": [street.pk]}
    told = officer.post(reverse("tried:accounts_area_changelist"), sent, follow=True)
    assert "Taken. Missing." in told.content.decode()


def test_a_list_that_opens_to_choose_a_row_offers_no_actions(at_desk):
    reads(1)
    listing = reverse("tried:core_readlog_changelist")
    assert b"export_csv" in at_desk.get(listing).content
    assert b"export_csv" not in at_desk.get(listing, {"_popup": 1}).content


def test_a_row_that_the_writer_may_not_change_once_saved_stays_as_it_was(
    officer, street, monkeypatch
):
    def unless_renamed(self, request, obj=None):
        return obj is None or obj.name != "外地"

    monkeypatch.setattr(site.AreaAdmin, "has_change_permission", unless_renamed)
    address = reverse("tried:accounts_area_change", args=[street.pk])
    sent = {"parent": street.parent_id, "level": street.level, "kind": street.kind}
    assert officer.post(address, {**sent, "name": "外地"}).status_code == 403
    assert Area.objects.get(pk=street.pk).name == street.name
    assert not history.of(street).exists()
    assert officer.post(address, {**sent, "name": "本地"}).status_code == 302


def test_a_row_that_fewer_may_view_shows_them_alone_its_history(officer, street, area, monkeypatch):
    def not_this_street(self, request, obj=None):
        return obj is None or obj.pk != street.pk

    monkeypatch.setattr(site.AreaAdmin, "has_view_permission", not_this_street)
    other = area("hualong-shenglilu")
    for row, status in ((street, 403), (other, 200)):
        address = reverse("tried:accounts_area_history", args=[row.pk])
        assert officer.get(address).status_code == status
