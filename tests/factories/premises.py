"""Buildings, units, owners and facilities for tests."""

from decimal import Decimal

import factory

from communities.models import Building, CommonFacility, Entrance, Owner, Ownership, Unit
from communities.premises import describing
from communities.premises.choices import FacilityKind
from puyang_property.core import secrecy


class BuildingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Building

    community = factory.SubFactory("tests.factories.communities.CommunityFactory")
    number = factory.Sequence(lambda n: str(n + 1))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        row = model_class(**kwargs)
        describing.describe_building(row)
        row.save()
        return row


class EntranceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Entrance

    building = factory.SubFactory(BuildingFactory)
    number = factory.Sequence(lambda n: str(n + 1))

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        row = model_class(**kwargs)
        describing.describe_entrance(row)
        row.save()
        return row


class UnitFactory(factory.django.DjangoModelFactory):
    """A dwelling of a known area, delivered, in a building without entrances."""

    class Meta:
        model = Unit

    building = factory.SubFactory(BuildingFactory)
    entrance = None
    number = factory.Sequence(lambda n: str(n + 101))
    floor = 1
    area_registered = Decimal("89.50")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        kwargs.setdefault("community", kwargs["building"].community)
        row = model_class(**kwargs)
        describing.describe_unit(row)
        row.save()
        return row


class OwnerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Owner

    community = factory.SubFactory("tests.factories.communities.CommunityFactory")
    name = "方静怡"
    phone = factory.Sequence(lambda n: f"+861990001{n % 10_000:04d}")
    phone_digest = factory.LazyAttribute(lambda o: secrecy.phone_digest(o.phone))


class OwnershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Ownership

    unit = factory.SubFactory(UnitFactory)
    owner = factory.SubFactory(OwnerFactory, community=factory.SelfAttribute("..unit.community"))


class CommonFacilityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CommonFacility

    community = factory.SubFactory("tests.factories.communities.CommunityFactory")
    kind = FacilityKind.GATE
    name = factory.Sequence(lambda n: f"第{n}门")
    place = "小区东侧"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        row = model_class(**kwargs)
        describing.describe_facility(row)
        row.save()
        return row
