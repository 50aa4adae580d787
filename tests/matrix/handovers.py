"""Who gets what at the addresses of exit handovers."""

from tests.factories.handovers import ExitHandoverFactory, HandoverItemFactory
from tests.matrix.communities import BOTH, READERS, kept
from tests.matrix.lines import AUDITORS, ELSEWHERE, OFFICERS, admin, staff

STEPS = ("draw_up", "begin", "complete", "refuse", "cancel")
BY_DISTRICT = ("order", "refer")

LINES = [
    *staff("communities:handover_list", yes=READERS),
    *staff(
        *("communities:handover", "communities:handover_paper"),
        yes=READERS - ELSEWHERE,
        hidden=ELSEWHERE,
    ),
    *kept("communities:handover_add", "communities:handover_item_add"),
    *kept("communities:handover_item_settle", "communities:handover_item_withdraw"),
    *kept(*(f"communities:handover_{step}" for step in STEPS)),
    *staff(
        *(f"communities:handover_{step}" for step in BY_DISTRICT),
        methods=BOTH,
        yes=OFFICERS - ELSEWHERE,
        hidden=OFFICERS & ELSEWHERE,
    ),
    *admin("communities.exithandover", view=OFFICERS | AUDITORS),
]


def handover(s):
    """What the company hands over at the end."""
    return ExitHandoverFactory(contract=s.contract)


def handover_item(s):
    """A line of its list."""
    return HandoverItemFactory(handover=s.handover)


MAKERS = {"handover": handover, "handover_item": handover_item}

SAMPLES = {
    "communities:handover_add": lambda s: {"pk": s.contract.pk},
    "communities:handover_item_add": lambda s: {"pk": s.handover.pk},
    "communities:handover_item_settle": lambda s: {"pk": s.handover_item.pk},
    "communities:handover_item_withdraw": lambda s: {"pk": s.handover_item.pk},
    "admin:communities_exithandover": lambda s: s.handover,
    **dict.fromkeys(
        [f"communities:handover_{page}" for page in (*STEPS, *BY_DISTRICT, "paper")],
        lambda s: {"pk": s.handover.pk},
    ),
    "communities:handover": lambda s: {"pk": s.handover.pk},
}
