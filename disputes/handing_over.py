"""Cases whose office or handler is gone, and who could take them: one page for all of them."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Post, PostHolding, User
from accounts.roles import granting
from disputes.actions import assign
from disputes.models import Dispute
from puyang_property.core.refusals import Refused

ASSIGN, HANDLE = "disputes.assign_dispute", "disputes.reply_dispute"
AT_ONCE = 200  # cases on one page


def left_behind(user):
    """Return the open cases that `user` may give to somebody because nobody is there for them."""
    vacant = Post.objects.vacant().filter(pk=OuterRef("responsible_post"))
    held = PostHolding.objects.current(timezone.localdate()).filter(user=OuterRef("handler"))
    gone = Q(handler__isnull=False) & (Q(handler__is_active=False) | ~Exists(held))
    nobody = Q(handler=None) & (Q(responsible_post=None) | Exists(vacant))
    rows = Dispute.objects.visible_to(user, ASSIGN).open().filter(gone | nobody)
    return rows.order_by("next_due_on", "id")


def takers(user):
    """Return the people who handle cases somewhere in the areas of `user`."""
    inside = Q(pk__in=[])
    for path in user.paths_for(ASSIGN):
        inside |= Q(area__path__startswith=path)
    posts = Post.objects.filter(inside, role__in=granting(HANDLE))
    held = PostHolding.objects.current(timezone.localdate()).filter(post__in=posts)
    found = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return found.order_by("display_name", "pk")


@transaction.atomic
def hand_over(cases, handler, *, by, now=None):
    """Name `handler` for all `cases`, or for none; return how many.

    Raises Refused naming the cases that lie outside the areas of `handler`.
    """
    outside = [str(case) for case in cases if not handler.has_perm(HANDLE, case)]
    if outside:
        text = _("%(person)s has no post that handles these cases: %(cases)s.")
        named = {"person": handler, "cases": "、".join(outside[:10])}
        raise Refused(text % named, field="handler")
    for case in cases:
        assign(case, by=by, handler=handler, now=now)
    return len(cases)
