"""What the room tells the kernel when the portal starts."""

from importlib import import_module

from django.utils.translation import gettext_lazy as _

from accounts.boundaries import on_move
from communities import deadlines, demo, following, imports, offices, past
from communities.actions import on_merge
from communities.companies import following as following_companies
from communities.contracts import demo as contracts_demo
from communities.contracts.access import may_read
from communities.contracts.following import follow_merged_community as follow_contracts
from communities.contracts.succession import take_effect
from communities.dossiers import wiring as dossiers
from communities.handovers import demo as handovers_demo
from communities.handovers import panels as handovers
from communities.models import (
    EndNotice,
    ExitHandover,
    HandoverItem,
    LegacyIssue,
    ServiceContract,
    UtilityTransfer,
)
from communities.premises import wiring as premises
from communities.publication import wiring as publication
from communities.transfers import demo as transfers_demo
from communities.transfers import imports as transfer_imports
from communities.transfers.following import follow_merged_community
from communities.transfers.panels import transfers_of
from puyang_property.core import clock, files, importer, navigation, panels
from puyang_property.core.navigation import NavItem


def connect():
    """Enter rules, clock subject, menu entries and the import of registers."""
    deadlines.register_rules()
    demo.register()
    contracts_demo.register()
    handovers_demo.register()
    transfers_demo.register()
    clock.register_subject(
        ServiceContract,
        recipients=offices.contract_recipients,
        shown_with=("community", "company"),
    )
    following_companies.register()
    on_merge(follow_contracts)
    for model in (ServiceContract, EndNotice, ExitHandover, HandoverItem, UtilityTransfer):
        files.register_access(model, may_read)
    clock.register_subject(
        ExitHandover,
        recipients=offices.contract_recipients,
        shown_with=("contract__community", "contract__company", "company"),
    )
    clock.register_subject(
        LegacyIssue,
        recipients=offices.issue_recipients,
        shown_with=("transfer__community", "responsible"),
    )
    on_move(following.follow_moved_area)
    clock.on_tick("registers follow areas", following.follow_moved_areas, every="day")
    on_merge(follow_merged_community)
    clock.on_tick("contracts take effect", take_effect, every="day")
    importer.register(imports.COMPOUNDS)
    importer.register(transfer_imports.TRANSFERS)
    import_module("puyang_property.core.importer.tasks")
    panels.register(
        "communities.community_detail",
        transfers_of,
        order=10,
        permission="communities.view_utilitytransfer",
    )
    panels.register("communities.community_detail", past.past_of, order=90)
    premises.connect()
    publication.connect()
    dossiers.connect()
    connect_handovers()
    connect_menus()


def connect_handovers():
    """Show exit handovers on the pages of contracts, compounds and companies."""
    view = handovers.VIEW
    panels.register("communities.contract_detail", handovers.of_contract, permission=view)
    panels.register("communities.community_detail", handovers.of_community, 8, permission=view)
    panels.register("communities.company_detail", handovers.of_company, 10)


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
        (
            _("Contracts by last day"),
            "communities:contract_expiry",
            33,
            "communities.view_servicecontract",
        ),
        (
            _("Exit handovers"),
            "communities:handover_list",
            33,
            "communities.view_exithandover",
        ),
        (
            _("Utility transfers"),
            "communities:transfer_board",
            34,
            "communities.view_utilitytransfer",
        ),
        (_("Dossiers"), "communities:dossier_list", 34, "communities.view_dossier"),
        (_("Imports"), "desk:import_list", 35, "core.view_importjob"),
    ):
        item = NavItem(label, url_name, order=order, permission=permission, **registers)
        navigation.register("desk", item)
