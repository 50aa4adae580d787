"""What a resident with number and query code may know: one answer for page and API."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes import deadlines, status_queries
from disputes.choices import ASSIGNED_CHANNELS, State
from disputes.models import Complaint
from disputes.stages import STAGES
from puyang_property.core import counted, rulebook, secrecy, throttle
from puyang_property.core.calendar import current_calendar
from puyang_property.core.periods import due

WINDOW = timedelta(minutes=15)
WRONG_PER_NUMBER = 5
WRONG_PER_ADDRESS = 20
# what happened → in words for the resident; what is not listed stays inside the office
PUBLIC_EVENTS = {
    "referred": gettext_lazy("Passed to another office that may be in charge"),
    "sent_back": gettext_lazy("Returned by that office: not in charge"),
    "accepted": gettext_lazy("Accepted"),
    "refused": gettext_lazy("Not accepted"),
    "mediation_started": gettext_lazy("Mediation started"),
    "agreed": gettext_lazy("Both sides reached an agreement"),
    "mediation_ended": gettext_lazy("Mediation ended without agreement"),
    "replied": gettext_lazy("The office replied"),
    "visited": gettext_lazy("Return visit"),
    "answered": gettext_lazy("You answered"),
    "explained": gettext_lazy("The supervising office explained its view"),
    "redone": gettext_lazy("The supervising office has it handled again"),
    "closed": gettext_lazy("Closed"),
    "reopened": gettext_lazy("Reopened"),
    "suspended": gettext_lazy("Paused with the district's approval"),
    "resumed": gettext_lazy("Taken up again"),
    "extension_granted": gettext_lazy("More time was granted by the district"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "joined_by": gettext_lazy("Joined with others about the same matter"),
    "information_added": gettext_lazy("You added information"),
    "wrote_to_resident": gettext_lazy("The office wrote to you"),
}


@dataclass(frozen=True)
class Promise:
    """One promised date: `due_on` a Shanghai date, `counted` the arithmetic in sentences."""

    kind: str
    label: str
    due_on: object
    provisional: bool
    counted: str
    basis: str = ""
    expected: bool = False


@dataclass(frozen=True)
class Status:
    """Everything that the status page and the API tell about one complaint, read when told."""

    complaint: Complaint
    stage: str
    next_step: str
    step: int
    office: str
    reply: str = ""

    @cached_property
    def deadlines(self):
        """Return the promised dates."""
        return promises(self.complaint.dispute, runs=_may_have(self.complaint, "has_clocks"))

    @cached_property
    def events(self):
        """Return what happened, oldest first."""
        return _events(self.complaint)

    @cached_property
    def messages(self):
        """Return what office and resident wrote to each other, oldest first."""
        if not _may_have(self.complaint, "has_messages"):
            return []
        return status_queries.MESSAGES.rows(pk=self.complaint.pk)

    @cached_property
    def photos(self):
        """Return the photos of the complaint, oldest first."""
        if not _may_have(self.complaint, "has_photos"):
            return []
        return status_queries.of(status_queries.PHOTOS, self.complaint)

    @cached_property
    def viewed(self):
        """Return which office saw the contact details, when and why, newest first."""
        if not _may_have(self.complaint, "was_viewed"):
            return []
        return [_viewing(row) for row in status_queries.of(status_queries.VIEWINGS, self.complaint)]


def _may_have(complaint, what):
    """Tell whether to look: the page's own query says what there is, others do not know."""
    return getattr(complaint, what, True)


def open_by_code(number, code, *, address):
    """Return the complaint that `number` and `code` open, or None; no hint which of both is wrong.

    Wrong codes are counted per number and per address; raises throttle.TooMany (429).
    """
    number = (number or "").strip().upper()[:24]
    limits = (
        ("query-code", f"{address}\n{number}", WRONG_PER_NUMBER),
        ("query-address", address, WRONG_PER_ADDRESS),
    )
    for scope, key, limit in limits:
        verdict = throttle.peek(scope, key, limit=limit, window=WINDOW)
        if not verdict.allowed:
            raise throttle.TooMany(verdict.retry_after)
    complaint = Complaint.objects.select_related("dispute").filter(number=number).first()
    digest = complaint.query_code_digest if complaint else secrecy.code_digest("00000000")
    matches = secrecy.code_matches(code or "", digest)
    if complaint is not None and matches:
        return complaint
    for scope, key, limit in limits:
        throttle.hit(scope, key, limit=limit, window=WINDOW)
    return None


def status_of(complaint):
    """Return the Status of `complaint`."""
    dispute = complaint.dispute
    stage = STAGES[dispute.state]
    return Status(
        complaint=complaint,
        stage=str(stage.label),
        next_step=str(stage.next_step),
        step=stage.step,
        office=office_of(dispute),
        reply=complaint.reply,
    )


def office_of(dispute):
    """Return the office that has the case, never a person."""
    post = dispute.responsible_post
    if post is None:
        return _("the city's housing office")
    return f"{post.area.short_name} {post.get_role_display()}"


def promises(dispute, *, runs=True):
    """Return the promised dates of `dispute`, the nearest first, each with its arithmetic.

    Before acceptance the day of the reply is told as expected: counted from the last day for
    accepting, so that a resident knows when to hear at the latest. `runs=False`: no clock does.
    """
    running = status_queries.of(status_queries.RUNNING, dispute) if runs else ()
    told = [
        Promise(
            kind=deadline.kind,
            label=deadline.label,
            due_on=deadline.due_on,
            provisional=deadline.provisional,
            counted=deadline.counted_text,
            basis=deadline.basis,
        )
        for deadline in running
    ]
    if dispute.state in {State.REGISTERED, State.REFERRED}:
        told.append(_expected_reply(dispute, told))
    return [promise for promise in told if promise]


def _expected_reply(dispute, told):
    if any(promise.kind == deadlines.HANDLE for promise in told):
        return None
    last_day = max((promise.due_on for promise in told), default=dispute.received_on)
    start = dispute.received_on if dispute.channel in ASSIGNED_CHANNELS else last_day
    code = deadlines.handle_rule(dispute.channel)
    expected = due(start, rulebook.rule(code), current_calendar())
    return Promise(
        kind=deadlines.HANDLE,
        label=_("Reply at the latest, if accepted on the last day"),
        due_on=expected.due_on,
        provisional=expected.provisional,
        counted=counted.as_text(expected.counted),
        basis=rulebook.spec(code).basis,
        expected=True,
    )


def _events(complaint):
    """Return what happened, oldest first, as {at, text}; other people's steps are left out."""
    told = [{"at": complaint.filed_at, "text": _("Filed")}]
    public = sorted(set(PUBLIC_EVENTS) - {"filed"})
    steps = status_queries.of(status_queries.STEPS, complaint.dispute, names=public)
    for name, at, changes in steps:
        if _concerns(changes, complaint):
            told.append({"at": at, "text": str(PUBLIC_EVENTS[name])})
    return told


def _concerns(changes, complaint):
    """Tell whether the step was about this complaint: about all, about it alone, or about some."""
    alone = changes.get("complaint")
    return alone in (None, complaint.pk) and complaint.pk in changes.get("only", [complaint.pk])


def _viewing(row):
    post = row.post
    office = f"{post.area.short_name} {post.get_role_display()}" if post else _("staff")
    return {"at": row.at, "office": office, "reason": row.reason}


def today():
    """Return today's Shanghai date."""
    return timezone.localdate()
