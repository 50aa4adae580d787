"""催办: the supervising office urges in writing what is late."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes import notifications
from disputes.actions.checks import open_case, permitted
from puyang_property.core import clock, history
from puyang_property.core.refusals import Refused


@transaction.atomic
def urge(dispute, *, by, note="", now=None):
    """Urge the office that has an overdue case, in writing and once a day."""
    now = now or timezone.now()
    actor = permitted(dispute, "disputes.urge_dispute", by)
    open_case(dispute)
    late = clock.open_for(dispute).overdue(now).order_by("due_on", "id").first()
    if late is None:
        raise Refused(_("Nothing of this case is overdue: its dates are kept so far."))
    if _urged_on(dispute, timezone.localdate(now)):
        raise Refused(_("The office was urged today already. Look again tomorrow."))
    history.record(
        dispute,
        "urged",
        by=actor,
        now=now,
        note=note,
        permission="disputes.urge_dispute",
        changes={"deadline": late.pk},
    )
    notifications.urged(dispute, late, now=now)
    return dispute


def _urged_on(dispute, day):
    """Tell whether somebody urged on that day; the ladder's own reminders are not meant."""
    last = history.of(dispute).filter(name="urged").last()
    return last is not None and timezone.localdate(last.at) == day
