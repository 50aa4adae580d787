"""Imports and their rows for tests."""

import factory
from django.core.files.base import ContentFile

from puyang_property.core.models import ImportJob, ImportMapping, ImportRow
from puyang_property.core.models.imports import ImportStatus, Outcome


class ImportJobFactory(factory.django.DjangoModelFactory):
    """A finished import of compounds; `content` is the file."""

    class Meta:
        model = ImportJob

    class Params:
        content = "小区名称\n景观城\n"

    kind = "compounds"
    filename = "小区.csv"
    file = factory.LazyAttribute(lambda o: ContentFile(o.content.encode(), name=o.filename))
    area = factory.SubFactory("tests.factories.accounts.AreaFactory", street=True)
    area_path = factory.LazyAttribute(lambda o: o.area.path)
    status = ImportStatus.DONE
    mapping = factory.LazyFunction(lambda: {"name": 0})
    options = factory.LazyFunction(lambda: {"publish": True, "headings": ["小区名称"]})


class ImportRowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportRow

    job = factory.SubFactory(ImportJobFactory)
    number = factory.Sequence(lambda n: n + 2)
    outcome = Outcome.REFUSED
    label = "景观城"


class ImportMappingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ImportMapping

    kind = "compounds"
    name = "街道台账"
    area = factory.SubFactory("tests.factories.accounts.AreaFactory", street=True)
    area_path = factory.LazyAttribute(lambda o: o.area.path)
    signature = factory.Sequence(lambda n: f"{n:064}")
    columns = factory.LazyFunction(lambda: {"name": 0})
