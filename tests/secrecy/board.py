"""What an office keeps back from the notice board of 京东社区: drafts, mistakes, inner numbers."""

from tests.factories.publication import (
    ContactFactory,
    PublicationFactory,
    PublicNoticeFactory,
)
from tests.secrecy.canaries import What
from tests.secrecy.world import CLERK, JINGDONG

BOARD = "board"


def hang_up(world):
    """Write a draft, take a publication back, enter a number that is not for everybody."""
    world.where[BOARD] = {JINGDONG}
    compound, clerk = world.compounds[JINGDONG], world.people[CLERK]
    world.board = {
        "notice": PublicNoticeFactory(
            community=compound, draft=True, title=_kept(world), text=_kept(world)
        ),
        "publication": PublicationFactory(community=compound, taken_back=clerk, text=_kept(world)),
        "contact": ContactFactory(community=compound, is_public=False, name=_kept(world)),
    }


def _kept(world):
    return world.sing(What.KEPT_BACK, case=BOARD)
