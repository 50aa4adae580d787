"""The closed lists of accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """The four floors of the tree of areas."""

    CITY = "city", _("city")
    DISTRICT = "district", _("district or zone")
    STREET = "street", _("street or township")
    COMMUNITY = "community", _("community or village")


class AreaKind(models.TextChoices):
    """What an area is called in the law of local government."""

    CITY = "city", _("city")
    DISTRICT = "district", _("urban district")
    COUNTY = "county", _("county")
    ZONE = "zone", _("development zone")
    STREET = "street", _("street")
    TOWN = "town", _("town")
    TOWNSHIP = "township", _("township")
    RESIDENTS_COMMITTEE = "residents_committee", _("residents' committee")
    VILLAGE_COMMITTEE = "village_committee", _("villagers' committee")
    SIMILAR_UNIT = "similar_unit", _("similar unit")


KINDS_OF_LEVEL = {
    Level.CITY: (AreaKind.CITY,),
    Level.DISTRICT: (AreaKind.DISTRICT, AreaKind.COUNTY, AreaKind.ZONE),
    Level.STREET: (AreaKind.STREET, AreaKind.TOWN, AreaKind.TOWNSHIP),
    Level.COMMUNITY: (
        AreaKind.RESIDENTS_COMMITTEE,
        AreaKind.VILLAGE_COMMITTEE,
        AreaKind.SIMILAR_UNIT,
    ),
}


class CodeSystem(models.TextChoices):
    """The lists that give official codes; the same digits differ between them."""

    NBS = "nbs", _("statistical list (National Bureau of Statistics)")
    MCA = "mca", _("administrative list (Ministry of Civil Affairs)")


class RoleSlug(models.TextChoices):
    """The roles that a post can have; what each may do stands in puyang_property/roles.py."""

    CITY_OFFICER = "city_officer", _("city officer")
    DISTRICT_OFFICER = "district_officer", _("district officer")
    STREET_CLERK = "street_clerk", _("street clerk")
    COMMUNITY_WORKER = "community_worker", _("community worker")
    MEDIATOR = "mediator", _("mediator")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")
