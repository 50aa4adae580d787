"""Worker, Redis and PostgreSQL are killed at random moments of a sweep: nothing lost or doubled."""

import os
import random
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from puyang_property.core import clock, notifications
from puyang_property.core.models import (
    DeadlineReminder,
    Delivery,
    DeliveryState,
    InboxItem,
    Notification,
)
from tests.factories.accounts import PostFactory, PostHoldingFactory, UserFactory
from tests.faults.post_office import accepted
from tests.faults.street import open_office
from tests.faults.waiting import wait_until

pytestmark = pytest.mark.slow_services
VICTIMS = ["worker"] * 7 + ["valkey"] * 7 + ["postgres"] * 6
AT_ONCE = 4  # deadlines that fall due before each blow


@pytest.fixture
def office(portal):
    """A post with one holder who has an e-mail, on a day and at an hour at which offices work."""
    open_office()
    holder = UserFactory(email="clerk@example.org")
    return PostHoldingFactory(user=holder, post=PostFactory()).post


def owe(post, numbers):
    """Let deadlines of `post` end today."""
    for number in numbers:
        clock.start_on(post.area, f"kind{number}", timezone.localdate(), post=post)


def more_than(portal, number):
    """Tell whether more than `number` arrived; start again what ended by itself."""
    portal.restart_ended("worker")
    portal.restart_ended("beat")
    return InboxItem.objects.count() > number


def one_blow(portal, chance, victim):
    """Kill `victim` at a random moment after something new was delivered, and start it again."""
    before = InboxItem.objects.count()
    wait_until(portal, lambda: more_than(portal, before))
    time.sleep(chance.uniform(0, 0.4))
    portal.kill(victim)
    time.sleep(chance.uniform(0, 0.3))
    portal.start(victim)


def test_twenty_blows_lose_nothing_and_double_nothing(portal, office):
    seed = int(os.environ.get("FAULTS_SEED") or random.SystemRandom().randrange(10**6))
    chance = random.Random(seed)
    victims = chance.sample(VICTIMS, len(VICTIMS))
    print(f"FAULTS_SEED={seed}")  # pytest shows it when the test fails
    portal.start("worker", "beat")
    for number, victim in enumerate(victims):
        owe(office, range(number * AT_ONCE, (number + 1) * AT_ONCE))
        one_blow(portal, chance, victim)
    total = AT_ONCE * len(victims)
    wait_until(portal, lambda: more_than(portal, total - 1))
    waiting = Delivery.objects.filter(state=DeliveryState.PENDING)
    wait_until(portal, lambda: more_than(portal, total - 1) and not waiting.exists())
    portal.kill("beat", "worker")
    assert_each_reminder_came_once(total)
    assert_each_letter_went_once_or_is_uncertain(portal, total)


def assert_each_reminder_came_once(total):
    """Compare deadlines, reminders, notifications and the one inbox."""
    told = Counter(DeadlineReminder.objects.exclude(sent_at=None).values_list("deadline", "rung"))
    assert (len(told), set(told.values())) == (total, {1})
    assert Notification.objects.count() == total
    assert InboxItem.objects.of(User.objects.get()).count() == total


def assert_each_letter_went_once_or_is_uncertain(portal, total):
    """Compare what the post office took with what the portal says about each letter."""
    taken = accepted(portal.home)
    assert max(Counter(taken).values()) == 1
    later = timezone.now() + timedelta(minutes=6)
    assert notifications.deliver_due(later).sent == 0
    found = dict(Delivery.objects.values_list("message_id", "state"))
    assert len(found) == total
    sent = {letter for letter, state in found.items() if state == DeliveryState.SENT}
    unknown = {letter for letter, state in found.items() if state == DeliveryState.UNCERTAIN}
    assert sent | unknown == set(found)
    assert sent <= set(taken) <= sent | unknown
    assert notifications.deliver_due(later + timedelta(days=1)).sent == 0
    assert accepted(portal.home) == taken
