"""Whatever runs on the clock at a compound lies where the compound lies."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities import actions, following
from puyang_property.core import clock, reminders
from puyang_property.core.models import Deadline
from tests.factories.communities import CommunityFactory, ServiceContractFactory
from tests.factories.dossiers import DossierRequestFactory
from tests.factories.handovers import ExitHandoverFactory
from tests.factories.premises import CommonFacilityFactory
from tests.factories.publication import PublicationFactory
from tests.factories.transfers import LegacyIssueFactory, UtilityTransferFactory

pytestmark = pytest.mark.django_db
YUBEI = "hualong-zhongyuanlu-yubei"
DAY = date(2026, 12, 20)


def clocks_of(community):
    """Start one clock on everything of `community` that can have one."""
    contract = ServiceContractFactory(community=community)
    subjects = [
        contract,
        ExitHandoverFactory(contract=contract),
        LegacyIssueFactory(transfer=UtilityTransferFactory(community=community)),
        DossierRequestFactory(community=community),
        CommonFacilityFactory(community=community),
        PublicationFactory(community=community),
    ]
    return [clock.start_on(each, "asked", DAY) for each in subjects]


def test_the_clocks_follow_a_compound_that_is_placed_elsewhere(community, clerk_zhongyuan, area):
    running, other = clocks_of(community), clocks_of(CommunityFactory(at=YUBEI[:-5] + "jingdong"))
    actions.place(community, by=clerk_zhongyuan, area=area(YUBEI))
    lies = dict(Deadline.objects.values_list("pk", "area_path"))
    assert {lies[each.pk] for each in running} == {area(YUBEI).path}
    assert {lies[each.pk] for each in other} == {other[0].area_path}


def test_the_day_mends_clocks_that_lie_elsewhere_and_reads_no_others(community):
    running = clocks_of(community)
    met = running[0].subject
    clock.meet(met, "asked")
    Deadline.objects.update(area_path="puyang/elsewhere/")
    assert following.follow_moved_areas() == len(running) - 1
    assert not Deadline.objects.open().exclude(area_path=community.area_path).exists()
    with CaptureQueriesContext(connection) as asked:
        assert following.follow_moved_areas() == 0
    assert not any("FOR NO KEY UPDATE" in query["sql"] for query in asked)
    assert len(asked) == 2 + len(following.CLOCKS)


def test_everything_of_the_register_that_falls_due_follows():
    due = {model for model in reminders._shown_with if model._meta.app_label == "communities"}
    assert due == set(following.CLOCKS)
