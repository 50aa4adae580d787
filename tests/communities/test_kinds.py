"""The kind of a compound has a dated history; the compound's own column is a copy of it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.urls import reverse

from communities import actions, search
from communities.choices import Kind
from communities.models import Community, KindPeriod
from puyang_property.core import history
from tests.factories.communities import CommunityFactory, KindPeriodFactory

JINGDONG = "hualong-zhongyuanlu-jingdong"
pytestmark = pytest.mark.django_db


def disagreeing():
    """Return the compounds whose kind is not that of exactly one open period."""
    agreeing = Community.objects.filter(
        kind_periods__ends_on__isnull=True, kind_periods__kind=F("kind")
    )
    return Community.objects.exclude(pk__in=agreeing.values("pk"))


def ask_the_database():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_change_of_kind_closes_one_period_and_opens_the_next(clerk_zhongyuan, area):
    row = CommunityFactory(at=JINGDONG, kind=Kind.SOE)
    actions.change_kind(
        row,
        kind=Kind.OLD,
        since=date(2019, 1, 1),
        reason="三供一业移交完成",
        document="濮政〔2019〕3号",
        by=clerk_zhongyuan,
    )
    row.refresh_from_db()
    before, after = row.kind_periods.order_by("id")
    assert row.kind == Kind.OLD
    assert (before.kind, before.starts_on, before.ends_on) == (Kind.SOE, None, date(2018, 12, 31))
    assert (after.kind, after.starts_on, after.ends_on) == (Kind.OLD, date(2019, 1, 1), None)
    assert (after.reason, after.document) == ("三供一业移交完成", "濮政〔2019〕3号")
    event = history.of(row).last()
    assert (event.name, event.changes["kind"]) == ("kind_changed", "old")
    ask_the_database()


def test_a_wrong_entry_is_set_right_without_inventing_a_day(clerk_zhongyuan, area):
    row = CommunityFactory(at=JINGDONG, kind=Kind.UNKNOWN)
    actions.change_kind(row, kind=Kind.OLD, reason="现场核实", by=clerk_zhongyuan)
    period = row.kind_periods.get()
    assert (period.kind, period.starts_on, period.ends_on) == (Kind.OLD, None, None)


def test_the_kind_that_it_has_changes_nothing(clerk_zhongyuan, area):
    row = CommunityFactory(at=JINGDONG, kind=Kind.SOE)
    told = history.of(row).count()
    actions.change_kind(row, kind=Kind.SOE, since=date(2019, 1, 1), by=clerk_zhongyuan)
    assert (row.kind_periods.count(), history.of(row).count()) == (1, told)


@pytest.mark.parametrize("since", [date(2999, 1, 1), date(2019, 1, 1), date(2018, 5, 1)], ids=str)
def test_a_change_lies_after_the_last_one_and_not_in_the_future(since, clerk_zhongyuan, area):
    row = CommunityFactory(at=JINGDONG, kind=Kind.SOE)
    actions.change_kind(row, kind=Kind.OLD, since=date(2019, 1, 1), by=clerk_zhongyuan)
    with pytest.raises(ValidationError) as refused:
        actions.change_kind(row, kind=Kind.NEW, since=since, by=clerk_zhongyuan)
    assert "since" in refused.value.message_dict


def test_compounds_are_found_by_what_they_were_on_a_day(officer_hualong, client_of, area):
    was = KindPeriodFactory(community=CommunityFactory(at=JINGDONG, kind=Kind.OLD)).community
    other = CommunityFactory(at=JINGDONG, kind=Kind.OLD)
    found = Community.objects.of_kind_on
    assert list(found(Kind.SOE, date(1995, 1, 1))) == [was]
    assert set(found(Kind.OLD, date(2020, 1, 1))) == {was, other}
    page = client_of(officer_hualong).get(
        reverse("communities:list"), {"kind": "soe", "kind_on": "1995-01-01"}
    )
    assert list(page.context["page"]) == [was]


def test_every_writer_of_a_kind_keeps_period_and_copy_equal(clerk_zhongyuan, area):
    by = clerk_zhongyuan
    row = actions.create(by=by, area=area(JINGDONG), name="景观城", kind=Kind.UNKNOWN)
    actions.update(row, by=by, **actions.fill_in(row, {"kind": Kind.OLD}))
    assert row.kind_periods.get().kind == Kind.OLD
    actions.update(row, by=by, kind=Kind.UNKNOWN)  # as the undo of an import does
    assert row.kind_periods.get().kind == Kind.UNKNOWN
    goes = actions.create(by=by, area=area(JINGDONG), name="濮水花园", kind=Kind.SOE)
    actions.merge(goes, into=row, by=by)
    row.refresh_from_db()
    assert row.kind == Kind.SOE
    actions.change_kind(row, kind=Kind.OLD, since=date(2019, 1, 1), by=by)
    assert not disagreeing().exists()
    ask_the_database()


def past_the_verb(row):
    Community.objects.filter(pk=row.pk).update(kind=Kind.NEW)
    ask_the_database()


def period_alone(row):
    row.kind_periods.update(kind=Kind.NEW)
    ask_the_database()


def without_a_period(row):
    row.kind_periods.all().delete()
    ask_the_database()


@pytest.mark.parametrize("write", [past_the_verb, period_alone, without_a_period])
def test_the_database_refuses_what_does_not_agree(write, area):
    row = CommunityFactory(at=JINGDONG, kind=Kind.OLD)
    ask_the_database()
    with pytest.raises(IntegrityError), transaction.atomic():
        write(row)


def test_periods_of_one_compound_never_overlap(area):
    row = KindPeriodFactory(community=CommunityFactory(at=JINGDONG)).community
    with pytest.raises(IntegrityError), transaction.atomic():
        KindPeriod.objects.create(
            community=row, kind=Kind.NEW, starts_on=date(1995, 1, 1), ends_on=date(1996, 1, 1)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        KindPeriod.objects.create(community=row, kind=Kind.NEW, starts_on=date(2020, 1, 1))


def test_the_page_asks_for_the_day_of_a_change(clerk_zhongyuan, client_of, area):
    row = CommunityFactory(at=JINGDONG, kind=Kind.SOE)
    client, page = client_of(clerk_zhongyuan), reverse("communities:change_kind", args=[row.pk])
    form = {"kind": "old", "how": "changed", "reason": "移交完成"}
    assert client.post(page, form).status_code == 422
    assert client.post(page, {**form, "since": "2019-01-01"}).status_code == 302
    shown = client.get(row.get_absolute_url()).text
    assert "移交完成" in shown
    assert (
        client.post(page, {"kind": "new", "how": "wrong", "reason": "录入有误"}).status_code == 302
    )
    row.refresh_from_db()
    assert row.kind == Kind.NEW
    assert [p.kind for p in row.kind_periods.order_by("id")] == [Kind.SOE, Kind.NEW]


def test_the_form_of_facts_does_not_change_the_kind(clerk_zhongyuan, client_of, area):
    row = CommunityFactory(at=JINGDONG, kind=Kind.SOE)
    form = {"name": row.name, "kind": "new", "management_mode": "none"}
    page = reverse("communities:change", args=[row.pk])
    assert client_of(clerk_zhongyuan).post(page, form).status_code == 302
    row.refresh_from_db()
    assert row.kind == Kind.SOE


# ------------------------------------------------------------------ merged and renamed
@pytest.fixture
def merged(clerk_zhongyuan, area):
    """第一 was renamed to 第二 and went into 第三, which went into 第四: (all four entries)."""
    first = CommunityFactory(at=JINGDONG, name="采油旧院", address="胜利路9号", kind=Kind.UNKNOWN)
    middle = CommunityFactory(at=JINGDONG, name="濮水花园", kind=Kind.UNKNOWN)
    last = CommunityFactory(at=JINGDONG, name="龙都华庭", kind=Kind.UNKNOWN)
    actions.update(first, by=clerk_zhongyuan, name="颐和小区")
    actions.merge(first, into=middle, by=clerk_zhongyuan)
    actions.merge(middle, into=last, by=clerk_zhongyuan)
    for row in (first, middle, last):
        row.refresh_from_db()
    return first, middle, last


@pytest.mark.parametrize("words", ["采油旧院", "cyjy", "caiyoujiuyuan", "颐和", "yhxq", "濮水花园"])
def test_the_survivor_is_found_by_every_former_name(words, merged, clerk_zhongyuan, client_of):
    last = merged[-1]
    assert search.find(words) == [last]
    page = client_of(clerk_zhongyuan).get(reverse("communities:list"), {"q": words})
    assert list(page.context["page"]) == [last]


def test_the_public_and_the_admin_find_by_former_names_too(merged, officer_hualong, client_of):
    last = merged[-1]
    client = client_of(officer_hualong)
    assert list(client.get(reverse("communities:register"), {"q": "cyjy"}).context["page"]) == [
        last
    ]
    shown = client.get(reverse("admin:communities_community_changelist"), {"q": "caiyoujiuyuan"})
    assert last in shown.context["cl"].result_list


def test_the_code_on_an_old_poster_leads_to_the_survivor(merged, client):
    first, _middle, last = merged
    assert search.by_reference(first.public_code) == last
    assert search.find(first.public_code) == [last]
    answer = client.get(first.public_url)
    assert answer.status_code == 301
    assert answer["Location"] == last.public_url


def test_a_former_name_comes_before_names_that_only_hold_the_words(area, clerk_zhongyuan):
    row = CommunityFactory(at=JINGDONG, name="旧城小区")
    actions.update(row, by=clerk_zhongyuan, name="新城花园")
    for number in range(search.LIMIT):
        CommunityFactory(at=JINGDONG, name=f"大旧城{number}号院")
    assert search.find("旧城")[0] == row


def test_pages_tell_the_past_of_both_entries(merged, clerk_zhongyuan, client_of):
    first, middle, last = merged
    client = client_of(clerk_zhongyuan)
    shown = client.get(last.get_absolute_url()).text
    assert middle.get_absolute_url() in shown
    shown = client.get(middle.get_absolute_url()).text
    assert first.get_absolute_url() in shown
    assert last.get_absolute_url() in shown
    assert "颐和小区" in client.get(first.get_absolute_url()).text
    assert "采油旧院" in client.get(first.get_absolute_url()).text
