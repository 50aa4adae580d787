"""A believable small Puyang: every room adds its part, in the order of the house."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from puyang_property.core.followers import gathering

_parts = []


@dataclass
class Demo:
    """What the rooms share while they fill the demo.

    today: the Shanghai date that the live part is about; rng: the same for the same day;
    people: user name → User; communities: in the order they were entered; logins: what goes
    into demo-logins.json.
    """

    today: date
    now: datetime
    rng: random.Random
    people: dict = field(default_factory=dict)
    communities: list = field(default_factory=list)
    logins: list = field(default_factory=list)

    @classmethod
    def of(cls, today):
        """Return the empty demo of `today`."""
        now = min(timezone.now(), at(today, 17)) if today == timezone.localdate() else at(today, 17)
        return cls(today=today, now=now, rng=random.Random(f"puyang {today}"))  # noqa: S311

    def ago(self, days, hour=10, minute=0):
        """Return the moment `days` days before today, never in the future of the demo."""
        return min(at(self.today - timedelta(days=days), hour, minute), self.now)


def at(day, hour=10, minute=0):
    """Return the Shanghai moment on `day`."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def register(order, fill):
    """Register `fill(demo)`; rooms register in the order of the house."""
    _parts.append((order, fill))


def fill(demo):
    """Let every room fill its part of `demo`; copies that follow history are counted at the end."""
    with gathering():
        for _order, part in sorted(_parts, key=lambda pair: pair[0]):
            part(demo)
    return demo
