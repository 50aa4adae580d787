"""Read-log entries and kept answers for tests."""

from datetime import timedelta

import factory
from django.utils import timezone

from puyang_property.core.actors import ActorKind
from puyang_property.core.models import IdempotencyKey, ReadLog, ThrottleCount
from puyang_property.core.models.secrecy import ReadKind
from tests.factories.accounts import UserFactory


class ReadLogFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ReadLog

    kind = ReadKind.EXPORT
    user = factory.SubFactory(UserFactory)
    actor_kind = ActorKind.USER
    what = factory.LazyFunction(lambda: ["disputes"])
    rows = 3
    at = factory.LazyFunction(timezone.now)


class ThrottleCountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ThrottleCount

    bucket = factory.Sequence(lambda n: f"{n:064x}")
    count = 1
    ends_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=1))


class IdempotencyKeyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = IdempotencyKey

    scope = "test"
    key = factory.Sequence(lambda n: f"key-{n}")
    body_digest = "0" * 64
    answer = "{}"
