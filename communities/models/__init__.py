"""Compounds, the companies that serve them and their contracts."""

from communities.models.communities import Community, CommunityAlias
from communities.models.companies import CompanyAlias, PropertyCompany
from communities.models.contracts import ServiceContract

__all__ = ["Community", "CommunityAlias", "CompanyAlias", "PropertyCompany", "ServiceContract"]
