"""Utility transfers for tests."""

from datetime import date
from decimal import Decimal

import factory

from communities.choices import Kind
from communities.models import LegacyIssue, TransferCost, TransferFunding, UtilityTransfer
from communities.transfers.choices import Enterprise, IssueKind, Item, Purpose, Source


class UtilityTransferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UtilityTransfer

    community = factory.SubFactory("tests.factories.communities.CommunityFactory", kind=Kind.SOE)
    item = Item.WATER
    enterprise = "中原油田"
    enterprise_kind = Enterprise.CENTRAL


class TransferCostFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TransferCost

    transfer = factory.SubFactory(UtilityTransferFactory)
    purpose = Purpose.REPAIR
    borne_by = Source.ENTERPRISE
    amount = Decimal("1000.00")
    incurred_on = date(2017, 6, 1)


class TransferFundingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TransferFunding

    transfer = factory.SubFactory(UtilityTransferFactory)
    source = Source.CENTRAL
    amount = Decimal("500.00")


class LegacyIssueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LegacyIssue

    transfer = factory.SubFactory(UtilityTransferFactory)
    kind = IssueKind.METERS
    text = "两栋楼仍合用一块水表。"
    responsible = factory.SubFactory("tests.factories.accounts.PostFactory")
