"""What utility transfers show on the page of their compound."""

from communities.choices import Kind
from communities.transfers import board
from communities.transfers.workflow import CARRY


def transfers_of(request, community):
    """Return the four items of a state-enterprise compound, nothing for another one."""
    community.current_transfers = list(community.transfers.current().marked())
    if community.kind != Kind.SOE and not community.current_transfers:
        return None
    (line,) = board.lines([community])
    return "communities/panels/transfers.html", {
        "items": list(zip(board.ITEMS, line.transfers, strict=True)),
        "community": community,
        "may_open": community.kind == Kind.SOE and request.user.has_perm(CARRY, community),
    }
