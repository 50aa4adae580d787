"""Published information: recorded, outdated, taken back; the gaps, and the clock of each group."""

from datetime import date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from accounts.models import Area
from communities import actions as register
from communities import following
from communities.models import Publication
from communities.publication import gaps, recording
from communities.publication.choices import Group, Standing
from puyang_property.core import history, reminders, rulebook
from puyang_property.core.models import Deadline, Notification, RuleSetting
from puyang_property.core.refusals import Forbidden, Refused
from puyang_property.core.workdays import SHANGHAI
from tests.factories.communities import CommunityFactory
from tests.factories.publication import (
    ContactFactory,
    PublicationFactory,
    PublicNoticeFactory,
)

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"
PROVIDER = Group.PROVIDER
NOW = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)
SHOWN = {"site": "小区大门公示栏", "text": "物业企业和投诉电话已公布。"}


@pytest.fixture(autouse=True)
def english():
    """Read refusals in the language of the code."""
    with override("en"):
        yield


@pytest.fixture
def compound(area, calendar):
    return CommunityFactory(at=JINGDONG)


@pytest.fixture
def record(compound, clerk_zhongyuan):
    """Record a publication of the compound: record(date(2026, 3, 2))."""

    def publish(on, group=PROVIDER, **more):
        given = {"by": clerk_zhongyuan, "community": compound, "now": NOW, **SHOWN, **more}
        return recording.record(group=group, published_on=on, **given)

    return publish


def running():
    return {deadline.subject: deadline for deadline in Deadline.objects.open()}


# ------------------------------------------------------------------ recording
def test_a_publication_counts_for_a_year_by_the_setting_that_no_law_fixes(record):
    row = record(date(2026, 3, 2))
    assert row.valid_until == date(2027, 3, 2)
    assert rulebook.spec("publication.provider").needs_legal_office
    (event,) = history.of(row)
    assert (event.name, event.changes["valid_until"]) == ("recorded", "2027-03-02")


def test_the_office_sets_how_long_each_group_counts(record):
    RuleSetting.objects.create(code="publication.accounts", length=3, reason="季度公示")
    assert record(date(2026, 3, 2), Group.ACCOUNTS).valid_until == date(2026, 6, 2)
    assert record(date(2026, 3, 2), Group.PARKING).valid_until == date(2027, 3, 2)


def test_a_publication_may_say_itself_how_long_it_counts(record):
    row = record(date(2026, 3, 2), Group.CONTRACT, valid_until=date(2028, 12, 31))
    assert row.valid_until == date(2028, 12, 31)
    assert running()[row].due_on == date(2028, 12, 31)
    with pytest.raises(ValidationError) as refused:
        record(date(2026, 3, 2), Group.CONTRACT, valid_until=date(2199, 12, 31))
    assert set(refused.value.message_dict) == {"valid_until"}


def test_what_is_still_to_come_or_says_nothing_is_refused(record):
    with pytest.raises(ValidationError, match="still to come"):
        record(date(2026, 3, 3))
    with pytest.raises(ValidationError, match="what was published"):
        record(date(2026, 3, 2), text=" ")
    with pytest.raises(ValidationError, match="period"):
        record(date(2026, 3, 2), period_from=date(2026, 2, 1), period_to=date(2026, 1, 1))
    assert not Publication.objects.exists()


def test_another_street_and_a_merged_entry_are_refused(record, compound, clerk_shengli):
    with pytest.raises(Forbidden):
        record(date(2026, 3, 2), by=clerk_shengli)
    compound.is_published, compound.merged_into = False, CommunityFactory(at=JINGDONG)
    compound.save()
    with pytest.raises(Refused):
        record(date(2026, 3, 2))


@pytest.mark.parametrize(
    "wrong",
    [
        {"group": "weather"},
        {"valid_until": date(2026, 3, 1)},
        {"period_from": date(2026, 2, 1), "period_to": date(2026, 1, 1)},
        {"withdrawn_at": NOW},
    ],
    ids=str,
)
def test_the_database_refuses_what_cannot_be(compound, wrong):
    row = PublicationFactory(community=compound)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(**wrong)


# ------------------------------------------------------------------ gaps
@pytest.mark.parametrize(
    ("until", "standing"),
    [
        ([], Standing.NEVER),
        ([date(2026, 11, 22)], Standing.OUTDATED),
        ([date(2026, 11, 23)], Standing.CURRENT),
        ([date(2026, 11, 22), date(2027, 1, 1)], Standing.CURRENT),
        ([date(2026, 1, 1), date(2026, 2, 1)], Standing.OUTDATED),
    ],
)
def test_a_group_was_never_published_or_is_outdated_or_current(compound, until, standing):
    for day in until:
        PublicationFactory(community=compound, published_on=date(2025, 1, 1), valid_until=day)
    (cell, *others) = gaps.of(compound, on=date(2026, 11, 23))
    assert (cell.group, cell.standing) == (PROVIDER, standing)
    assert {other.standing for other in others} == {Standing.NEVER}


def test_a_group_turns_outdated_at_midnight_in_puyang(compound):
    PublicationFactory(
        community=compound, published_on=date(2025, 1, 1), valid_until=date(2026, 11, 23)
    )
    with time_machine.travel("2026-11-23T15:59:00+00:00", tick=False):
        assert gaps.of(compound)[0].standing == Standing.CURRENT
    with time_machine.travel("2026-11-23T16:01:00+00:00", tick=False):
        assert gaps.of(compound)[0].standing == Standing.OUTDATED


# ------------------------------------------------------------------ the clock
def test_the_clock_of_a_group_runs_on_its_newest_publication_only(record):
    first = record(date(2025, 3, 3))
    assert running()[first].due_on == first.valid_until
    second = record(date(2026, 3, 2))
    assert set(running()) == {second}
    record(date(2024, 5, 1))  # entered late: it renews nothing
    assert set(running()) == {second}
    other = record(date(2026, 3, 2), Group.PARKING)
    assert set(running()) == {second, other}


def test_taken_back_it_no_longer_counts_and_the_one_before_does(record, clerk_zhongyuan):
    first, second = record(date(2025, 3, 3)), record(date(2026, 3, 2))
    with pytest.raises(ValidationError):
        recording.withdraw(second, by=clerk_zhongyuan, note=" ")
    recording.withdraw(second, by=clerk_zhongyuan, note="拍错了小区", now=NOW)
    assert set(running()) == {first}
    assert gaps.of(first.community, on=date(2026, 12, 1))[0].newest == first
    with pytest.raises(Refused):
        recording.withdraw(second, by=clerk_zhongyuan, note="再一次")
    assert [event.name for event in history.of(second)] == ["recorded", "withdrawn"]


def test_the_street_is_reminded_once_when_a_group_goes_out_of_date(
    record, clerk_zhongyuan, officer_hualong
):
    record(date(2025, 11, 20))  # counts until Friday 20 November 2026
    told = {}
    for day in (10, 17, 23, 23, 27):
        before = set(Notification.objects.values_list("pk", flat=True))
        reminders.send_due(datetime(2026, 11, day, 10, tzinfo=SHANGHAI))
        new = Notification.objects.exclude(pk__in=before)
        told[day] = [row.post.holdings.get().user for row in new]
    assert told == {10: [], 17: [clerk_zhongyuan], 23: [], 27: [officer_hualong]}


def test_everything_follows_a_compound_into_the_entry_that_stays(
    record, compound, clerk_zhongyuan, officer_hualong
):
    theirs = record(date(2026, 3, 2))
    into = CommunityFactory(at="hualong-zhongyuanlu-yubei")
    own = record(date(2025, 6, 2), community=into)
    register.merge(compound, into=into, by=clerk_zhongyuan)
    theirs.refresh_from_db()
    assert theirs.community == into
    assert set(running()) == {theirs}
    assert running()[theirs].area_path == into.area_path
    assert own in into.publications.all()
    assert history.of(theirs).last().name == "moved"


@pytest.mark.parametrize("factory", [PublicationFactory, PublicNoticeFactory, ContactFactory])
def test_an_entry_is_not_taken_back_while_something_public_stands_at_it(
    compound, clerk_zhongyuan, factory
):
    factory(community=compound)
    with pytest.raises(Refused, match="published information"):
        register.withdraw(compound, by=clerk_zhongyuan)


def test_what_no_longer_stands_does_not_keep_an_entry(compound, clerk_zhongyuan):
    PublicationFactory(community=compound, taken_back=clerk_zhongyuan)
    PublicNoticeFactory(community=compound, withdrawn=True)
    ContactFactory(community=compound, to_on=date(2026, 1, 2))
    register.withdraw(compound, by=clerk_zhongyuan)
    assert compound.withdrawn_at


def test_the_clocks_follow_a_compound_to_another_place(record, compound):
    row = record(date(2026, 3, 2))
    assert following.follow_clocks() == 0
    moved = Area.objects.get(key="hualong-zhongyuanlu-yubei").path
    type(compound).objects.filter(pk=compound.pk).update(area_path=moved)
    assert following.follow_clocks() == 1
    assert running()[row].area_path == moved
