"""Compounds, companies and contracts for tests."""

from datetime import date, timedelta

import factory
from django.db import transaction

from accounts.models import Area
from communities.choices import ContractKind, Kind, ManagementMode, NoticeKind, NoticeParty
from communities.describing import describe_community, describe_company, describe_name
from communities.models import (
    Community,
    CommunityAlias,
    CompanyAlias,
    EndNotice,
    KindPeriod,
    PropertyCompany,
    ServiceContract,
)
from communities.naming import company_key


class CommunityFactory(factory.django.DjangoModelFactory):
    """A published compound in a community; `area` or `at="key"` says where."""

    class Meta:
        model = Community

    class Params:
        at = None
        hidden = factory.Trait(is_published=False)

    name = factory.Sequence(lambda n: f"第{n}花园")
    area = factory.Maybe(
        "at",
        factory.LazyAttribute(lambda o: Area.objects.get(key=o.at)),
        factory.SubFactory("tests.factories.accounts.AreaFactory"),
    )
    address = factory.Sequence(lambda n: f"黄河路{n}号")
    kind = Kind.OLD
    management_mode = ManagementMode.NONE
    is_published = True

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        row = model_class(**kwargs)
        describe_community(row, [])
        with transaction.atomic():  # the database compares both at the commit
            row.save()
            KindPeriod.objects.create(community=row, kind=row.kind)
        return row


class KindPeriodFactory(factory.django.DjangoModelFactory):
    """What a compound was in the nineties, before what it is now."""

    class Meta:
        model = KindPeriod

    community = factory.SubFactory(CommunityFactory)
    kind = Kind.SOE
    starts_on = date(1990, 1, 1)
    ends_on = date(1999, 12, 31)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        row = model_class(**kwargs)
        row.community.kind_periods.open().update(starts_on=row.ends_on + timedelta(days=1))
        row.save()
        return row


class CommunityAliasFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CommunityAlias

    community = factory.SubFactory(CommunityFactory)
    name = factory.Sequence(lambda n: f"老{n}院")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        row = model_class(**kwargs)
        describe_name(row)
        row.save()
        return row


class PropertyCompanyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PropertyCompany

    class Params:
        at = None

    name = factory.Sequence(lambda n: f"濮阳市第{n}物业管理有限公司")
    area = factory.Maybe(
        "at",
        factory.LazyAttribute(lambda o: Area.objects.get(key=o.at)),
        factory.SubFactory("tests.factories.accounts.AreaFactory"),
    )
    phone = "0393-4411000"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        row = model_class(**kwargs)
        describe_company(row, [])
        row.save()
        return row


class CompanyAliasFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CompanyAlias

    company = factory.SubFactory(PropertyCompanyFactory)
    name = factory.Sequence(lambda n: f"第{n}物业")
    name_key = factory.LazyAttribute(lambda o: company_key(o.name))


class ServiceContractFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ServiceContract

    community = factory.SubFactory(CommunityFactory)
    company = factory.SubFactory(PropertyCompanyFactory)
    kind = ContractKind.ORDINARY


class EndNoticeFactory(factory.django.DjangoModelFactory):
    """A company told in good time that it will not renew."""

    class Meta:
        model = EndNotice

    contract = factory.SubFactory(ServiceContractFactory)
    kind = NoticeKind.NONRENEWAL
    given_by = NoticeParty.COMPANY
    given_on = date(2026, 1, 5)
    ends_on = date(2026, 12, 31)
    latest_on = date(2026, 10, 2)
    latest_henan_on = date(2026, 9, 30)
