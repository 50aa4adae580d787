"""Dossiers, entries and requests for tests."""

from datetime import date
from decimal import Decimal

import factory
from django.utils import timezone

from communities.choices import Kind
from communities.dossiers.choices import Answer, Party
from communities.models import Dossier, DossierEntry, DossierRequest


class DossierFactory(factory.django.DjangoModelFactory):
    """The copy of a dossier of which one of two items is there."""

    class Meta:
        model = Dossier
        django_get_or_create = ("community",)  # a verb may have counted it already

    community = factory.SubFactory("tests.factories.communities.CommunityFactory", kind=Kind.OLD)
    kind = Kind.OLD
    applicable = 2
    present = 1
    percent = Decimal("50.0")
    missing = factory.LazyFunction(lambda: ["meters"])
    owing = factory.LazyFunction(lambda: ["receiver"])
    counted_at = factory.LazyFunction(timezone.now)


class DossierEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DossierEntry

    community = factory.SubFactory("tests.factories.communities.CommunityFactory", kind=Kind.OLD)
    item = "condition_survey"
    answer = Answer.PRESENT
    on = date(2021, 5, 6)


class DossierRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DossierRequest

    community = factory.SubFactory("tests.factories.communities.CommunityFactory", kind=Kind.OLD)
    item = "wishes_survey"
    asked_of = Party.STREET
    due_on = date(2027, 3, 1)
    responsible = factory.SubFactory("tests.factories.accounts.PostFactory")
