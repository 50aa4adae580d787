"""GET /healthz/: does every part of the portal live?"""

import queue
import threading

import redis
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.http import JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from puyang_property.core import heartbeats

OK, FAIL = "ok", "fail"
TIMEOUT = 1  # seconds
_asking = threading.Semaphore(4)  # questions to a hanging database must not pile up


@require_safe
@never_cache
@login_not_required
@transaction.non_atomic_requests
def view(request):
    """Answer 200 when every part lives, else 503 naming what fails."""
    parts = {"database": database(), **redis_and_company()}
    status = OK if set(parts.values()) == {OK} else FAIL
    return JsonResponse({"status": status} | parts, status=200 if status == OK else 503)


class HealthMiddleware:
    """Answer before session and user are read: both need the database that is asked about."""

    def __init__(self, get_response):
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request):
        """Answer the question about health, pass everything else on."""
        asked = request.path_info == reverse("health")
        return view(request) if asked else self.get_response(request)


def database() -> str:
    """Ask the database on a connection of its own; a hanging one costs a second and no more."""
    answers = queue.SimpleQueue()
    if not _asking.acquire(blocking=False):
        return FAIL
    threading.Thread(target=_ask_database, args=[answers], daemon=True).start()
    try:
        return answers.get(timeout=TIMEOUT)
    except queue.Empty:
        return FAIL


def _ask_database(answers) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        answers.put(OK)
    except (DatabaseError, InterfaceError):
        answers.put(FAIL)
    finally:
        connection.close()
        _asking.release()


def redis_and_company() -> dict[str, str]:
    """Ask Redis for itself and for the signs of life of worker and beat."""
    try:
        living = heartbeats.living()
    except redis.RedisError:
        return dict.fromkeys(("redis", *heartbeats.PARTS), FAIL)
    return {"redis": OK} | {part: OK if part in living else FAIL for part in heartbeats.PARTS}
