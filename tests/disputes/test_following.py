"""Cases follow a compound that was merged into another entry of the register."""

from communities import actions as register
from disputes import actions
from disputes.models import Dispute
from puyang_property.core import history
from tests.factories.communities import CommunityFactory


def test_open_cases_move_and_ended_ones_keep_the_compound_of_their_day(
    filed, area, clerk_zhongyuan, officer_hualong
):
    place = area("hualong-zhongyuanlu-jingdong")
    old, new = CommunityFactory(area=place), CommunityFactory(area=place)
    moving = filed(community=old, area=None).dispute
    ended = filed(community=old, area=None).dispute
    actions.withdraw(ended, by=clerk_zhongyuan)

    register.merge(old, into=new, by=officer_hualong)

    assert Dispute.objects.get(pk=moving.pk).community == new
    assert Dispute.objects.get(pk=ended.pk).community == old
    assert history.of(moving).last().name == "compound_merged"
