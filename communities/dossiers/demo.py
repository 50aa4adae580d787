"""The dossiers of the demo: some whole, some begun, some asked for."""

from datetime import timedelta

from accounts.models import Post
from communities.dossiers import actions, counting, items
from communities.dossiers.choices import Answer
from communities.offices import KEEPERS
from puyang_property.core import demo
from puyang_property.core.actors import CLOCK

SHARES = (1.0, 0.7, 0.45, 0.2, 0.0)  # of the papers that a compound has


def fill(demo_):
    """Record papers for every compound of the demo, some more, some fewer."""
    for number, community in enumerate(demo_.communities):
        community.refresh_from_db()
        _record(demo_, community, SHARES[number % len(SHARES)])
        if number % 3 == 0:
            _ask_for_one(demo_, community)


def _record(demo_, community, share):
    by_hand = [item for item in items.of(community.kind) if not item.fact]
    for place, item in enumerate(by_hand):
        on = demo_.today - timedelta(days=900 - 37 * place)
        told = {"by": CLOCK, "now": demo.at(on + timedelta(days=9))}
        if place < round(share * len(by_hand)):
            actions.record(community, item=item.key, on=on, note=f"档案柜{place + 1}号盒", **told)
        elif item.key == "wishes_survey" and share == 0.0:
            actions.record(
                community,
                item=item.key,
                answer=Answer.NOT_APPLICABLE,
                note="单栋建筑，已整体改造完毕",
                **told,
            )


def _ask_for_one(demo_, community):
    missing = counting.assessments([community])[community.pk].missing
    if not missing:
        return
    path = community.area_path
    above = ["/".join(path.split("/")[:end]) + "/" for end in range(1, path.count("/") + 1)]
    office = Post.objects.filter(role__in=KEEPERS, area__path__in=above).order_by("-area__path")
    actions.ask_for(
        community,
        item=missing[0],
        until=demo_.today + timedelta(days=21),
        responsible=office.first(),
        note="已书面通知",
        by=CLOCK,
        now=demo_.ago(3),
    )


def register():
    """Enter this part, after compounds, contracts and transfers."""
    demo.register(27, fill)
