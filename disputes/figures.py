"""Every figure of the cases: one definition for its number, its words and the list behind it.

A figure is a base (which rows, in which span) and a condition on it. The table (figure_table)
counts with both, grouped by area; the list shows the same rows; a test holds them equal.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from disputes import deadlines
from disputes.choices import OPEN_STATES, Satisfied, Solved, State
from disputes.models import Complaint, Dispute, Referral
from puyang_property.core.models import Deadline

PERMISSION = "disputes.view_figures"


@dataclass(frozen=True)
class Base:
    """Rows to count: of `model` those of `condition(span, now)`; `path` holds their area's path."""

    model: type
    condition: Callable = lambda span, now: Q()
    path: str = "area_path"
    keys: Callable | None = None  # a query of the keys of the rows, where other rows tell them

    def where(self, span, now, keys_by="in"):
        """Return which rows are counted; `keys_by`: the lookup that finds them by their keys."""
        if self.keys is None:
            return self.condition(span, now)
        return Q(**{f"pk__{keys_by}": self.keys(span, now)})


def _clocks(*kinds, **where):
    """Return the clocks of cases."""
    case = ContentType.objects.get_for_model(Dispute)
    own = Deadline.objects.filter(subject_type=case, **where).order_by()
    return own.filter(kind__in=kinds) if kinds else own.exclude(kind=deadlines.CONFIRMATION)


def _received(span, now):
    return Q(**span.days("received_on")) & ~Q(state=State.MERGED)


def _papers(span, now):
    return Q(**span.days("received_on"))


def _open(span, now):
    return Q(state__in=OPEN_STATES)


def _ended(span, now):
    return Q(**span.moments("closed_at"))


def _late(span, now):
    return _clocks(**span.days("due_on")).missed(now).values("subject_id")


def _answered(span, now):
    return _replies(span).values("subject_id")


def _replies(span):
    return _clocks(deadlines.HANDLE, **span.days("met_on"))


def _sent_back(span, now):
    returned = Referral.objects.filter(dispute=OuterRef("pk"), **span.moments("sent_back_at"))
    return Q(Exists(returned))


def _asked(span, now):
    return Q(dispute__state=State.CLOSED, **span.moments("dispute__closed_at"))


RECEIVED, PAPERS = Base(Dispute, _received), Base(Complaint, _papers, "dispute__area_path")
OPEN, ENDED, RETURNED = Base(Dispute, _open), Base(Dispute, _ended), Base(Dispute, _sent_back)
LATE, ANSWERED = Base(Dispute, keys=_late), Base(Dispute, keys=_answered)
ASKED = Base(Complaint, _asked, "dispute__area_path")
BASES = (RECEIVED, PAPERS, OPEN, LATE, ANSWERED, ENDED, ASKED, RETURNED)


@dataclass(frozen=True)
class Figure:
    """One number: what it is called, what it means, which rows it counts."""

    slug: str
    label: str
    meaning: str
    base: Base
    narrower: Callable = field(default=lambda span, now: Q())

    @property
    def is_now(self):
        """Tell whether the figure speaks of this moment, whatever span is chosen."""
        return self.base is OPEN

    @property
    def counts_complaints(self):
        """Tell whether its rows are people's complaints, not cases."""
        return self.base.model is Complaint

    def of(self, rows, span, *, now=None):
        """Return those of `rows` that this figure counts in `span`."""
        now = now or timezone.now()
        return rows.filter(self.base.where(span, now), self.narrower(span, now))

    def directly_in(self, rows, area):
        """Return those of `rows` that lie in `area`, but in none of the areas just below it."""
        paths = Area.objects.filter(parent=area).values_list("path", flat=True)
        below = [Q(**{f"{self.base.path}__startswith": path}) for path in paths]
        return rows.exclude(Q(*below, _connector=Q.OR)) if below else rows


def _in_time(span, now):
    return ~Q(pk__in=_replies(span).met_late().values("subject_id"))


def _given(**answers):
    return lambda span, now: Q(**answers)


FIGURES = (
    Figure(
        "received",
        _("Cases received"),
        _(
            "Cases that were received in the period, through every channel. A case that was joined"
            " to another is counted there, not twice."
        ),
        RECEIVED,
    ),
    Figure(
        "complaints",
        _("Complaints received"),
        _(
            "Complaints of residents that were received in the period; several may belong to one"
            " case."
        ),
        PAPERS,
    ),
    Figure(
        "open_now",
        _("Open now"),
        _("Cases that somebody still has to handle, at this moment, whenever they came in."),
        OPEN,
    ),
    Figure(
        "overdue_now",
        _("Overdue now"),
        _("Open cases whose next date has passed, at this moment, whenever they came in."),
        OPEN,
        lambda span, now: Q(next_due_on__lt=timezone.localdate(now)),
    ),
    Figure(
        "overdue_in_period",
        _("Overdue in the period"),
        _(
            "Cases of which a date fell due in the period and was not kept: not done by that day,"
            " even if it was done later. A date that was lengthened or stopped in time is not"
            " overdue; the window for judicial confirmation is a right of the parties and never is."
        ),
        LATE,
    ),
    Figure(
        "answered",
        _("Answered"),
        _("Cases to which the office replied in the period."),
        ANSWERED,
    ),
    Figure(
        "answered_in_time",
        _("Answered on time"),
        _("Of the cases answered in the period, those whose every reply kept its date."),
        ANSWERED,
        _in_time,
    ),
    Figure(
        "closed",
        _("Closed"),
        _("Cases that were closed in the period and are still closed."),
        ENDED,
        _given(state=State.CLOSED),
    ),
    Figure(
        "visited",
        _("Answers of residents"),
        _(
            "Complaints in the cases closed in the period whose resident said whether it is solved:"
            " at the return visit or on the tracking page."
        ),
        ASKED,
        _given(answered_at__isnull=False),
    ),
    Figure(
        "solved",
        _("Solved"),
        _("Of the answers of residents, those that say “solved”. “Partly solved” is not solved."),
        ASKED,
        _given(solved=Solved.YES),
    ),
    Figure(
        "satisfied",
        _("Satisfied"),
        _("Of the answers of residents, those that say “satisfied”. “So-so” is not satisfied."),
        ASKED,
        _given(satisfied=Satisfied.YES),
    ),
    Figure(
        "not_visited",
        _("Without an answer"),
        _(
            "Complaints in the cases closed in the period whose resident was not reached or did not"
            " want to answer. They are never counted as satisfied."
        ),
        ASKED,
        _given(answered_at__isnull=True),
    ),
    Figure(
        "returned",
        _("Sent back"),
        _("Cases that an office sent back in the period because it is not competent."),
        RETURNED,
    ),
    Figure(
        "refused",
        _("Not accepted"),
        _("Cases that were not accepted in the period; each has its reason."),
        ENDED,
        _given(state=State.REFUSED),
    ),
)
BY_SLUG = {figure.slug: figure for figure in FIGURES}
OF_CASES = tuple(figure for figure in FIGURES if not figure.counts_complaints)
OF_COMPLAINTS = tuple(figure for figure in FIGURES if figure.counts_complaints)
# a share in percent: what part of the second figure is the first
SHARES = {"answered_in_time": "answered", "solved": "visited", "satisfied": "visited"}


def percent(part, whole):
    """Return the share in whole percent, rounded down: 100 means all. None of nothing."""
    return part * 100 // whole if whole else None
