"""The closed year 2017 of the demo: every case filed, handled, visited and closed in time."""

from datetime import date, timedelta

from disputes import actions
from disputes.choices import Channel
from disputes.demo import steps
from disputes.lapsing import lapse_confirmation_windows
from puyang_property.core import demo
from puyang_property.core.models import Notification

CASES = 36
CHANNELS = (Channel.ONLINE, Channel.COUNTER, Channel.HOTLINE, Channel.ONLINE)


def fill(demo_):
    """Close thirty-six cases over the months of 2017; nearly all residents are satisfied."""
    for number in range(CASES):
        community = demo_.communities[number % len(demo_.communities)]
        day = date(2017, 1, 9) + timedelta(days=number * 9)
        channel = CHANNELS[number % len(CHANNELS)]
        _live_through(demo_, community, day, channel, unhappy=number == CASES // 2)
    lapse_confirmation_windows(demo_.now)
    Notification.objects.all().delete()  # read long ago: nobody opens an inbox of 2017


def _live_through(demo_, community, day, channel, *, unhappy):
    filed_at = demo.at(day, 9 + demo_.rng.randrange(8), demo_.rng.randrange(60))
    dispute, reply = steps.file(demo_, community, filed_at, channel=channel)
    accepted = demo.at(day + timedelta(days=1), 9, 30)
    clerk = steps.clerk(demo_, community)
    actions.accept(dispute, by=clerk, now=accepted)
    done = accepted + timedelta(days=demo_.rng.randrange(3, 6))
    if demo_.rng.random() < 0.4 and channel != Channel.HOTLINE:
        mediation = steps.mediate(demo_, dispute, community, accepted)
        steps.hold(demo_, mediation, community, accepted)
        agreement = steps.agree(demo_, dispute, mediation, community, done, 20)
        actions.perform_clause(
            agreement.clauses.get(),
            by=steps.mediator(demo_, community),
            on=(done + timedelta(days=10)).date(),
            proof_note="现场照片与业主签字。",
            now=done + timedelta(days=10),
        )
    dispute = steps.fresh(dispute)
    actions.reply(dispute, by=clerk, text=reply, result="solved", now=done)
    visited = done + timedelta(days=1)
    answers = ("partly", "neutral") if unhappy else ("yes", "yes")
    steps.visit(demo_, dispute, community, visited, solved=answers[0], satisfied=answers[1])
    colleague = steps.clerk(demo_, community, "b")
    actions.close(steps.fresh(dispute), by=colleague, now=visited + timedelta(hours=2))
