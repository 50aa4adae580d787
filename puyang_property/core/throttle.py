"""Count attempts in a window: in Redis, and in the database while Redis is away."""

import logging
import time
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db.models import F
from django.utils.translation import ngettext

from puyang_property.core import patience
from puyang_property.core.models.secrecy import ThrottleCount
from puyang_property.core.refusals import Refused
from puyang_property.core.secrecy.keys import digest

logger = logging.getLogger(__name__)
NO_ADDRESS = "unix"  # asked through a socket of this machine


class Verdict(NamedTuple):
    """Whether one more is within the limit, and after how many seconds the window ends."""

    allowed: bool
    count: int
    retry_after: int


class TooMany(Refused):
    """Too many attempts (429)."""

    status = 429

    def __init__(self, retry_after):
        """Say when it may be tried again."""
        minutes = max(1, -(-retry_after // 60))
        super().__init__(
            ngettext(
                "Too many attempts. Please try again in %d minute.",
                "Too many attempts. Please try again in %d minutes.",
                minutes,
            )
            % minutes
        )
        self.retry_after = retry_after


def hit(scope, key, *, limit, window):
    """Count one attempt by `key`; the verdict tells whether it was within `limit`."""
    return _verdict(scope, key, limit, window, 1)


def peek(scope, key, *, limit, window):
    """Tell whether one more attempt would be within `limit`, counting nothing."""
    verdict = _verdict(scope, key, limit, window, 0)
    return verdict._replace(allowed=verdict.count < limit)


def guard(scope, key, *, limit, window):
    """Count one attempt, and raise TooMany beyond `limit`."""
    verdict = hit(scope, key, limit=limit, window=window)
    if not verdict.allowed:
        raise TooMany(verdict.retry_after)
    return verdict


def client_address(request):
    """Return the address of whoever asks; behind our own proxy, the one that the proxy saw."""
    if settings.BEHIND_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
        if forwarded:
            return forwarded
    return request.META.get("REMOTE_ADDR") or NO_ADDRESS


def forget(now):
    """Delete the database's counters of windows that ended; return how many."""
    return ThrottleCount.objects.filter(ends_at__lt=now).delete()[0]


def _verdict(scope, key, limit, window, step):
    seconds = int(window.total_seconds() if isinstance(window, timedelta) else window)
    moment = time.time()
    ends = (int(moment) // seconds + 1) * seconds
    bucket = digest("throttle", f"{scope}\n{key}\n{ends}")
    try:
        count = patience.ask(lambda: _in_cache(bucket, step, seconds))
    except patience.RedisAway as away:
        logger.warning("Throttle %s counts in the database: %s", scope, away)
        count = _in_database(bucket, step, ends)
    return Verdict(count <= limit, count, max(1, int(ends - moment)))


def _in_cache(bucket, step, seconds):
    name = f"throttle:{bucket}"
    if not step:
        return cache.get(name, 0)
    cache.add(name, 0, timeout=seconds)
    try:
        return cache.incr(name, step)
    except ValueError:  # the window ended between the two commands
        cache.set(name, step, timeout=seconds)
        return step


def _in_database(bucket, step, ends):
    ends_at = datetime.fromtimestamp(ends, UTC)
    row, _made = ThrottleCount.objects.get_or_create(bucket=bucket, defaults={"ends_at": ends_at})
    if step:
        ThrottleCount.objects.filter(pk=row.pk).update(count=F("count") + step)
        row.refresh_from_db(fields=["count"])
    return row.count
