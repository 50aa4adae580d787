"""GET /healthz/ is honest about every part."""

import threading

import pytest
import redis
from django.db import OperationalError
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test import override_settings
from kombu.exceptions import OperationalError as BrokerError

from puyang_property.celery import BeatingScheduler, app, worker_lives
from puyang_property.core import health, heartbeats

PARTS = ("database", "redis", "worker", "beat")


@pytest.fixture
def everything_lives(transactional_db, redis_client):
    heartbeats.note("worker")
    heartbeats.note("beat")


def ask(client):
    response = client.get("/healthz/")
    return response.status_code, response.json()


def test_everything_lives(client, everything_lives):
    assert ask(client) == (200, dict.fromkeys(("status", *PARTS), "ok"))


@pytest.mark.parametrize("part", ["worker", "beat"])
def test_a_silent_part_is_named(client, everything_lives, redis_client, part):
    redis_client.delete(heartbeats.key(part))
    expected = dict.fromkeys(PARTS, "ok") | {"status": "fail", part: "fail"}
    assert ask(client) == (503, expected)


def test_a_sign_of_life_is_forgotten_by_itself(everything_lives, redis_client):
    assert 0 < redis_client.ttl(heartbeats.key("worker")) <= heartbeats.LIFETIME


def test_without_redis_nothing_that_needs_it_counts_as_living(client, everything_lives):
    with override_settings(REDIS_URL="unix:///nowhere/redis?db=0"):
        status, parts = ask(client)
    assert status == 503
    assert parts == dict.fromkeys(("status", "redis", "worker", "beat"), "fail") | {
        "database": "ok"
    }


def test_without_a_database_it_says_so(client, everything_lives, monkeypatch):
    def refuse(*args, **kwargs):
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(DatabaseWrapper, "connect", refuse)
        status, parts = ask(client)
    assert (status, parts["database"], parts["redis"]) == (503, "fail", "ok")


def test_a_reader_who_is_logged_in_costs_no_question_to_the_database(
    client_of, officer_city, everything_lives, django_assert_num_queries
):
    """Session and user lie in the database: when it is away, asking for them would be a 500."""
    client = client_of(officer_city)
    with django_assert_num_queries(0):
        assert client.get("/healthz/").status_code == 200


def test_a_hanging_database_fails_instead_of_hanging_the_answer(monkeypatch):
    monkeypatch.setattr(health, "TIMEOUT", 0.01)
    monkeypatch.setattr(health, "_ask_database", lambda answers: health._asking.release())
    assert health.database() == "fail"


def test_it_is_public_and_never_kept(client, everything_lives):
    response = client.get("/healthz/")
    assert "no-store" in response["Cache-Control"]
    assert "Set-Cookie" not in response
    assert client.post("/healthz/").status_code == 405


def test_the_worker_leaves_its_sign_with_each_heartbeat(redis_client):
    worker_lives()
    assert heartbeats.living() == {"worker"}


def test_beat_leaves_its_sign_with_each_tick(redis_client, tmp_path):
    scheduler = BeatingScheduler(app=app, schedule_filename=str(tmp_path / "schedule"), lazy=True)
    scheduler.setup_schedule()
    scheduler.schedule.clear()
    scheduler.tick()
    scheduler.close()
    assert heartbeats.living() == {"beat"}


def test_a_part_goes_on_when_its_sign_cannot_be_left(caplog):
    with override_settings(REDIS_URL="unix:///nowhere/redis?db=0"):
        heartbeats.note("worker")
        with pytest.raises(redis.RedisError):
            heartbeats.living()
    assert "No sign of life of worker" in caplog.text


def test_handing_work_over_without_redis_raises_at_once():
    url = "redis+socket:///nowhere/redis?virtual_host=0"
    with app.connection_for_write(url) as broker, pytest.raises(BrokerError):
        app.send_task("nothing", connection=broker)


def test_the_timetable_names_tasks_that_exist():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_while_questions_to_the_database_hang_no_further_one_is_asked(monkeypatch):
    asked = []
    monkeypatch.setattr(health, "_ask_database", asked.append)
    monkeypatch.setattr(health, "_asking", threading.BoundedSemaphore(1))
    health._asking.acquire()
    assert health.database() == "fail"
    assert asked == []
