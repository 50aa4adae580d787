"""Compounds, companies, contracts, utility transfers, and what is public about a compound."""

from communities.models.communities import Community, CommunityAlias
from communities.models.companies import CompanyAlias, PropertyCompany
from communities.models.contacts import Contact
from communities.models.contracts import ServiceContract
from communities.models.dossiers import Dossier, DossierEntry, DossierRequest
from communities.models.end_notices import EndNotice
from communities.models.facilities import CommonFacility
from communities.models.handovers import ExitHandover, HandoverItem
from communities.models.kinds import KindPeriod
from communities.models.notices import PublicNotice
from communities.models.owners import Owner
from communities.models.ownerships import Ownership
from communities.models.premises import Building, Entrance
from communities.models.publication import Publication
from communities.models.transfer_parts import LegacyIssue, TransferCost, TransferFunding
from communities.models.transfers import UtilityTransfer
from communities.models.units import Unit

__all__ = [
    "Unit",
    "Entrance",
    "Building",
    "Ownership",
    "Owner",
    "CommonFacility",
    "Community",
    "CommunityAlias",
    "CompanyAlias",
    "Contact",
    "Dossier",
    "DossierEntry",
    "DossierRequest",
    "KindPeriod",
    "EndNotice",
    "ExitHandover",
    "HandoverItem",
    "LegacyIssue",
    "PropertyCompany",
    "PublicNotice",
    "Publication",
    "ServiceContract",
    "TransferCost",
    "TransferFunding",
    "UtilityTransfer",
]
