"""Who is told what, in words that name numbers and places and never people."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from disputes import actions, notifications
from disputes.choices import State
from puyang_property.core import clock, ladder, reminders
from puyang_property.core.actors import Actor
from puyang_property.core.models import Deadline, Notification
from puyang_property.core.notifications import occasions
from tests.disputes.living import CITY, CLERK, OFFICER, OTHER_CLERK, told

PEOPLE = ("张三丰", "13800138000", "王芳")


class Notice:
    """What an occasion is rendered for."""

    def __init__(self, subject):
        self.subject = subject


def handling(case):
    return clock.open_for(case).get(kind="handle")


def reminded(deadline, rung):
    (posts,) = notifications.recipients([(deadline, ladder.Rung(rung))])
    return posts


@pytest.mark.parametrize("slug", notifications.OCCASIONS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_words_name_the_number_and_the_place_and_no_person(filed, slug, language):
    occasion = occasions.get(slug)
    dispute = filed().dispute
    with translation.override(language):
        title, body = occasion.title(Notice(dispute)), occasion.body(Notice(dispute))
        category = dispute.category.name
    assert dispute.number in title
    assert dispute.place_name in body
    assert category in body
    assert not any(person in title + body for person in PEOPLE)


@pytest.mark.parametrize("slug", notifications.OCCASIONS)
def test_the_words_are_translated(filed, slug):
    occasion, notice = occasions.get(slug), Notice(filed().dispute)
    said = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said[language] = occasion.title(notice)
    assert said["zh-hans"] != said["en"]


def test_a_notice_leads_to_the_case(filed, clerk_zhongyuan):
    dispute = filed().dispute
    notice = Notification.objects.get(occasion="dispute_filed")
    assert notice.subject == dispute
    assert notice.context == {}


def test_what_comes_from_a_register_is_entered_without_a_notice(filed):
    filed(tell=False)
    assert not Notification.objects.exists()


def test_a_case_without_any_office_tells_nobody(calendar, categories, area, at):
    filed = actions.file(
        by=Actor.resident(),
        channel="online",
        category=categories["lift"],
        area=area("shifanqu"),
        description="电梯停运。",
        now=at(),
    )
    assert filed.dispute.responsible_post is None
    assert not Notification.objects.exists()


def test_early_reminders_go_to_the_office_that_owes(living):
    deadline = handling(living.case(State.IN_PROGRESS))
    for rung in ("early", "late", "due"):
        assert reminded(deadline, rung) == [living.post(CLERK)]


def test_supervision_goes_to_the_next_office_up_as_well(living):
    deadline = handling(living.case(State.IN_PROGRESS))
    posts = reminded(deadline, "supervise")
    assert posts == [living.post(CLERK), living.post(OFFICER)]


def test_the_first_receiver_of_a_referred_case_is_urged_with_the_second(living):
    case = living.case(State.REFERRED)
    deadline = clock.open_for(case).get(kind="take_over")
    early = reminded(deadline, "early")
    urged = reminded(deadline, "urge")
    assert early == [living.post(OTHER_CLERK)]
    assert urged == [living.post(OTHER_CLERK), living.post(CLERK)]


def test_above_a_district_stands_the_city(living, area):
    case = living.case(area=area("hualong-yuecun"))
    living.person(CITY)
    (deadline,) = clock.open_for(case)
    posts = reminded(deadline, "supervise")
    assert posts == [living.post(OFFICER), living.post(CITY)]


def test_a_clause_that_is_late_is_supervised_like_its_case(living):
    case = living.case(State.AGREED)
    clause = case.mediations.get().agreement.clauses.get()
    (deadline,) = clock.open_for(clause)
    posts = reminded(deadline, "supervise")
    assert posts == [living.post(CLERK), living.post(OFFICER)]


def test_while_nobody_holds_the_post_the_next_office_up_hears_of_every_date(living):
    deadline = handling(living.case(State.IN_PROGRESS))
    living.post(CLERK).holdings.update(to_on=timezone.localdate())
    assert reminded(deadline, "early") == [living.post(CLERK), living.post(OFFICER)]


def test_without_a_post_the_office_in_charge_of_the_place_is_reminded(living):
    case = living.case(State.IN_PROGRESS)
    deadline = handling(case)
    deadline.post = deadline.subject.responsible_post = deadline.subject.first_post = None
    assert reminded(deadline, "due") == [living.post(CLERK)]


def test_where_there_is_no_office_at_all_nobody_can_be_reminded(living, area):
    deadline = handling(living.case(State.IN_PROGRESS))
    deadline.post = deadline.subject.responsible_post = deadline.subject.first_post = None
    deadline.subject.area_path = area("shifanqu").path
    assert reminded(deadline, "supervise") == []


def test_twenty_reminders_cost_as_many_queries_as_one(living):
    def cost(number):
        Deadline.objects.update(next_rung_on=None)
        due = Deadline.objects.filter(kind="handle")[:number].values_list("pk", flat=True)
        Deadline.objects.filter(pk__in=list(due)).update(next_rung_on=living.at(day=19).date())
        with transaction.atomic(), CaptureQueriesContext(connection) as queries:
            assert reminders.send_due(living.at(10, day=19)).sent == number
            transaction.set_rollback(True)
        return len(queries)

    for _case in range(5):
        living.case(State.IN_PROGRESS)
    cost(5)
    assert cost(5) == cost(1)


def test_a_reminder_of_the_tick_reaches_the_office_once_however_often_it_ticks(living):
    case = living.case(State.IN_PROGRESS)  # due on Tuesday 24 March; three working days before: 19
    now = living.at(10, day=19)
    for _tick in range(3):
        reminders.send_due(now)
    assert told("deadline_early", case) == {living.post(CLERK)}
    assert Notification.objects.filter(occasion="deadline_early").count() == 1


def test_nothing_is_told_of_a_clock_that_rests_or_was_met(living):
    living.case(State.SUSPENDED)
    living.case(State.CLOSED)
    living.case(State.WITHDRAWN)
    reminders.send_due(living.at(day=30, month=12))
    assert not Notification.objects.filter(occasion__startswith="deadline_").exists()


def test_the_same_step_in_another_round_is_told_again(living):
    case = living.case(State.CLOSED)
    living.take("reopen", case, now=living.at(day=12))
    living.take("reply", case, now=living.at(day=13))
    visits = Notification.objects.filter(occasion="dispute_visit", post=living.post(CLERK))
    assert visits.count() == 2
