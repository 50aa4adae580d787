"""Somebody leaves and nobody follows: access ends, the cases stay, and the office above hears."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import actions as people
from accounts import leaving
from disputes import handing_over, queues
from disputes.choices import State
from disputes.models import Dispute
from puyang_property.core import clock, reminders
from puyang_property.core.models import InboxItem, Notification
from puyang_property.core.notifications import deliver_due
from puyang_property.core.refusals import Forbidden, Refused
from tests.factories.accounts import PostFactory, PostHoldingFactory

PAGE, QUEUE = "disputes:hand_over", "/desk/disputes/?tab=vacant"
KEY = "0e1b4a5e-6d3f-4a39-9a53-0c9b3d1e7a22"


@pytest.fixture
def leaves(administrator):
    """Let somebody leave the only post, or be switched off."""

    def leave(user, *, how="vacated", on=None):
        if how == "switched off":
            people.change_user(user, by=administrator, is_active=False)
        else:
            people.vacate(user.holdings.get(), by=administrator, on=on)

    return leave


def fresh(user):
    """Return the user with the posts of now."""
    return type(user).objects.get(pk=user.pk)


# ---------------------------------------------------------------- access
@pytest.mark.parametrize("how", ["vacated", "switched off"])
def test_sessions_and_tokens_of_the_leaver_end_and_nobody_elses(
    how, clerk_zhongyuan, clerk_shengli, leaves, client_of, api_client_of
):
    browser, other = client_of(clerk_zhongyuan), client_of(clerk_shengli)
    program, others = api_client_of(clerk_zhongyuan), api_client_of(clerk_shengli)
    leaves(clerk_zhongyuan, how=how)
    assert browser.get("/desk/").status_code == 302
    assert program.get("/api/v1/disputes/").status_code == 401
    assert other.get("/desk/").status_code == 200
    assert others.get("/api/v1/disputes/").status_code == 200


def test_whoever_keeps_another_post_stays_logged_in(
    clerk_zhongyuan, area, administrator, client_of
):
    browser, first = client_of(clerk_zhongyuan), clerk_zhongyuan.holdings.get()
    post = PostFactory(role="mediator", area=area("hualong"))
    PostHoldingFactory(user=clerk_zhongyuan, post=post)
    people.vacate(first, by=administrator)
    assert browser.get("/desk/").status_code == 200


def test_who_leaves_on_a_day_to_come_works_until_then(clerk_zhongyuan, leaves, client_of):
    browser, today = client_of(clerk_zhongyuan), timezone.now()
    leaves(clerk_zhongyuan, on=timezone.localdate() + timedelta(days=3))
    leaving.end_access_of_leavers(today)
    assert browser.get("/desk/").status_code == 200
    leaving.end_access_of_leavers(today + timedelta(days=3))
    assert browser.get("/desk/").status_code == 302


# ---------------------------------------------------------------- cases
@pytest.mark.parametrize("how", ["vacated", "switched off"])
def test_the_cases_stand_in_the_list_of_vacant_posts_and_keep_their_clocks(
    how, living, leaves, officer_hualong, client_of
):
    case = living.case(State.IN_PROGRESS)
    owed = list(clock.open_for(case).values_list("kind", "due_on"))
    leaves(living.person("clerk_zhongyuan"), how=how)
    rows = Dispute.objects.visible_to(officer_hualong)
    assert case in queues.BY_SLUG["vacant"].of(rows, officer_hualong)
    shown = client_of(officer_hualong).get(QUEUE)
    assert case.number in shown.content.decode()
    assert reverse(PAGE) in shown.content.decode()
    assert list(clock.open_for(case).values_list("kind", "due_on")) == owed


def test_every_reminder_reaches_the_office_above_and_waits_for_a_successor(
    living, leaves, officer_hualong, cast, administrator
):
    case = living.case(State.IN_PROGRESS)
    post = living.post("clerk_zhongyuan")
    leaves(living.person("clerk_zhongyuan"), on=date(2026, 3, 6))
    due = clock.open_for(case).get(kind="handle").due_on
    early = living.at(day=due.day, month=due.month)
    Notification.objects.all().delete()
    reminders.send_due(early)
    deliver_due(early)
    assert InboxItem.objects.of(officer_hualong).count() == 1
    successor = cast("successor")
    people.appoint(post, successor, by=administrator, on=due)
    deliver_due(early)
    assert InboxItem.objects.of(successor).count() == 1


# ---------------------------------------------------------------- the handover
def test_one_page_gives_all_cases_of_a_leaver_to_somebody(
    living, leaves, officer_hualong, cast, client_of
):
    cases = [living.case(State.IN_PROGRESS), living.case(), living.case(State.IN_MEDIATION)]
    mine = cast("colleague", "street_clerk", "hualong-shenglilu")
    leaves(living.person("clerk_zhongyuan"))
    browser = client_of(officer_hualong)
    form = browser.get(reverse(PAGE)).context["form"]
    assert set(form.fields["cases"].queryset) == set(cases)
    sent = {"once_key": KEY, "cases": [case.pk for case in cases]}
    refused = browser.post(reverse(PAGE), {**sent, "handler": mine.pk})
    assert refused.status_code == 409  # 胜利路 handles nothing of 中原路
    for _press in range(2):
        done = browser.post(reverse(PAGE), {**sent, "handler": officer_hualong.pk})
        assert (done.status_code, done["Location"]) == (302, reverse(PAGE))
    assert set(Dispute.objects.filter(handler=officer_hualong)) == set(cases)
    assert not handing_over.left_behind(officer_hualong).exists()


def test_cases_with_somebody_there_are_not_offered(living, officer_hualong, client_of):
    living.case(State.IN_PROGRESS)
    form = client_of(officer_hualong).get(reverse(PAGE)).context["form"]
    assert not form.fields["cases"].queryset


def test_a_handover_is_all_or_nothing_and_only_for_who_may_assign(
    living, leaves, officer_hualong, clerk_shengli, worker_jingdong
):
    cases = [living.case(State.IN_PROGRESS), living.case()]
    leaves(living.person("clerk_zhongyuan"))
    with pytest.raises(Refused, match=cases[0].number):
        handing_over.hand_over(cases, clerk_shengli, by=officer_hualong)
    with pytest.raises(Forbidden):
        handing_over.hand_over(cases, officer_hualong, by=worker_jingdong)
    assert not Dispute.objects.filter(handler=officer_hualong).exists()
