"""A street goes to another district while its cases are open: somebody stays responsible."""

from datetime import date

import pytest
from django.urls import reverse

from accounts import boundaries
from accounts.loading import load_areas, read_areas
from accounts.models import Area, AreaChange, Post
from disputes import actions, routing
from disputes.choices import State
from disputes.models import Dispute
from puyang_property.core import clock, history, reminders
from puyang_property.core.actors import CLOCK
from puyang_property.core.models import Notification
from puyang_property.core.refusals import Forbidden, Refused
from tests.factories.communities import CommunityFactory

STREET = "hualong-zhongyuanlu"


@pytest.fixture
def officer_zone(cast):
    return cast("officer_zone", "district_officer", "jingkaiqu", display_name="马开发")


@pytest.fixture
def moved(living, area, administrator, officer_zone):
    """The street, now of the development zone; its cases were filed before."""

    def move(**more):
        given = {"by": administrator, "on": date(2026, 3, 6), **more}
        return boundaries.change_boundary(area(STREET), area("jingkaiqu"), **given)

    return move


def sees(user, case):
    return Dispute.objects.visible_to(user).filter(pk=case.pk).exists()


def test_the_office_that_moved_keeps_seeing_and_handling_its_cases(living, moved, worker_jingdong):
    case, clerk = living.case(State.IN_PROGRESS), living.person("clerk_zhongyuan")
    moved()
    case, clerk = Dispute.objects.get(pk=case.pk), fresh(clerk)
    assert sees(clerk, case)
    assert case.responsible_post == living.post("clerk_zhongyuan")
    actions.reply(case, by=clerk, text="已修好。", result="solved", now=living.at(day=9))
    assert sees(fresh(worker_jingdong), case)


def test_the_old_district_keeps_the_case_in_its_figures_and_the_new_one_supervises(
    living, moved, officer_hualong, officer_zone, officer_puyangxian
):
    case = living.case(State.IN_PROGRESS)
    filed_at = case.area_path
    moved()
    case = Dispute.objects.get(pk=case.pk)
    assert case.area_path == filed_at
    assert case.area.path.startswith("puyang/jingkaiqu/")
    assert sees(officer_hualong, case)
    assert sees(officer_zone, case)
    assert not sees(officer_puyangxian, case)
    assert routing.supervisor(case) == officer_zone.current_posts[0]
    assert officer_zone.has_perm("disputes.approve_extension_dispute", case)


def test_reminders_reach_the_office_and_at_supervision_the_new_district(
    living, moved, officer_zone
):
    case = living.case(State.IN_PROGRESS)
    deadline = clock.open_for(case).first()
    moved()
    reminders.send_due(living.at(day=21, month=12))
    told = Notification.objects.filter(subject_id=case.pk, occasion__startswith="deadline")
    posts = {row.post for row in told}
    assert posts == {living.post("clerk_zhongyuan"), officer_zone.current_posts[0]}
    deadline.refresh_from_db()
    assert deadline.area_path.startswith("puyang/jingkaiqu/")


def test_what_the_old_district_handles_stays_with_it_until_it_refers_it(
    living, moved, officer_hualong, officer_zone
):
    case = living.case()
    clerk, district = living.person("clerk_zhongyuan"), officer_hualong.current_posts[0]
    actions.refer(case, by=clerk, to_post=district, reason="区里处理。", now=living.at(day=3))
    moved()
    case = Dispute.objects.get(pk=case.pk)
    assert (case.responsible_post, case.referred_path) == (district, "")
    assert not sees(officer_zone, case)
    street = Post.objects.get(pk=living.post("clerk_zhongyuan").pk)
    actions.accept(case, by=fresh(officer_hualong), now=living.at(day=9))
    actions.refer(case, by=fresh(officer_hualong), to_post=street, reason="还给街道。")
    assert sees(fresh(clerk), case)
    assert sees(fresh(officer_zone), case)


def test_a_case_sent_back_to_an_office_that_moved_is_seen_there(living, moved):
    case = living.case(State.REFERRED)
    moved()
    case = Dispute.objects.get(pk=case.pk)
    actions.send_back(case, by=living.person("clerk_shengli"), reason="不在本街道。")
    assert case.responsible_post == living.post("clerk_zhongyuan")
    assert sees(fresh(living.person("clerk_zhongyuan")), case)


def test_a_closed_case_is_still_seen_by_the_office_that_handled_it(living, moved):
    case = living.case(State.CLOSED)
    moved()
    assert sees(fresh(living.person("clerk_zhongyuan")), case)
    assert not history.of(case).filter(name="boundary_changed").exists()


def test_a_change_that_is_taken_back_leaves_no_trace_on_where_a_case_is_seen(
    living, moved, area, administrator, officer_zone
):
    case = living.case(State.IN_PROGRESS)
    moved()
    street = Area.objects.get(key=STREET)
    boundaries.change_boundary(street, area("hualong"), by=administrator, on=date(2026, 3, 9))
    case = Dispute.objects.get(pk=case.pk)
    assert (case.referred_path, case.area_path) == ("", case.area.path)
    assert not sees(officer_zone, case)
    assert set(clock.open_for(case).values_list("area_path", flat=True)) == {case.area_path}
    assert history.of(case).filter(name="boundary_changed").count() == 2


def test_the_list_of_areas_moves_cases_and_compounds_as_the_page_does(
    living, area, officer_zone, tmp_path
):
    case, compound = living.case(), CommunityFactory(area=area(f"{STREET}-jingdong"))
    rows = read_areas(keys=[STREET + "-jingdong", "jingkaiqu"])
    rows = [{**r, "parent": "jingkaiqu"} if r["key"] == STREET else r for r in rows]
    load_areas(rows, on=date(2026, 3, 6))
    assert sees(officer_zone, Dispute.objects.get(pk=case.pk))
    compound.refresh_from_db()
    assert compound.area_path.startswith("puyang/jingkaiqu/")


# ---------------------------------------------------------------- what is refused
def test_nobody_moves_what_lies_in_the_areas_of_others(
    area, administrator_hualong, officer_city, clerk_zhongyuan
):
    for who in (administrator_hualong, officer_city, clerk_zhongyuan):
        with pytest.raises(Forbidden):
            boundaries.change_boundary(area(STREET), area("jingkaiqu"), by=who)
    assert not AreaChange.objects.exists()


@pytest.mark.parametrize(
    ("key", "parent", "on", "field"),
    [
        (STREET, "hualong", None, "parent"),
        (STREET, "hualong-shenglilu", None, "parent"),
        ("puyang", "hualong", None, "parent"),
        (STREET, "jingkaiqu", date(2999, 1, 1), "on"),
    ],
    ids=["where it stands", "the wrong level", "the city", "a day to come"],
)
def test_a_change_that_cannot_be_is_refused_in_words(area, administrator, key, parent, on, field):
    with pytest.raises(Refused) as refusal:
        boundaries.change_boundary(area(key), area(parent), by=administrator, on=on)
    assert refusal.value.field == field


def test_a_change_is_not_entered_before_one_that_is_known(area, moved, administrator):
    moved()
    street = Area.objects.get(key=STREET)
    with pytest.raises(Refused, match="."):
        boundaries.change_boundary(street, area("hualong"), by=administrator, on=date(2026, 3, 1))


# ---------------------------------------------------------------- the page
@pytest.fixture
def address(area):
    return reverse("accounts:boundary", args=[STREET])


def test_the_page_shows_the_open_cases_and_their_offices_before_anything_is_saved(
    living, address, administrator, client_of
):
    case = living.case(State.IN_PROGRESS)
    choice = {"parent": "jingkaiqu", "on": "2026-03-06", "note": "濮政文〔2026〕6号"}
    browser = client_of(administrator)
    assert case.number not in browser.get(address).content.decode()
    shown = browser.get(address, choice).content.decode()
    assert case.number in shown
    assert case.get_absolute_url() not in shown  # who keeps accounts opens no case
    assert str(living.post("clerk_zhongyuan")) in shown
    assert not AreaChange.objects.exists()
    done = browser.post(address, {**choice, "once_key": "0e1b4a5e-6d3f-4a39-9a53-0c9b3d1e7a11"})
    assert done.status_code == 302
    assert AreaChange.objects.get().to_parent.key == "jingkaiqu"
    event = history.of(Area.objects.get(key=STREET)).get(name="moved")
    assert (event.user, event.note_row.text) == (administrator, choice["note"])


def test_an_area_without_open_cases_shows_that_none_is_concerned(address, administrator, client_of):
    choice = {"parent": "jingkaiqu", "on": "2026-03-06", "note": "濮政文〔2026〕6号"}
    shown = client_of(administrator).get(address, choice)
    [panel] = [c for c in shown.context if "offices" in c]
    assert panel["offices"] == []


def test_the_admin_leads_to_the_page(area, address, administrator, auditor, client_of):
    row = reverse("admin:accounts_area_change", args=[area(STREET).pk])
    assert address in client_of(administrator).get(row).content.decode()
    assert address not in client_of(auditor).get(row).content.decode()


def test_the_command_line_moves_as_the_clock(area):
    boundaries.change_boundary(area(STREET), area("jingkaiqu"), by=CLOCK)
    assert AreaChange.objects.count() == 1


def fresh(user):
    """Return the user with the posts of now."""
    return type(user).objects.get(pk=user.pk)
