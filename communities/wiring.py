"""What the room tells the kernel when the portal starts."""

from importlib import import_module

from django.utils.translation import gettext_lazy as _

from accounts.boundaries import on_move
from communities import deadlines, demo, following, imports, offices
from communities.models import ServiceContract
from puyang_property.core import clock, importer, navigation
from puyang_property.core.navigation import NavItem


def connect():
    """Enter rules, clock subject, menu entries and the import of registers."""
    deadlines.register_rules()
    demo.register()
    clock.register_subject(
        ServiceContract,
        recipients=offices.contract_recipients,
        shown_with=("community", "company"),
    )
    on_move(following.follow_moved_area)
    clock.on_tick("registers follow areas", following.follow_moved_areas, every="day")
    importer.register(imports.COMPOUNDS)
    import_module("puyang_property.core.importer.tasks")
    connect_menus()


def connect_menus():
    """Enter the room's pages into the menus."""
    navigation.register("public", NavItem(_("My compound"), "communities:register", order=30))
    registers = {"section": _("Registers")}
    for label, url_name, order, permission in (
        (_("Compounds"), "communities:list", 30, "communities.view_community"),
        (_("To be placed"), "communities:placement", 31, "communities.place_community"),
        (
            _("Property companies"),
            "communities:company_list",
            32,
            "communities.view_propertycompany",
        ),
        (
            _("Service contracts"),
            "communities:contract_list",
            33,
            "communities.view_servicecontract",
        ),
        (_("Imports"), "desk:import_list", 34, "core.view_importjob"),
    ):
        item = NavItem(label, url_name, order=order, permission=permission, **registers)
        navigation.register("desk", item)
