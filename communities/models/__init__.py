"""Compounds, the companies that serve them, their contracts and their utility transfers."""

from communities.models.communities import Community, CommunityAlias
from communities.models.companies import CompanyAlias, PropertyCompany
from communities.models.contracts import ServiceContract
from communities.models.kinds import KindPeriod
from communities.models.transfer_parts import LegacyIssue, TransferCost, TransferFunding
from communities.models.transfers import UtilityTransfer

__all__ = [
    "Community",
    "CommunityAlias",
    "CompanyAlias",
    "KindPeriod",
    "LegacyIssue",
    "PropertyCompany",
    "ServiceContract",
    "TransferCost",
    "TransferFunding",
    "UtilityTransfer",
]
