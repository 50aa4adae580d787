"""The work lists of the desk: one definition for the tabs, the counts and the front page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Post
from disputes.choices import FINAL_STATES, OPEN_STATES, Decision, Satisfied, Solved, State
from disputes.models import ClockRequest, Complaint, Mediation


@dataclass(frozen=True)
class Queue:
    """One work list: `condition(user)` is the Q that its cases fulfil."""

    slug: str
    label: str
    condition: Callable
    permission: str = "disputes.view_dispute"

    def of(self, rows, user):
        """Return the cases of `rows` that stand in this list of `user`."""
        return rows.filter(self.condition(user))


def is_open():
    """Return the condition for a case that somebody still has to handle."""
    return Q(state__in=OPEN_STATES)


def _mine(user):
    # looked up first: three lists of keys have an index each, a subquery among them has none
    mediating = Mediation.objects.filter(mediator=user, ended_at=None)
    mediated = list(mediating.values_list("dispute", flat=True))
    posts = [post.pk for post in user.current_posts]
    return is_open() & (Q(responsible_post__in=posts) | Q(handler=user) | Q(pk__in=mediated))


def _overdue(user):
    return is_open() & Q(next_due_on__lt=timezone.localdate())


def _today(user):
    return is_open() & Q(next_due_on=timezone.localdate())


def _dissatisfied(user):
    unhappy = Complaint.objects.filter(dispute=OuterRef("pk")).filter(
        Q(solved=Solved.NO) | Q(satisfied=Satisfied.NO)
    )
    return Q(state=State.REPLIED, explained_at=None) & Q(Exists(unhappy))


def _to_visit(user):
    waiting = Complaint.objects.filter(dispute=OuterRef("pk"), answered_at=None)
    return Q(state=State.REPLIED) & Q(Exists(waiting))


def _requests(user):
    pending = ClockRequest.objects.filter(dispute=OuterRef("pk"), decision=Decision.PENDING)
    return is_open() & Q(Exists(pending))


def _vacant(user):
    # the vacant posts are few: looked up once, not once for each case
    vacant = list(Post.objects.vacant().values_list("pk", flat=True))
    return is_open() & (Q(responsible_post=None) | Q(responsible_post__in=vacant))


def _states(*states):
    return lambda user: Q(state__in=states)


APPROVE = "disputes.approve_suspension_dispute"

QUEUES = (
    Queue("mine", _("Mine"), _mine),
    Queue("open", _("All open"), lambda user: is_open()),
    Queue("today", _("Due today"), _today),
    Queue("overdue", _("Overdue"), _overdue),
    Queue("deciding", _("To be decided"), _states(State.REGISTERED, State.REFERRED)),
    Queue("handling", _("Being handled"), _states(State.IN_PROGRESS, State.SUSPENDED)),
    Queue("mediation", _("In mediation"), _states(State.IN_MEDIATION, State.AGREED)),
    Queue("visit", _("To be visited"), _to_visit),
    Queue("dissatisfied", _("Not satisfied"), _dissatisfied),
    Queue("requests", _("Requests to decide"), _requests, APPROVE),
    Queue("vacant", _("Post vacant"), _vacant),
    Queue("closed", _("Ended"), _states(*FINAL_STATES)),
    Queue("all", _("All"), lambda user: Q()),
)
BY_SLUG = {queue.slug: queue for queue in QUEUES}


def offered_to(user):
    """Return the lists that `user` has a use for."""
    return [queue for queue in QUEUES if user.has_perm(queue.permission)]
