"""Who hears of the dates of a contract."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from communities import contracts
from puyang_property.core import reminders
from puyang_property.core.models import Deadline, Notification
from puyang_property.core.workdays import SHANGHAI
from tests.factories.communities import CommunityFactory, PropertyCompanyFactory


@pytest.fixture
def contract(area, clerk_zhongyuan, officer_hualong, calendar):
    """A contract signed on 2 March 2026, to be filed until the 17th."""
    place = "hualong-zhongyuanlu-jingdong"
    return contracts.conclude(
        by=clerk_zhongyuan,
        community=CommunityFactory(at=place),
        company=PropertyCompanyFactory(at=place),
        signed_on=date(2026, 3, 2),
        now=datetime(2026, 3, 2, 10, tzinfo=SHANGHAI),
    )


def told_on(day):
    """Let the clock tick on that day of March 2026; return the users whose posts are told."""
    before = set(Notification.objects.values_list("pk", flat=True))
    reminders.send_due(datetime(2026, 3, day, 10, tzinfo=SHANGHAI))
    new = Notification.objects.exclude(pk__in=before)
    return {row.post.holdings.get().user for row in new}


def test_the_keeper_of_the_place_is_reminded_and_the_district_supervises(
    contract, clerk_zhongyuan, officer_hualong
):
    assert told_on(12) == {clerk_zhongyuan}
    assert told_on(18) == {clerk_zhongyuan}
    assert told_on(24) == {officer_hualong}


def test_while_nobody_keeps_the_place_the_district_hears_as_well(
    contract, clerk_zhongyuan, officer_hualong
):
    clerk_zhongyuan.holdings.update(to_on=timezone.localdate())
    assert told_on(12) == {clerk_zhongyuan, officer_hualong}


def test_a_place_without_any_office_reminds_nobody(contract, caplog):
    Deadline.objects.update(area_path="elsewhere/")
    assert told_on(12) == set()
    assert "Nobody is named" in caplog.text
