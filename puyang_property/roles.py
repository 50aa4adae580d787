"""Who may do what: one page for auditors. A duty sits on a post; a post has one of these roles.

Permissions are called <app>.<verb>_<noun>. A permission holds inside the area of the post and
nowhere else (accounts.backends.PostBackend). To give a role a new right, add it to a set below;
tests keep this page, the workflows and the role × object × action matrix equal.
"""

from django.utils.translation import gettext_lazy as _

from accounts.choices import Level, RoleSlug
from accounts.roles import Role


def permissions(app, *names):
    """Return the permissions `names` of one app as a set."""
    return frozenset(f"{app}.{name}" for name in names)


# ------------------------------------------------------------------ what there is to grant
READ_AREAS = permissions("accounts", "view_area", "view_areacode", "view_areachange")
READ_PEOPLE = permissions("accounts", "view_user", "view_post", "view_postholding")
MANAGE_PEOPLE = permissions(
    "accounts",
    *("add_user", "change_user", "add_post", "change_post", "appoint_post", "vacate_post"),
    "move_area",
)
READ_REGISTERS = permissions(
    "communities",
    *("view_community", "view_communityalias", "view_propertycompany", "view_companyalias"),
    *("view_servicecontract", "view_endnotice", "view_utilitytransfer", "view_legacyissue"),
    *("view_exithandover", "view_handoveritem"),
    *("view_transfercost", "view_transferfunding", "view_kindperiod"),
    *("view_publication", "view_publicnotice", "view_contact"),
    *("view_building", "view_entrance", "view_unit", "view_commonfacility"),
    *("view_dossier", "view_dossierentry", "view_dossierrequest"),
)
KEEP_REGISTERS = permissions(
    "communities",
    *("add_community", "change_community", "publish_community", "decide_duplicate"),
    *("place_community", "merge_community", "add_communityalias", "change_communityalias"),
    *("add_propertycompany", "change_propertycompany"),
    *("add_companyalias", "change_companyalias"),
    *("add_servicecontract", "change_servicecontract", "carry_utilitytransfer"),
    "keep_dossier",
    "carry_exithandover",
)
IMPORT_REGISTERS = permissions("communities", "import_community") | permissions(
    "core", "view_importjob"
)
INFORM = permissions("communities", *("keep_publication", "keep_contact", "draft_publicnotice"))
PUBLISH_NOTICES = permissions("communities", "publish_publicnotice")
KEEP_PREMISES = permissions("communities", "keep_premises")
# That a unit has an owner is one thing, who it is another: see docs/decisions.
READ_OWNERSHIPS = permissions("communities", "view_ownership")
KEEP_OWNERS = READ_OWNERSHIPS | permissions(
    "communities",
    *("view_owner", "keep_owner", "merge_owner", "reveal_owner", "export_owner", "import_owner"),
)
SETTLE_TRANSFERS = permissions("communities", "settle_utilitytransfer")
ORDER_HANDOVERS = permissions("communities", "order_exithandover")
MERGE_COMPANIES = permissions("communities", "merge_propertycompany")
READ_CASES = permissions("disputes", "view_dispute") | permissions("core", "view_deadline")
TRIAGE = permissions(
    "disputes",
    *("file_dispute", "accept_dispute", "refuse_dispute", "refer_dispute", "send_back_dispute"),
    *("assign_dispute", "merge_dispute", "withdraw_dispute", "release_summary", "link_dispute"),
)
HANDLE = permissions(
    "disputes",
    *("note_dispute", "start_mediation_dispute", "reply_dispute", "visit_dispute"),
    *("close_dispute", "reopen_dispute", "request_suspension_dispute", "resume_dispute"),
    *("request_extension_dispute", "view_contact"),
)
MEDIATE = permissions("disputes", "mediate_dispute", "start_mediation_dispute", "note_dispute")
SUPERVISE = permissions(
    "disputes",
    *("decide_competence_dispute", "approve_suspension_dispute", "approve_extension_dispute"),
    *("redo_dispute", "urge_dispute", "resume_dispute", "assign_dispute"),
    *("note_dispute", "view_contact"),
)
COUNT = permissions("disputes", "view_figures")
TAKE_IN = permissions("disputes", "import_workorder", "export_dispute")
SETTINGS = permissions(
    "core",
    *("view_calendarday", "add_calendarday", "change_calendarday", "delete_calendarday"),
    *("view_calendaryear", "add_calendaryear", "change_calendaryear"),
    *("view_rulesetting", "change_rulesetting"),
) | permissions("disputes", "view_category", "add_category", "change_category")
READ_RULES = permissions(
    "core", "view_calendarday", "view_calendaryear", "view_rulesetting"
) | permissions("disputes", "view_category")
MESSAGES = permissions("core", "view_notification", "view_delivery")
AUDIT = MESSAGES | permissions(
    "core", "view_event", "view_eventnote", "view_readlog", "view_importjob", "view_deadline"
)

# ------------------------------------------------------------------ who gets it
OFFICER = (
    *(KEEP_PREMISES | READ_OWNERSHIPS),
    *(READ_AREAS | READ_PEOPLE | READ_REGISTERS | KEEP_REGISTERS | IMPORT_REGISTERS),
    *(SETTLE_TRANSFERS | MERGE_COMPANIES | ORDER_HANDOVERS | INFORM | PUBLISH_NOTICES),
    *(READ_CASES | TRIAGE | HANDLE | SUPERVISE | COUNT | TAKE_IN | READ_RULES),
    *(MESSAGES | permissions("core", "view_event", "view_deadline", "resend_delivery")),
)

ROLES = {
    role.slug: role
    for role in (
        Role(
            RoleSlug.CITY_OFFICER,
            _("Guides and compares all districts, supervises what is late."),
            frozenset(OFFICER),
            levels=frozenset({Level.CITY}),
            needs_totp=True,
            uses_admin=True,
        ),
        Role(
            RoleSlug.DISTRICT_OFFICER,
            _("Answers for a district: registers, cases, extensions, who is competent."),
            frozenset(OFFICER) | KEEP_OWNERS,
            levels=frozenset({Level.DISTRICT}),
            needs_totp=True,
            uses_admin=True,
        ),
        Role(
            RoleSlug.STREET_CLERK,
            _("Takes complaints in, accepts, refers, handles and answers them."),
            READ_REGISTERS
            | KEEP_PREMISES
            | KEEP_OWNERS
            | KEEP_REGISTERS
            | INFORM
            | PUBLISH_NOTICES
            | IMPORT_REGISTERS
            | READ_CASES
            | TRIAGE
            | HANDLE
            | COUNT
            | permissions("disputes", "export_dispute"),
            levels=frozenset({Level.STREET}),
        ),
        Role(
            RoleSlug.COMMUNITY_WORKER,
            _("Takes complaints at the residents' committee, notes, visits people back."),
            READ_REGISTERS
            | KEEP_PREMISES
            | INFORM
            | READ_CASES
            | permissions(
                "disputes", "file_dispute", "note_dispute", "visit_dispute", "close_dispute"
            ),
            levels=frozenset({Level.COMMUNITY}),
        ),
        Role(
            RoleSlug.MEDIATOR,
            _("Brings the parties to one table and writes down what they agree."),
            READ_REGISTERS | READ_CASES | MEDIATE,
            levels=frozenset({Level.CITY, Level.DISTRICT, Level.STREET, Level.COMMUNITY}),
        ),
        Role(
            RoleSlug.AUDITOR,
            _("Reads who did what and who saw what; changes nothing."),
            READ_AREAS
            | READ_PEOPLE
            | READ_REGISTERS
            | READ_OWNERSHIPS
            | READ_CASES
            | COUNT
            | READ_RULES
            | AUDIT,
            levels=frozenset({Level.CITY, Level.DISTRICT}),
            needs_totp=True,
            uses_admin=True,
        ),
        Role(
            RoleSlug.ADMINISTRATOR,
            _("Keeps accounts, posts and settings; sees no case."),
            READ_AREAS
            | READ_PEOPLE
            | MANAGE_PEOPLE
            | SETTINGS
            | permissions("core", "view_delivery", "resend_delivery"),
            levels=frozenset({Level.CITY, Level.DISTRICT}),
            needs_totp=True,
            uses_admin=True,
        ),
    )
}
