"""Who is told what: one function per occasion. The words hold numbers and places, never people."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as words

from accounts.choices import RoleSlug
from accounts.models import Post
from accounts.offices import Offices
from disputes import routing
from puyang_property.core.ladder import Rung
from puyang_property.core.notifications import Occasion, notify, register

REMINDED_WITH = ("area_path", "responsible_post", "first_post")  # all that `recipients` reads
# slug → name, title, body; %(number)s, %(place)s and %(category)s are filled in at delivery
OCCASIONS = {
    "dispute_filed": (
        gettext_lazy("New complaint"),
        words("New complaint %(number)s"),
        words("%(place)s, %(category)s. Decide whether to accept it."),
    ),
    "dispute_referred": (
        gettext_lazy("Referred"),
        words("Case %(number)s was referred to you"),
        words("%(place)s, %(category)s. Accept it or send it back with a reason."),
    ),
    "dispute_sent_back": (
        gettext_lazy("Sent back"),
        words("Case %(number)s was sent back"),
        words("%(place)s, %(category)s. Accept it, or decide which office is competent."),
    ),
    "dispute_visit": (
        gettext_lazy("Return visit"),
        words("Return visit for case %(number)s"),
        words("%(place)s, %(category)s. The office has replied; ask the resident both questions."),
    ),
    "dispute_dissatisfied": (
        gettext_lazy("Not satisfied"),
        words("Not satisfied: case %(number)s"),
        words("%(place)s, %(category)s. Decide: have it handled again, or explain."),
    ),
    "dispute_redone": (
        gettext_lazy("Handled again"),
        words("Case %(number)s is to be handled again"),
        words("%(place)s, %(category)s. Read the supervisor's note; a new date runs."),
    ),
    "dispute_reopened": (
        gettext_lazy("Reopened"),
        words("Case %(number)s was reopened"),
        words("%(place)s, %(category)s. A new round has begun."),
    ),
    "dispute_withdrawn": (
        gettext_lazy("Withdrawn"),
        words("Case %(number)s was withdrawn"),
        words("%(place)s, %(category)s. Nothing more is due."),
    ),
    "dispute_information": (
        gettext_lazy("New information"),
        words("New information on case %(number)s"),
        words("%(place)s, %(category)s. The resident has added something."),
    ),
    "dispute_request": (
        gettext_lazy("Decision asked for"),
        words("Decision asked for on case %(number)s"),
        words("%(place)s, %(category)s. A suspension or an extension waits for your decision."),
    ),
    "dispute_request_decided": (
        gettext_lazy("Request decided"),
        words("Your request on case %(number)s was decided"),
        words("%(place)s, %(category)s. Open the case to read the decision."),
    ),
    "dispute_mediation": (
        gettext_lazy("Mediation"),
        words("Mediation in case %(number)s"),
        words("%(place)s, %(category)s. You are its mediator: invite the parties."),
    ),
    "dispute_agreed": (
        gettext_lazy("Agreement"),
        words("Agreement in case %(number)s"),
        words("%(place)s, %(category)s. Watch its clauses, and reply to the resident."),
    ),
    "dispute_not_agreed": (
        gettext_lazy("No agreement"),
        words("No agreement in case %(number)s"),
        words("%(place)s, %(category)s. The case is yours to handle again."),
    ),
    "dispute_clause_broken": (
        gettext_lazy("Clause not performed"),
        words("A clause was not performed: case %(number)s"),
        words("%(place)s, %(category)s. Open the case and decide what follows."),
    ),
}


def _said(text):
    """Return the function that renders `text` for a notice in the active language."""

    def render(notice):
        dispute = notice.subject
        return _(text) % {
            "number": dispute.number,
            "place": dispute.place_name,
            "category": dispute.category.name,
        }

    return render


def register_occasions():
    """Tell the kernel the words of this room; called once when the app is ready."""
    for slug, (name, title, body) in OCCASIONS.items():
        register(Occasion(slug, _said(title), _said(body), name=name))


def _tell(dispute, occasion, posts, *, now, extra=""):
    posts = [post for post in posts if post is not None]
    key = f"dispute:{dispute.pk}:{occasion}:{extra or now.isoformat()}"
    if posts:
        notify(key=key, occasion=occasion, to=posts, subject=dispute)


def filed(dispute, *, now):
    """Tell the receiving post."""
    _tell(dispute, "dispute_filed", [dispute.responsible_post], now=now, extra="first")


def referred(dispute, *, now):
    """Tell the office that it was referred to."""
    _tell(dispute, "dispute_referred", [dispute.responsible_post], now=now)


def sent_back(dispute, *, now):
    """Tell the first receiver, or the district after the second return."""
    _tell(dispute, "dispute_sent_back", [dispute.responsible_post], now=now)


def replied(dispute, *, now):
    """Tell who visits: the nearest community worker, and the responsible post."""
    worker = Post.objects.nearest(dispute.area.path, (RoleSlug.COMMUNITY_WORKER,))
    _tell(dispute, "dispute_visit", [worker, dispute.responsible_post], now=now)


def dissatisfied(complaint, *, now):
    """Tell the supervisor."""
    dispute = complaint.dispute
    posts = [routing.supervisor(dispute)]
    extra = f"{complaint.pk}:{dispute.round}"
    _tell(dispute, "dispute_dissatisfied", posts, now=now, extra=extra)


def redone(dispute, *, now):
    """Tell the responsible post."""
    _tell(dispute, "dispute_redone", [dispute.responsible_post], now=now)


def reopened(dispute, *, now):
    """Tell the responsible post."""
    _tell(dispute, "dispute_reopened", [dispute.responsible_post], now=now)


def withdrawn(dispute, *, now):
    """Tell the responsible post."""
    _tell(dispute, "dispute_withdrawn", [dispute.responsible_post], now=now)


def information_added(complaint, *, now):
    """Tell the responsible post."""
    dispute = complaint.dispute
    _tell(dispute, "dispute_information", [dispute.responsible_post], now=now)


def clock_requested(request, *, now):
    """Tell the district."""
    dispute = request.dispute
    posts = [routing.supervisor(dispute)]
    _tell(dispute, "dispute_request", posts, now=now, extra=str(request.pk))


def clock_decided(request, *, now):
    """Tell the responsible post."""
    dispute = request.dispute
    posts = [dispute.responsible_post]
    _tell(dispute, "dispute_request_decided", posts, now=now, extra=str(request.pk))


def mediation_started(mediation, *, now):
    """Tell the mediator through the post that mediates here."""
    dispute = mediation.dispute
    post = mediation.mediator.post_for("disputes.mediate_dispute", dispute)
    _tell(dispute, "dispute_mediation", [post], now=now, extra=str(mediation.pk))


def agreed(agreement, *, now):
    """Tell the responsible post."""
    dispute = agreement.mediation.dispute
    _tell(dispute, "dispute_agreed", [dispute.responsible_post], now=now)


def mediation_ended(mediation, *, now):
    """Tell the responsible post."""
    dispute = mediation.dispute
    _tell(dispute, "dispute_not_agreed", [dispute.responsible_post], now=now)


def clause_broken(clause, *, now):
    """Tell the responsible post and the office above it."""
    dispute = clause.dispute
    post = dispute.responsible_post
    posts = [post, routing.next_office_up(post) if post else None]
    _tell(dispute, "dispute_clause_broken", posts, now=now, extra=str(clause.pk))


def urged(dispute, deadline, *, now):
    """Tell the responsible post and the first receiver, in the words of the ladder's urging."""
    posts = {dispute.responsible_post, dispute.first_post} - {None}
    if posts:
        notify(
            key=f"dispute:{dispute.pk}:urged:{now.isoformat()}",
            occasion=f"deadline_{Rung.URGE}",
            to=sorted(posts, key=lambda post: post.pk),
            subject=dispute,
            context={
                "rung": Rung.URGE,
                "due_on": deadline.due_on.isoformat(),
                "name_zh": deadline.name_zh,
                "name_en": deadline.name_en,
            },
        )


def recipients(owed):
    """Return for each (deadline, rung) who is reminded; see _reminded. Two queries for all."""
    cases = [getattr(deadline.subject, "dispute", deadline.subject) for deadline, _rung in owed]
    ids = {deadline.post_id for deadline, _rung in owed}
    ids |= {pk for case in cases for pk in (case.responsible_post_id, case.first_post_id)}
    offices = Offices(routing.RECEIVING_ROLES, ids - {None})
    return [
        _reminded(deadline, rung, case, offices)
        for (deadline, rung), case in zip(owed, cases, strict=True)
    ]


def _reminded(deadline, rung, dispute, offices):
    """Return the post that owes, or where there is none the office in charge of the place.

    From the urging on also the first receiver; at supervision the next office up, and at every
    rung while nobody holds the post that owes.
    """
    post = offices.get(deadline.post_id or dispute.responsible_post_id)
    post = post or offices.nearest(dispute.area_path, routing.RECEIVING_ROLES)
    posts = [post]
    if rung in {Rung.URGE, Rung.SUPERVISE}:
        posts.append(offices.get(dispute.first_post_id))
    if post and (rung == Rung.SUPERVISE or not offices.is_held(post)):
        posts.append(routing.next_office_up(post, offices.nearest))
    return list({post.pk: post for post in posts if post}.values())
