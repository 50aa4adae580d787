from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from puyang_property.core import housekeeping, throttle
from puyang_property.core.models import ThrottleCount
from tests.factories.core_secrecy import ThrottleCountFactory

NOON = 1_800_000_000  # a round moment: windows of an hour begin with it


@pytest.fixture
def no_redis(monkeypatch, db):
    def away(*args, **kwargs):
        raise ConnectionRefusedError

    for name in ("get", "add", "incr"):
        monkeypatch.setattr(cache, name, away)


def hits(number, **options):
    return [throttle.hit("code", "k", limit=3, window=3600, **options) for _ in range(number)]


@pytest.mark.parametrize("redis", ["there", "away"])
def test_beyond_the_limit_nothing_is_allowed_until_the_window_ends(redis, request, redis_client):
    if redis == "away":
        request.getfixturevalue("no_redis")
    with time_machine.travel(NOON, tick=False):
        assert [verdict.allowed for verdict in hits(5)] == [True, True, True, False, False]
    with time_machine.travel(NOON + 3000, tick=False):
        assert hits(1)[0].retry_after == 600
    with time_machine.travel(NOON + 3601, tick=False):
        assert hits(1)[0].allowed


@pytest.mark.parametrize("redis", ["there", "away"])
def test_looking_counts_nothing(redis, request, redis_client):
    if redis == "away":
        request.getfixturevalue("no_redis")
    with time_machine.travel(NOON, tick=False):
        for _look in range(5):
            assert throttle.peek("code", "k", limit=3, window=3600).allowed
        hits(3)
        assert not throttle.peek("code", "k", limit=3, window=3600).allowed


def test_scopes_and_keys_are_counted_apart(redis_client):
    hits(4)
    assert throttle.hit("code", "other", limit=3, window=3600).allowed
    assert throttle.hit("other", "k", limit=3, window=timedelta(hours=1)).allowed


def test_without_redis_the_database_counts_and_says_so(no_redis, caplog):
    hits(2)
    assert ThrottleCount.objects.get().count == 2
    assert "counts in the database" in caplog.text


def test_a_counter_whose_window_ends_while_it_is_counted_begins_anew(redis_client, monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args, **kwargs: False)  # it is there, then it ends
    assert hits(1)[0].count == 1
    assert hits(1)[0].count == 2


def test_neither_address_nor_number_is_kept(no_redis):
    throttle.hit("address", "10.0.0.1", limit=3, window=3600)
    assert "10.0.0.1" not in str(ThrottleCount.objects.values().get())


def test_the_guard_raises_a_refusal_with_words(redis_client):
    with time_machine.travel(NOON, tick=False):
        for _ in range(3):
            throttle.guard("code", "k", limit=3, window=3600)
        with pytest.raises(throttle.TooMany, match="60") as refusal:
            throttle.guard("code", "k", limit=3, window=3600)
    assert (refusal.value.status, refusal.value.retry_after) == (429, 3600)


def test_counters_that_are_over_are_forgotten(db):
    now = timezone.now()
    over = ThrottleCountFactory(ends_at=now - timedelta(seconds=1))
    running = ThrottleCountFactory()
    assert housekeeping.tidy(now)["throttles"] == 1
    assert list(ThrottleCount.objects.all()) == [running]
    assert over.pk != running.pk


def test_the_database_keeps_one_counter_per_bucket(db):
    row = ThrottleCountFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ThrottleCountFactory(bucket=row.bucket)


@pytest.mark.parametrize(
    ("behind_proxy", "headers", "expected"),
    [
        (False, {}, "10.0.0.9"),
        (False, {"HTTP_X_FORWARDED_FOR": "1.2.3.4"}, "10.0.0.9"),
        (True, {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 1.2.3.4"}, "1.2.3.4"),
        (True, {}, "10.0.0.9"),
        (False, {"REMOTE_ADDR": ""}, "unix"),
    ],
)
def test_only_our_own_proxy_is_believed(rf, settings, behind_proxy, headers, expected):
    settings.BEHIND_PROXY = behind_proxy
    request = rf.get("/", **({"REMOTE_ADDR": "10.0.0.9"} | headers))
    assert throttle.client_address(request) == expected
