"""Areas, people and posts for tests."""

import factory
from django.utils import timezone

from accounts.choices import AreaKind, CodeSystem, Level
from accounts.models import Area, AreaChange, AreaCode, Post, PostHolding, User

PASSWORD = "Long-enough-2017"


class AreaFactory(factory.django.DjangoModelFactory):
    """A community by default; traits for the floors above."""

    class Meta:
        model = Area
        django_get_or_create = ("key",)
        skip_postgeneration_save = True

    class Params:
        city = factory.Trait(
            key="puyang", name="濮阳市", level=Level.CITY, kind=AreaKind.CITY, parent=None
        )
        district = factory.Trait(
            key=factory.Sequence(lambda n: f"qu{n}"),
            level=Level.DISTRICT,
            kind=AreaKind.DISTRICT,
            parent=factory.SubFactory("tests.factories.accounts.AreaFactory", city=True),
        )
        street = factory.Trait(
            key=factory.Sequence(lambda n: f"qu-jiedao{n}"),
            level=Level.STREET,
            kind=AreaKind.STREET,
            parent=factory.SubFactory("tests.factories.accounts.AreaFactory", district=True),
        )

    key = factory.Sequence(lambda n: f"qu-jiedao-shequ{n}")
    name = factory.Sequence(lambda n: f"第{n}社区居民委员会")
    level = Level.COMMUNITY
    kind = AreaKind.RESIDENTS_COMMITTEE
    parent = factory.SubFactory("tests.factories.accounts.AreaFactory", street=True)
    path = factory.LazyAttribute(
        lambda o: (o.parent.path if o.parent else "") + o.key.rpartition("-")[2] + "/"
    )


class AreaCodeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AreaCode

    area = factory.SubFactory(AreaFactory)
    system = CodeSystem.NBS
    edition = "2023"
    code = factory.Sequence(lambda n: f"4109{n:08}")
    name = factory.SelfAttribute("area.name")


class AreaChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AreaChange

    area = factory.SubFactory(AreaFactory)
    from_parent = factory.SelfAttribute("area.parent")
    to_parent = factory.SubFactory(AreaFactory, street=True)
    on = factory.LazyFunction(timezone.localdate)


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody with a login and no post."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    display_name = factory.Sequence(lambda n: f"同志{n}")
    email = factory.LazyAttribute(lambda o: f"{o.username}@example.org")
    password = factory.django.Password(PASSWORD)


class PostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Post
        django_get_or_create = ("role", "area", "name")

    role = "street_clerk"
    area = factory.SubFactory(AreaFactory, street=True)
    name = ""


class PostHoldingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PostHolding

    user = factory.SubFactory(UserFactory)
    post = factory.SubFactory(PostFactory)
    from_on = factory.LazyFunction(timezone.localdate)
