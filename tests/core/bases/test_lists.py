"""Lists, exports and details: who sees which rows."""

import io
import re

import pytest
from django.core.exceptions import ImproperlyConfigured
from openpyxl import load_workbook

from puyang_property.core import bases, history
from puyang_property.core.models import Event, ReadLog
from puyang_property.core.models.secrecy import ReadKind
from puyang_property.core.pagination import Order
from tests.core.bases import site
from tests.core.bases.helpers import reads, shown


@pytest.mark.parametrize(
    "base", [bases.ScopedListView, bases.ScopedDetailView, bases.VerbView, bases.ScopedViewSet]
)
def test_no_door_opens_on_a_model_that_cannot_say_who_may_see_it(base):
    with pytest.raises(ImproperlyConfigured, match="visible_to"):
        type("Door", (base,), {"model": Event, "orders": (Order("id", "", "id"),)})


def test_a_list_for_others_to_build_on_names_no_model_and_theirs_names_an_order():
    shared = type("Shared", (bases.ScopedListView,), {})
    with pytest.raises(ImproperlyConfigured, match="names no orders"):
        type("Door", (shared,), {"model": ReadLog})


def test_a_door_without_a_model_shows_nothing_at_all():
    with pytest.raises(ImproperlyConfigured, match="names no model"):
        bases.ScopedListView().get_queryset()


def test_no_admin_opens_on_a_model_that_cannot_say_who_may_see_it():
    with pytest.raises(ImproperlyConfigured, match="visible_to"):
        bases.ScopedModelAdmin(Event, site.site)


def test_a_list_needs_an_order_whose_key_is_never_empty():
    with pytest.raises(ImproperlyConfigured, match="orders"):
        type("Door", (bases.ScopedListView,), {"model": ReadLog})
    orders = (Order("user", "", "user"),)
    with pytest.raises(ImproperlyConfigured, match="may be empty"):
        type("Door", (bases.ScopedListView,), {"model": ReadLog, "orders": orders})


def test_a_list_shows_the_rows_of_the_readers_areas_only(at_desk, auditor):
    reads(1)
    reads(1, "anyang/")
    assert shown(at_desk.get("/reads/")) == ["puyang/0"]


def test_a_list_asks_for_the_permission_before_anything_else(client_of, clerk_zhongyuan):
    assert client_of(clerk_zhongyuan).get("/reads/").status_code == 403


def test_a_list_sends_the_anonymous_to_the_login(client, db):
    assert client.get("/reads/").status_code == 302


def test_a_list_leads_forward_and_back_and_keeps_the_filter(at_desk):
    reads(7)
    reads(1, reason="other")
    first = at_desk.get("/reads/?reason=puyang&ordering=at")
    assert shown(first) == [f"puyang/{n}" for n in range(5)]
    link = re.search(r"rel=next href='(.*?)'", first.content.decode())[1].replace("&amp;", "&")
    second = at_desk.get("/reads/" + link)
    assert shown(second) == ["puyang/5", "puyang/6"]
    link = re.search(r"rel=prev href='(.*?)'", second.content.decode())[1].replace("&amp;", "&")
    assert shown(at_desk.get("/reads/" + link)) == shown(first)


def test_a_cursor_that_is_not_ours_shows_the_first_page_and_says_so(at_desk):
    reads(1)
    answer = at_desk.get("/reads/?cursor=forged")
    assert answer.status_code == 200
    assert shown(answer) == ["puyang/0"]
    assert b"BAD" in answer.content


def test_an_unknown_order_is_the_default_order(at_desk):
    reads(2)
    assert shown(at_desk.get("/reads/?ordering=reason")) == ["puyang/1", "puyang/0"]


def test_a_filter_that_is_not_valid_shows_its_error_and_no_row(at_desk):
    reads(1)
    answer = at_desk.get("/reads/?kind=nonsense")
    assert shown(answer) == []
    assert b"errorlist" in answer.content


def test_an_empty_list_tells_whether_it_was_narrowed(at_desk):
    assert b"FILTERED" not in at_desk.get("/reads/?ordering=at&cursor=&kind=").content
    assert b"FILTERED" in at_desk.get("/reads/?kind=export").content


def test_a_list_costs_the_same_queries_for_one_row_and_for_many(
    at_desk, django_assert_max_num_queries
):
    reads(1)
    at_desk.get("/reads/")
    with django_assert_max_num_queries(20) as one:
        at_desk.get("/reads/")
    reads(5)
    with django_assert_max_num_queries(len(one)):
        at_desk.get("/reads/")


def test_an_export_holds_every_row_of_the_filtered_list_and_is_logged(at_desk, auditor):
    reads(7)
    reads(1, reason="other")
    reads(1, "anyang/")
    answer = at_desk.get("/reads/?reason=puyang&export=csv")
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeffat,kind,reason,rows\r\n")
    assert len(text.splitlines()) == 8
    assert "anyang" not in text
    log = ReadLog.objects.exclude(user=None).get()
    assert (log.user, log.kind, log.rows) == (auditor, ReadKind.EXPORT, 7)
    assert "reason" in log.what
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1", "\n=1"])
def test_no_cell_of_an_export_is_a_formula(at_desk, start):
    reads(1, reason=start)
    text = b"".join(at_desk.get("/reads/?export=csv").streaming_content).decode()
    assert f"'{start}" in text
    book = load_workbook(io.BytesIO(at_desk.get("/reads/?export=xlsx").getvalue()))
    cells = list(book.active.values)
    assert [row[2] for row in cells[1:]][-1].replace("_x000D_", "\r").strip() == start.strip()
    assert book.active.cell(2, 3).data_type != "f"


def test_an_excel_export_keeps_numbers_and_drops_what_excel_cannot_hold(at_desk):
    reads(1, reason="bell\x07", rows=12)
    book = load_workbook(io.BytesIO(at_desk.get("/reads/?export=xlsx").getvalue()))
    _header, row = book.active.values
    assert row[2:] == ("bell", 12)
    assert row[0].endswith("+08:00")


def test_nobody_exports_without_the_permission(client_of, clerk_zhongyuan):
    assert client_of(clerk_zhongyuan).get("/reads/?export=csv").status_code == 403
    assert not ReadLog.objects.exists()


def test_a_row_outside_the_readers_areas_is_not_found(at_desk):
    (mine,), (foreign,) = reads(1), reads(1, "anyang/")
    assert at_desk.get(f"/reads/{mine.pk}/").status_code == 200
    assert at_desk.get(f"/reads/{foreign.pk}/").status_code == 404
    assert at_desk.get("/reads/99999999999999999999/").status_code == 404


def test_a_row_is_shown_with_its_history(at_desk, auditor):
    (mine,) = reads(1)
    history.record(mine, "looked at", by=auditor)
    assert b"looked at" in at_desk.get(f"/reads/{mine.pk}/").content
