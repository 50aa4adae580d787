"""Signs of life of the background processes, kept in Redis."""

import logging
from functools import lru_cache

import redis
from django.conf import settings
from django.utils import timezone

PARTS = ("worker", "beat")
LIFETIME = 15  # seconds; Redis itself forgets an old sign, so no two clocks are compared
TIMEOUT = 1

logger = logging.getLogger(__name__)


@lru_cache
def client(url: str) -> redis.Redis:
    """Return the client for `url`, which gives up after a second and does not retry."""
    return redis.Redis.from_url(
        url, socket_connect_timeout=TIMEOUT, socket_timeout=TIMEOUT, retry=None
    )


def note(part: str) -> None:
    """Leave a sign of life of `part`; a silent Redis must not end the part itself."""
    try:
        client(settings.REDIS_URL).set(key(part), timezone.now().isoformat(), ex=LIFETIME)
    except redis.RedisError as error:
        logger.warning("No sign of life of %s could be left: %s", part, error)


def living() -> set[str]:
    """Return the parts that left a sign lately; raises RedisError when Redis is away."""
    signs = client(settings.REDIS_URL).mget([key(part) for part in PARTS])
    return {part for part, sign in zip(PARTS, signs, strict=True) if sign}


def key(part: str) -> str:
    """Return the name of a part's sign."""
    return f"portal:alive:{part}"
