"""What happens to one case and when: most have ended, a small share is open, some of it late."""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

YEARS = 5
CHANNELS = {
    "online": 0.42,
    "hotline": 0.33,
    "counter": 0.15,
    "petition": 0.05,
    "inspection": 0.04,
    "npc": 0.006,
    "cppcc": 0.004,
}
REFUSED, WITHDRAWN, REFERRED, MEDIATED, LATE = 0.04, 0.03, 0.02, 0.05, 0.15
REACHED, LEFT_CONTACT = 0.9, 0.7
ANSWERS = (
    ("yes", "yes", 0.72),
    ("yes", "neutral", 0.12),
    ("partly", "neutral", 0.1),
    ("no", "no", 0.06),
)


@dataclass
class Life:
    """The moments of one case; None for what has not happened by now."""

    filed_at: datetime
    state: str = "registered"
    steps: list = field(default_factory=list)  # (name, moment), in order
    moments: dict = field(default_factory=dict)  # name → moment

    @property
    def closed_at(self):
        """Return when it ended, or None."""
        return next(
            (
                self.moments[name]
                for name in ("closed", "refused", "withdrawn")
                if name in self.moments
            ),
            None,
        )


STATES = {
    "filed": "registered",
    "referred": "referred",
    "accepted": "in_progress",
    "refused": "refused",
    "withdrawn": "withdrawn",
    "mediation_started": "in_mediation",
    "mediation_ended": "in_progress",
    "replied": "replied",
    "closed": "closed",
}


def live(rng, filed_at, now):
    """Return the Life of a case filed at `filed_at`, as far as it has come by `now`."""
    life = Life(filed_at)
    moment = filed_at
    for name, days in _plan(rng):
        moment += timedelta(days=days)
        if moment > now:
            break
        life.steps.append((name, moment))
        life.moments[name] = moment
        life.state = STATES.get(name, life.state)
    return life


def _plan(rng):
    """Yield the steps of a life and the days between them."""
    referred = rng.random() < REFERRED
    if referred:
        yield "referred", rng.uniform(0.1, 1.5)
    kind = rng.random()
    if kind < REFUSED and not referred:
        yield "refused", rng.uniform(0.2, 4)
        return
    if kind < REFUSED + WITHDRAWN and not referred:
        yield "withdrawn", rng.uniform(0.2, 10)
        return
    yield "accepted", rng.uniform(0.05, 3)
    if rng.random() < MEDIATED:
        yield "mediation_started", rng.uniform(1, 3)
        yield "mediation_ended", rng.uniform(5, 20)
    late = rng.random() < LATE
    yield "replied", rng.uniform(15, 150) if late else min(math.exp(rng.gauss(1.6, 0.6)), 18)
    yield "visited", rng.uniform(0.3, 4)
    yield "closed", rng.uniform(0.01, 1)


def dossier(filed_at, events):
    """Return the Life of a case that waits for its closing with `events` entries in its history."""
    life = Life(filed_at, state="replied")
    names = ["accepted", *["noted"] * (events - 4), "replied", "visited"]
    for number, name in enumerate(names, 1):
        moment = filed_at + timedelta(hours=3 * number)
        life.steps.append((name, moment))
        life.moments[name] = moment
    return life


def received(index, total, now):
    """Return the moment at which case `index` of `total` is filed: evenly over the years."""
    first = now - timedelta(days=365 * YEARS)
    return first + (now - first) * ((index - 0.5) / total)
