"""The desk pages of common facilities, and the clocks of their checks."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from communities import following
from communities.models import CommonFacility
from communities.premises import facilities
from puyang_property.core import files, history, reminders
from puyang_property.core.files import processing
from puyang_property.core.models import Deadline, FileState, Notification
from puyang_property.core.workdays import SHANGHAI
from tests.factories.communities import CommunityFactory
from tests.factories.core_clock import load_calendar
from tests.factories.core_files import upload
from tests.factories.premises import BuildingFactory, CommonFacilityFactory

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"


@pytest.fixture
def compound(area):
    return CommunityFactory(at=JINGDONG, name="锦绣花园", households=40, floor_area=60_000)


@pytest.fixture
def building(compound):
    return BuildingFactory(community=compound, number="3", floors_above=6)


@pytest.fixture
def clerk(client_of, clerk_zhongyuan):
    return client_of(clerk_zhongyuan)


def page(name, row):
    return reverse(f"communities:{name}", args=[row.pk])


def deadline_of(facility):
    return Deadline.objects.for_subject(facility).get()


def test_a_lift_is_asked_to_be_inspected_a_month_before(clerk, compound, building):
    load_calendar()
    until = timezone.localdate() + timedelta(days=200)
    form = {"kind": "lift", "name": "1号梯", "building": building.pk, "condition": "good"}
    form |= {"next_check_on": until.isoformat()}
    answer = clerk.post(page("facility_add", compound), form)
    lift = CommonFacility.objects.get()
    assert answer["Location"] == lift.get_absolute_url()
    due = {d.kind: d for d in Deadline.objects.for_subject(lift).open()}
    assert due["facility_check"].due_on == until
    asked = due["lift_inspection_request"]
    assert timedelta(28) <= until - asked.due_on <= timedelta(40)
    assert (asked.rule_code, asked.basis_zh) == (
        *("lift.inspection_request", "《特种设备安全法》第四十条"),
    )
    sent = {"on": timezone.localdate().isoformat()}
    assert page("facility_ask_inspection", lift) in clerk.get(lift.get_absolute_url()).text
    assert clerk.post(page("facility_ask_inspection", lift), sent).status_code == 302
    asked.refresh_from_db()
    assert (asked.met_on, asked.is_open) == (timezone.localdate(), False)
    assert page("facility_ask_inspection", lift) not in clerk.get(lift.get_absolute_url()).text
    assert clerk.post(page("facility_ask_inspection", lift), sent).status_code == 409
    later = until + timedelta(days=365)
    check = {"on": timezone.localdate().isoformat(), "condition": "good", "note": "年检合格"}
    check |= {"next_check_on": later.isoformat()}
    assert clerk.post(page("facility_check", lift), check).status_code == 302
    assert {d.due_on for d in Deadline.objects.for_subject(lift).open()} >= {later}
    assert Deadline.objects.for_subject(lift).filter(met_at=None, cancelled_at=None).count() == 2
    assert "年检合格" in clerk.get(lift.get_absolute_url()).text
    ended = clerk.post(page("facility_end", lift), {"on": "2026-11-01", "note": "拆除"})
    assert ended.status_code == 302
    assert not Deadline.objects.for_subject(lift).open().exists()


def test_a_facility_says_where_it_is(clerk, compound, building):
    form = {"kind": "gate", "name": "东门", "condition": "good"}
    assert clerk.post(page("facility_add", compound), form).status_code == 422
    form["place"] = "大庆路一侧"
    assert clerk.post(page("facility_add", compound), form).status_code == 302
    other = BuildingFactory(number="8")
    form = {"kind": "gate", "name": "西门", "condition": "good", "building": other.pk}
    assert clerk.post(page("facility_add", compound), form).status_code == 422


def test_a_change_of_the_day_sets_the_clock_anew(clerk, compound):
    load_calendar()
    gate = CommonFacilityFactory(community=compound)
    day = timezone.localdate() + timedelta(days=30)
    form = {"kind": "gate", "name": gate.name, "place": gate.place, "condition": "faulty"}
    for until in (day, day + timedelta(days=5)):
        sent = {**form, "next_check_on": until.isoformat()}
        assert clerk.post(page("facility_change", gate), sent).status_code == 302
        assert [d.due_on for d in Deadline.objects.for_subject(gate).open()] == [until]
    told = history.of(gate).last().changes
    assert told == {"next_check_on": (day + timedelta(days=5)).isoformat()}


def test_facilities_of_all_compounds_in_reach_are_one_list(clerk, compound):
    gate = CommonFacilityFactory(community=compound, name="东门", condition="faulty")
    far = CommonFacilityFactory(community=CommunityFactory(at="hualong-shenglilu-jinlianhua"))
    second = CommonFacilityFactory(
        community=CommunityFactory(at="hualong-zhongyuanlu-yubei", name="和谐家园"),
        next_check_on=timezone.localdate() - timedelta(days=2),
    )
    listed = reverse("communities:facility_list")
    assert set(clerk.get(listed).context["page"].items) == {gate, second}
    assert clerk.get(listed, {"check": "late"}).context["page"].items == [second]
    assert clerk.get(listed, {"q": "和谐"}).context["page"].items == [second]
    assert clerk.get(listed, {"condition": "faulty"}).context["page"].items == [gate]
    asked = {"community": compound.public_code}
    narrowed = clerk.get(listed, asked)
    assert narrowed.context["page"].items == [gate]
    offered = narrowed.content.decode()
    assert compound.public_code in offered
    assert second.community.public_code not in offered, "the filter offers every compound"
    as_typed = {"community": compound.public_code.lower()}
    assert clerk.get(listed, as_typed).context["page"].items == [gate]
    assert clerk.get(listed, {"community": "nobody"}).context["page"].items == []
    assert clerk.get(far.get_absolute_url()).status_code == 404


def test_photos_hang_on_the_facility(clerk, client_of, clerk_shengli, compound):
    gate = CommonFacilityFactory(community=compound)
    sent = {"photos": upload("门.jpg")}
    assert clerk.post(page("facility_photograph", gate), sent).status_code == 302
    (kept,) = files.of(gate)
    assert kept.purpose == "facility"
    assert processing.process(kept.pk) == FileState.READY
    assert clerk.get(kept.url).status_code == 200
    assert client_of(clerk_shengli).get(kept.url).status_code == 404


def test_clocks_of_facilities_follow_their_compound(compound, worker_jingdong):
    load_calendar()
    gate = CommonFacilityFactory(community=compound)
    until = timezone.localdate() + timedelta(days=30)
    facilities.change(gate, by=worker_jingdong, next_check_on=until)
    Deadline.objects.filter(pk=deadline_of(gate).pk).update(area_path="puyang/elsewhere/")
    assert following.follow_moved_areas() == 1
    assert deadline_of(gate).area_path == compound.area_path
    assert following.follow_moved_areas() == 0


def test_the_street_is_reminded_of_a_check(compound, worker_jingdong, clerk_zhongyuan):
    load_calendar()
    gate = CommonFacilityFactory(community=compound, name="东门")
    entered = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
    facilities.change(gate, by=worker_jingdong, next_check_on=date(2026, 3, 17), now=entered)
    reminders.send_due(datetime(2026, 3, 12, 10, tzinfo=SHANGHAI))
    (told,) = Notification.objects.all()
    assert told.post == clerk_zhongyuan.current_posts[0]
