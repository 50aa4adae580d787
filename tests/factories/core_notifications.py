"""Notifications, deliveries and inbox items for tests."""

import factory
from django.utils import timezone

from puyang_property.core.models import Delivery, DeliveryState, InboxItem, Notification
from puyang_property.core.models.notifications import Channel
from tests.factories.accounts import PostFactory, UserFactory


class NotificationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Notification

    key = factory.Sequence(lambda n: f"thing:{n}:happened")
    occasion = "test_told"
    post = factory.SubFactory(PostFactory)
    area_path = factory.LazyAttribute(lambda row: row.post.area.path if row.post else "")
    not_before = factory.LazyFunction(timezone.now)
    created_at = factory.LazyFunction(timezone.now)


class InboxItemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InboxItem

    user = factory.SubFactory(UserFactory)
    notification = factory.SubFactory(NotificationFactory)
    title = factory.Sequence(lambda n: f"第{n}条消息")
    created_at = factory.LazyFunction(timezone.now)


class DeliveryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Delivery

    class Params:
        claimed = factory.Trait(
            state=DeliveryState.CLAIMED, claimed_at=factory.LazyFunction(timezone.now), attempts=1
        )

    notification = factory.SubFactory(NotificationFactory)
    channel = Channel.EMAIL
    user = factory.SubFactory(UserFactory)
    address_digest = factory.Sequence(lambda n: f"{n:064x}")
    message_id = factory.Sequence(lambda n: f"<{n}@portal.puyang>")
    next_try_at = factory.LazyFunction(timezone.now)
