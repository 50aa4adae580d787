"""Every page of history shows what it does not know: other rooms write events too."""

from datetime import date, datetime

import pytest
from django.utils import timezone, translation

from communities import wording
from communities.handovers import actions as handovers
from communities.handovers import wording as of_handovers
from communities.handovers.choices import Receiver
from communities.premises import wording as of_premises
from communities.publication import wording as of_publication
from communities.transfers import wording as of_transfers
from puyang_property.core import clock, history
from puyang_property.core.actors import CLOCK
from tests.factories.communities import ServiceContractFactory
from tests.factories.core_clock import CalendarDayFactory
from tests.factories.handovers import ExitHandoverFactory
from tests.factories.premises import BuildingFactory
from tests.factories.publication import ContactFactory
from tests.factories.transfers import UtilityTransferFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(community):
    """(a record, the function that tells its history) of every room with such a page."""
    contract = ServiceContractFactory(community=community)
    return [
        (community, wording.timeline),
        (contract, wording.timeline),
        (ExitHandoverFactory(contract=contract), of_handovers.timeline),
        (ContactFactory(community=community), of_publication.timeline),
        (UtilityTransferFactory(community=community), of_transfers.timeline),
        (BuildingFactory(community=community), of_premises.timeline),
    ]


def test_every_timeline_shows_events_that_others_write(records):
    shared = ("date_moved", "file_erased", "named_by_nobody")
    for record, timeline in records:
        for name in shared:
            history.record(record, name, by=CLOCK)
        with translation.override("en"):
            told = [entry["title"] for entry in timeline(record)]
        assert told[:3] == [
            "named_by_nobody",
            "Photo erased",
            "A date moved with the calendar",
        ], type(record)


def test_a_handover_whose_date_moved_with_the_calendar_is_shown(
    client_of, clerk_zhongyuan, concluded
):
    now = datetime(2026, 3, 3, 10, tzinfo=timezone.get_default_timezone())
    handover = handovers.announce(
        concluded(ends_on=date(2026, 3, 2)),
        by=clerk_zhongyuan,
        receiver_kind=Receiver.RESIDENTS,
        receiver="京东社区",
        now=now,
    )
    due = clock.open_for(handover).get(kind="handover_list").due_on
    CalendarDayFactory(day=due, kind="local_closure", name_zh="暴雪")
    assert clock.recompute([due], now=now)
    client = client_of(clerk_zhongyuan)
    for page in ("", "paper/"):
        assert client.get(f"{handover.get_absolute_url()}{page}").status_code == 200
