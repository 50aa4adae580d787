"""Who may see what, where, and why: the whole policy on one page.

A rule lets the roles of `who` see one kind of secret at the addresses of `where`, as far as their
area (or, for a resident, the own complaint) reaches. What no rule allows is a leak, and what a
rule allows must really be shown there to somebody, or the rule is a lie. Compare
docs/decisions/masked-contacts.md and the Personal Information Protection Law, Art. 6, 19, 25, 28.
"""

from dataclasses import dataclass
from fnmatch import fnmatch

from tests.secrecy.canaries import What

# ------------------------------------------------------------------ who
CITY, DISTRICT = "city_officer", "district_officer"
CLERK, WORKER = "street_clerk", "community_worker"
MEDIATOR, AUDITOR, ADMINISTRATOR = "mediator", "auditor", "administrator"
RESIDENT, NOBODY, STRANGER = "resident", "nobody", "stranger"
OFFICERS = frozenset({CITY, DISTRICT})
DESK = OFFICERS | {CLERK}
HANDLING = DESK | {WORKER, MEDIATOR}
READERS = HANDLING | {AUDITOR}
IN_ADMIN = OFFICERS | {AUDITOR}
KEEPERS_OF_OWNERS = frozenset({DISTRICT, CLERK})
STAFF = READERS | {ADMINISTRATOR, STRANGER}
ONE = frozenset({RESIDENT})

# ------------------------------------------------------------------ where
PAGES = ("disputes:detail", "disputes:paper")
CASE = (*PAGES, "POST disputes:named_paper")
MEDIATION = ("disputes:mediation", "disputes:paper", "POST disputes:named_paper")
API = ("api:dispute-detail",)
OWN = ("disputes:status",)
LISTS = ("disputes:queue", "desk:home", "api:dispute-list")
ADMIN_CASE = ("admin:disputes_dispute_changelist", "admin:disputes_dispute_change")
ADMIN_COMPLAINT = ("admin:disputes_complaint_change",)
ADMIN_REQUEST = ("admin:disputes_clockrequest_changelist", "admin:disputes_clockrequest_change")
ADMIN_LOG = ("admin:core_readlog_changelist", "admin:core_readlog_change")
IMPORT = ("desk:import_list", "desk:import_detail")
OWNERS = ("communities:owner_list", "communities:owner", "communities:unit")
ANYWHERE = ()  # every page


@dataclass(frozen=True)
class Rule:
    """These roles may see this, at these addresses, for this reason."""

    what: What
    who: frozenset
    where: tuple
    why: str
    everywhere: bool = False  # beyond the own area too

    def allows(self, visitor, canary, place, places):
        """Tell whether `visitor` may see `canary` at `place`; its case lies in `places`."""
        if canary.what != self.what or visitor.role not in self.who or canary.gone:
            return False
        if self.where and not any(fnmatch(place, each) for each in self.where):
            return False
        if self.everywhere:
            return True
        if visitor.role == RESIDENT:
            return visitor.own in canary.own_of
        return visitor.covers(places)


RULES = (
    # ------------------------------------------------ contacts: sealed, recognised, revealed
    Rule(What.MASKED, READERS, CASE, "Recognise the caller without a look at the contact."),
    Rule(What.MASKED, READERS, MEDIATION, "Recognise who sits at the table."),
    Rule(What.MASKED, OFFICERS, ("desk:import_report",), "Find the row of one's own file."),
    *(
        Rule(what, DESK, ("POST disputes:contact",), "Call back; for a reason, in the read log.")
        for what in (What.NAME, What.PHONE, What.HELPER)
    ),
    *(
        Rule(what, frozenset({MEDIATOR}), ("POST disputes:party_contact",), "Invite; read-logged.")
        for what in (What.PARTY, What.PARTY_PHONE)
    ),
    Rule(
        What.PARTY,
        frozenset({MEDIATOR}),
        ("POST disputes:named_paper",),
        "An agreement is signed with names; read-logged for each.",
    ),
    *(
        Rule(what, KEEPERS_OF_OWNERS, where, "For the assembly; for a reason, in the read log.")
        for what in (What.OWNER, What.OWNER_PHONE)
        for where in (("POST communities:owner_reveal",), ("POST communities:owner_export",))
    ),
    Rule(What.MASKED, KEEPERS_OF_OWNERS, OWNERS, "Recognise the owner of a unit."),
    Rule(
        What.MASKED,
        KEEPERS_OF_OWNERS,
        ("communities:owner_correct", "POST communities:owner_lookup", "desk:import_report"),
        "What is kept, found or came in.",
    ),
    # ------------------------------------------------ what residents say
    Rule(What.TITLE, READERS, CASE + API, "The case's heading."),
    Rule(What.TITLE, READERS, LISTS, "A work list says what each case is about."),
    Rule(What.TITLE, IN_ADMIN, ADMIN_CASE + ADMIN_COMPLAINT, "The official's list."),
    Rule(What.TITLE, READERS, ("disputes:*",), "Each step and list names the cases."),
    Rule(What.TITLE, DESK | {WORKER}, ("POST disputes:counter_hints",), "Likely the same matter."),
    Rule(What.TITLE, DESK | {AUDITOR}, ("desk:import_detail",), "What became of each row."),
    Rule(What.TITLE, OFFICERS, ("desk:import_report",), "The importer's own file."),
    Rule(What.TITLE, ONE, OWN, "One's own words."),
    *(
        rule
        for what in (What.WORDS, What.PLACE)
        for rule in (
            Rule(what, READERS, CASE + API, "Whoever handles or audits it reads what happened."),
            Rule(what, IN_ADMIN, ADMIN_COMPLAINT, "The official reads it without the desk."),
            Rule(what, OFFICERS, ("desk:import_report",), "The importer's own file."),
            Rule(what, ONE, OWN, "One's own words."),
        )
    ),
    Rule(What.ADDED, READERS, CASE, "What came in later belongs to the case."),
    Rule(What.ADDED, IN_ADMIN, ADMIN_COMPLAINT, "The comment on the reply."),
    Rule(What.ADDED, ONE, OWN, "One's own words."),
    Rule(What.PHOTO_NAME, READERS, PAGES, "Named until the picture itself can be shown."),
    Rule(What.PHOTO_NAME, ONE, OWN, "Find one's own photo again."),
    # ------------------------------------------------ what offices write
    Rule(What.ADVICE, READERS, CASE + API, "Replies and letters are the office's own."),
    Rule(What.ADVICE, IN_ADMIN, ADMIN_COMPLAINT, "The official reads the reply."),
    Rule(What.ADVICE, ONE, (*OWN, "api:complaint-detail"), "Written to this resident."),
    *(
        Rule(what, READERS, where, "Inside the office: never for residents or companies.")
        for what, where in ((What.NOTE, CASE), (What.REASON, PAGES), (What.VISIT, PAGES))
    ),
    Rule(What.REASON, IN_ADMIN, ADMIN_REQUEST, "The district decides about clocks."),
    Rule(What.REASON, IN_ADMIN, ("admin:core_deadline_change",), "Why a clock stood still."),
    Rule(What.REASON, OFFICERS, ("disputes:decide",), "What is to be decided."),
    Rule(What.TABLE, READERS, MEDIATION, "The file of the mediation (Art. 15: not beyond it)."),
    Rule(What.SUMMARY, READERS, CASE + API, "What was released."),
    Rule(What.SUMMARY, IN_ADMIN, ("admin:disputes_dispute_change",), "What was released."),
    Rule(What.SUMMARY, DESK, ("disputes:release_summary",), "To be corrected."),
    Rule(
        What.SUMMARY,
        STAFF | {RESIDENT, NOBODY},
        ("disputes:file",),
        "A clerk released it for whoever has the same trouble.",
        everywhere=True,
    ),
    Rule(What.LOOK, DESK | {AUDITOR}, ("disputes:detail",), "Who looked, and why."),
    Rule(What.LOOK, frozenset({AUDITOR}), ADMIN_LOG, "The auditor reads every look."),
    Rule(What.LOOK, KEEPERS_OF_OWNERS, ("communities:owner",), "Who looked at an owner."),
    Rule(What.LOOK, ONE, OWN, "The resident is told who looked, and why."),
    # ------------------------------------------------ what is not on the board
    Rule(
        What.KEPT_BACK,
        READERS,
        (
            *("communities:notice_list", "communities:notice", "communities:publication"),
            *("communities:contact_list", "communities:contact", "communities:detail"),
        ),
        "Not public yet, or no more: the office's own.",
    ),
    Rule(
        What.KEPT_BACK,
        DESK | {WORKER},
        (
            *("communities:notice_change", "communities:contact_change"),
            "communities:contact_end",
        ),
        "To be corrected before anybody reads it.",
    ),
    Rule(
        What.KEPT_BACK,
        DESK,
        ("communities:notice_publish", "communities:notice_withdraw"),
        "Who publishes sees what.",
    ),
    Rule(
        What.KEPT_BACK,
        IN_ADMIN,
        (
            *("admin:communities_publicnotice_changelist", "admin:communities_publicnotice_change"),
            *("admin:communities_publicnotice_history", "admin:communities_publication_change"),
            *("admin:communities_contact_changelist", "admin:communities_contact_change"),
            "admin:communities_contact_history",
        ),
        "The same registers in the admin.",
    ),
    # ------------------------------------------------ imports
    Rule(What.FILE_NAME, DESK | {AUDITOR}, IMPORT, "Which file it was."),
    Rule(
        What.FILE_NAME,
        DESK,
        ("desk:import_report", "desk:import_undo"),
        "The file as it was handed over, to whoever may import it.",
    ),
    Rule(
        What.FILE_NAME,
        READERS - {WORKER},
        ("communities:list", "communities:placement", "communities:detail"),
        "From which file an entry of the register came.",
        everywhere=True,
    ),
    Rule(
        What.FILE_NAME,
        IN_ADMIN,
        ("admin:communities_community_change", "admin:communities_community_history"),
        "The same entry in the admin.",
        everywhere=True,
    ),
    Rule(What.ORDER_NAME, OFFICERS, ("desk:import_report",), "Refused: to be corrected."),
    # ------------------------------------------------ staff
    Rule(What.STAFF, STAFF, ANYWHERE, "Colleagues know each other by name.", everywhere=True),
    Rule(
        What.EMAIL,
        IN_ADMIN | {ADMINISTRATOR},
        ("admin:accounts_user_change",),
        "Logins are kept there.",
        everywhere=True,
    ),
    Rule(What.EMAIL, STAFF, ("accounts:profile",), "One's own address.", everywhere=True),
)

# Nobody sees these anywhere: query codes, keys, the metadata of photos and workbooks; and
# nothing whose time is over.

# ------------------------------------------------------------------ at rest
AT_REST = {
    What.TITLE: {
        *("disputes_complaint.description", "disputes_dispute.title"),
        *("disputes_dispute.search_text", "core_importrow.label"),
    },
    What.WORDS: {"disputes_complaint.description", "disputes_dispute.search_text"},
    What.PLACE: {"disputes_complaint.place", "disputes_dispute.search_text"},
    What.ADDED: {"disputes_message.text", "disputes_complaint.answer_comment"},
    What.ADVICE: {"disputes_message.text", "disputes_complaint.reply", "core_eventnote.text"},
    What.NOTE: {"disputes_message.text", "core_eventnote.text"},
    What.REASON: {
        *("disputes_referral.reason", "disputes_referral.sent_back_reason"),
        *("disputes_clockrequest.reason", "disputes_clockrequest.decision_note"),
        *("core_deadlinesuspension.reason", "core_eventnote.text"),
    },
    What.VISIT: {"disputes_visitattempt.note"},
    What.TABLE: {
        *("disputes_recusal.reason", "disputes_mediationsession.place"),
        *("disputes_mediationsession.minutes", "disputes_mediation.outcome_note"),
        *("disputes_agreement.facts", "disputes_clause.text", "disputes_clause.proof_note"),
    },
    What.SUMMARY: {"disputes_dispute.summary"},
    What.KEPT_BACK: {
        *("communities_publicnotice.title", "communities_publicnotice.text"),
        *("communities_publication.text", "communities_contact.name"),
    },
    What.LOOK: {"core_readlog.reason"},
    What.PHOTO_NAME: {"core_storedfile.original_name"},
    What.FILE_NAME: {
        *("core_importjob.filename", "communities_community.source"),
        *("core_importrow.data", "core_event.changes"),
    },
    What.STAFF: {"accounts_user.display_name"},
    What.EMAIL: {"accounts_user.email"},
    What.KEY: {"accounts_user.password", "otp_totp_totpdevice.key"},
}
"""Column by column, where words may lie in the clear. Contacts and codes: nowhere."""
