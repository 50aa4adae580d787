"""Who gets what at the addresses of disputes."""

from disputes.choices import Decision
from puyang_property.core.models.files import FileState
from tests.factories.core_files import StoredFileFactory
from tests.factories.disputes import (
    CategoryFactory,
    ClauseFactory,
    ClockRequestFactory,
    ComplaintFactory,
    DisputeFactory,
    MediationFactory,
    MediationSessionFactory,
    PartyFactory,
)
from tests.matrix.lines import (
    ANY,
    AUDITORS,
    CLERKS,
    ELSEWHERE,
    EVERYBODY,
    FIELD,
    MEDIATORS,
    NONE,
    OFFICERS,
    USES_ADMIN,
    WORKERS,
    Line,
    admin,
    public,
    staff,
)

READERS = OFFICERS | FIELD | AUDITORS
DESK = OFFICERS | CLERKS
BOTH = ["GET", "POST"]

# verb → who may take it, wherever their posts are
VERBS = {
    "accept": DESK,
    "refuse": DESK,
    "refer": DESK,
    "send_back": DESK,
    "merge": DESK,
    "withdraw": DESK,
    "start_mediation": DESK | MEDIATORS,
    "agree": MEDIATORS,
    "end_mediation": MEDIATORS,
    "reply": DESK,
    "close": DESK | WORKERS,
    "redo": OFFICERS,
    "reopen": DESK,
    "suspend": OFFICERS,
    "resume": DESK,
}
STEPS = {  # what moves no state
    "assign": DESK,
    "take_out": DESK,
    "link_transfer": DESK,
    "leave_issue": DESK,
    "note": DESK | WORKERS | MEDIATORS,
    "write": DESK | WORKERS | MEDIATORS,
    "release_summary": DESK,
    "visit": DESK | WORKERS,
    "explain": OFFICERS,
    "urge": OFFICERS,
    "request_suspension": DESK,
    "request_extension": DESK,
    "contact": DESK,
    "photo": DESK,
    "decide": OFFICERS,
}
MEDIATION = (
    *("add_party", "consent", "party_contact", "recuse", "plan_session", "serve_notice"),
    *("hold_session", "cancel_session", "perform_clause", "break_clause"),
    *("ask_confirmation", "confirm", "named_paper"),
)


def by_role(urls, who, *, methods):
    """Return the lines of pages on a case in 京东社区, for roles that may do this at home."""
    return staff(*urls, methods=methods, yes=who - ELSEWHERE, hidden=who & ELSEWHERE, status=ANY)


LINES = [
    *public("disputes:file", "disputes:track", methods=BOTH),
    *public("disputes:leave", "disputes:act", methods=["POST"]),
    Line("disputes:leave", go=EVERYBODY, login=frozenset()),
    # without the query code both lead to the page that asks for it
    Line("disputes:receipt", go=EVERYBODY, login=frozenset()),
    Line("disputes:status", go=EVERYBODY, login=frozenset()),
    *public("api:category-list"),
    Line("api:complaint-list", "POST", yes=EVERYBODY, login=frozenset()),
    Line("api:complaint-detail", hidden=EVERYBODY, login=frozenset()),
    *staff("disputes:queue", "api:dispute-list", yes=READERS),
    *staff("disputes:hand_over", yes=OFFICERS | CLERKS),
    *staff("disputes:hand_over", methods=["POST"], yes=OFFICERS | CLERKS, status=422),
    *staff("disputes:figures", "disputes:counted_complaints", yes=DESK | AUDITORS),
    *staff("disputes:counter", methods=BOTH, yes=DESK | WORKERS),
    *staff("disputes:counter_places", yes=DESK | WORKERS),
    *staff("disputes:counter_hints", methods=["POST"], yes=DESK | WORKERS),
    *by_role(["disputes:detail", "disputes:paper", "disputes:mediation"], READERS, methods=["GET"]),
    *by_role(["api:dispute-detail"], READERS, methods=["GET"]),
    *(
        line
        for verb, who in (VERBS | STEPS).items()
        for line in by_role([f"disputes:{verb}"], who, methods=BOTH)
    ),
    *(
        line
        for verb, who in VERBS.items()
        for line in by_role([f"api:dispute-{verb.replace('_', '-')}"], who, methods=["POST"])
    ),
    *by_role([f"disputes:{page}" for page in MEDIATION], MEDIATORS, methods=BOTH),
    *admin("disputes.dispute", view=OFFICERS | AUDITORS),
    *admin("disputes.complaint", view=OFFICERS | AUDITORS),
    *admin("disputes.clockrequest", view=OFFICERS | AUDITORS),
    *admin(
        "disputes.category",
        view=USES_ADMIN,
        add=frozenset({"administrator"}),
        change=frozenset({"administrator"}),
        hidden=NONE,
    ),
]


def case(s, **traits):
    """A case at 京东社区 with the clerk of its street, and its complaint."""
    dispute = DisputeFactory(
        area=s.area("hualong-zhongyuanlu-jingdong"),
        first_post=s.clerk_zhongyuan.current_posts[0],
        **traits,
    )
    ComplaintFactory(dispute=dispute)
    return dispute


def photo(s):
    """What the resident sent along."""
    complaint = s.registered.complaints.get()
    return StoredFileFactory(hangs_on=complaint, state=FileState.READY)


def mediation(s):
    """A mediation by the street's mediator."""
    dispute = case(s, in_mediation=True)
    return MediationFactory(dispute=dispute, mediator=s.mediator_zhongyuan)


def clause(s):
    """What an owner promised."""
    return ClauseFactory(agreement__mediation=s.mediation, performer=s.party)


MAKERS = {
    "registered": case,
    "accepted": lambda s: case(s, accepted=True, handler=s.clerk_zhongyuan),
    "replied": lambda s: case(s, replied=True),
    "closed": lambda s: case(s, closed=True),
    "request": lambda s: ClockRequestFactory(dispute=s.accepted, decision=Decision.PENDING),
    "photo": photo,
    "mediation": mediation,
    "party": lambda s: PartyFactory(mediation=s.mediation),
    "session": lambda s: MediationSessionFactory(mediation=s.mediation),
    "clause": clause,
    "category": lambda s: CategoryFactory(),
}

STATES = {
    "registered": ("accept", "refuse", "refer", "send_back", "merge", "withdraw", "assign"),
    "accepted": ("start_mediation", "reply", "suspend", "resume"),
    "replied": ("close", "redo", "visit", "explain"),
    "closed": ("reopen",),
}
STATE_OF = {verb: state for state, verbs in STATES.items() for verb in verbs}


def number(verb):
    """Return the maker of the arguments of a page: a case in a state that fits the verb."""
    state = STATE_OF.get(verb, "accepted")
    return lambda s: {"number": getattr(s, state).number}


def of_mediation(name=None):
    """Return the maker of the arguments of a page about a part of the mediation."""

    def arguments(s):
        part = {"pk": getattr(s, name).pk} if name else {}
        return {"number": s.mediation.dispute.number, **part}

    return arguments


SAMPLES = {
    **{f"disputes:{verb}": number(verb) for verb in (*VERBS, *STEPS, "detail", "paper")},
    **{f"api:dispute-{verb.replace('_', '-')}": number(verb) for verb in (*VERBS, "detail")},
    **{f"disputes:{page}": of_mediation() for page in ("mediation", "agree", "end_mediation")},
    **{f"disputes:{page}": of_mediation() for page in MEDIATION},
    **dict.fromkeys(["disputes:consent", "disputes:party_contact"], of_mediation("party")),
    **{f"disputes:{act}_session": of_mediation("session") for act in ("hold", "cancel")},
    "disputes:serve_notice": of_mediation("session"),
    "disputes:plan_session": of_mediation(),
    **{f"disputes:{act}_clause": of_mediation("clause") for act in ("perform", "break")},
    "disputes:status": lambda s: {"number": s.registered.number},
    "disputes:act": lambda s: {"number": s.registered.number, "step": "add"},
    "disputes:contact": lambda s: {
        "number": s.registered.number,
        "pk": s.registered.complaints.get().pk,
    },
    "disputes:photo": lambda s: {"number": s.registered.number, "uuid": s.photo.uuid},
    "disputes:decide": lambda s: {"number": s.accepted.number, "pk": s.request.pk},
    "api:complaint-detail": lambda s: {"number": s.registered.number},
    "admin:disputes_dispute": lambda s: s.registered,
    "admin:disputes_complaint": lambda s: s.registered.complaints.get(),
    "admin:disputes_clockrequest": lambda s: s.request,
    "admin:disputes_category": lambda s: s.category,
}
