"""A sender was killed with a letter in the hand: people see it as uncertain, and they decide."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from puyang_property.core.models import Delivery, DeliveryState
from puyang_property.core.notifications import deliver_due
from puyang_property.core.workdays import SHANGHAI
from tests.factories.core_notifications import DeliveryFactory, NotificationFactory

NOON = datetime(2026, 11, 3, 12, tzinfo=SHANGHAI)
LIST = "admin:core_delivery_changelist"


@pytest.fixture
def lost(clerk_zhongyuan):
    """A letter to a clerk that a killed worker had claimed."""
    notice = NotificationFactory(
        post=clerk_zhongyuan.current_posts[0], area_path=clerk_zhongyuan.current_posts[0].area.path
    )
    return DeliveryFactory(
        notification=notice,
        user=clerk_zhongyuan,
        state=DeliveryState.CLAIMED,
        claimed_at=NOON,
        attempts=1,
        next_try_at=NOON,
    )


def test_the_admin_shows_it_as_uncertain_and_nothing_sends_it_by_itself(
    lost, officer_hualong, client_of
):
    assert deliver_due(NOON + timedelta(minutes=6)).uncertain == 1
    for days in range(1, 4):
        assert deliver_due(NOON + timedelta(days=days)).sent == 0
    assert mail.outbox == []
    shown = client_of(officer_hualong).get(reverse(LIST), {"state__exact": "uncertain"})
    assert [row.pk for row in shown.context["cl"].result_list] == [lost.pk]
    assert str(DeliveryState.UNCERTAIN.label) in shown.content.decode()


def test_an_officer_decides_there_that_it_is_sent_again(lost, officer_hualong, client_of):
    deliver_due(NOON + timedelta(minutes=6))
    sent = {"action": "send_again", "_selected_action": [lost.pk]}
    client_of(officer_hualong).post(reverse(LIST), sent)
    assert Delivery.objects.get().state == DeliveryState.PENDING


def test_who_only_reads_is_not_offered_to_send_again(lost, auditor, client_of):
    deliver_due(NOON + timedelta(minutes=6))
    sent = {"action": "send_again", "_selected_action": [lost.pk]}
    client_of(auditor).post(reverse(LIST), sent)
    assert Delivery.objects.get().state == DeliveryState.UNCERTAIN
