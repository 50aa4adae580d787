"""Redis may be away or silent: one asker waits a second for it, the next ones do without."""

import time

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

SILENCE = 30  # seconds in which nobody asks again
FAULTS = (RedisError, OperationalError, OSError)
_silent = {"until": 0.0}


class RedisAway(Exception):
    """Redis does not answer, or did not a moment ago; its message names the fault."""


def ask(work):
    """Return `work()`, which asks Redis; raise RedisAway when it fails or failed just now."""
    if time.monotonic() < _silent["until"]:
        raise RedisAway("silent just now")
    try:
        return work()
    except FAULTS as error:
        _silent["until"] = time.monotonic() + SILENCE
        raise RedisAway(type(error).__name__) from error


def ask_again():
    """Forget that Redis was away."""
    _silent["until"] = 0.0
