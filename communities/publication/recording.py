"""The verbs on published information, and the clock of each group."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions import require as permitted
from communities.locking import lock_under
from communities.models import Publication
from communities.publication.deadlines import CLOCK, code_of
from puyang_property.core import clock, files, history, periods, rulebook
from puyang_property.core.calendar import current_calendar
from puyang_property.core.models import Deadline
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock

KEEP = "communities.keep_publication"
PURPOSE = "publication"
LONGEST = timedelta(days=5 * 366)  # no law says it; a board that nobody renews is outdated


@transaction.atomic
def record(
    *, by, community, group, published_on, valid_until=None, document=None, now=None, **told
):
    """Record that `group` was shown in the compound; it counts as long as the setting says.

    `told`: site, text, period_from, period_to, document_is_public. With `valid_until` the
    publication itself says how long it counts.
    """
    actor = permitted(by, KEEP, lock(community))
    if not community.is_current:
        raise Refused(
            _("“%(name)s” was merged or taken back; it no longer changes.") % {"name": community}
        )
    if published_on > timezone.localdate(now):
        raise ValidationError({"published_on": _("This day is still to come.")})
    if not told.get("text", "").strip() and not document:
        raise ValidationError({"text": _("Say what was published, or add a document or photo.")})
    if valid_until and valid_until - published_on > LONGEST:
        raise ValidationError(
            {"valid_until": _("Five years at most: after that it is shown anew.")}
        )
    row = Publication(community=community, group=group, published_on=published_on, **told)
    row.valid_until = valid_until or counts_until(group, published_on)
    row.full_clean()
    row.save()
    if document:
        files.store(document, subject=row, purpose=PURPOSE, by=actor, now=now, pdf=True)
    changes = {"community": community, "group": group, "published_on": published_on}
    changes["valid_until"] = row.valid_until
    history.record(row, "recorded", by=actor, now=now, changes=changes)
    settle_clock(community, group, now=now)
    return row


@transaction.atomic
def withdraw(publication, *, by, note, now=None):
    """Take back what was recorded by mistake, with the reason; an earlier one counts again."""
    actor = permitted(by, KEEP, lock_under(publication))
    if not note.strip():
        raise ValidationError({"note": _("Give the reason.")})
    if publication.withdrawn_at:
        raise Refused(_("This was taken back already."))
    publication.withdrawn_at, publication.withdrawn_by = now or timezone.now(), actor.user
    publication.save(update_fields=["withdrawn_at", "withdrawn_by"])
    history.record(publication, "withdrawn", by=actor, note=note, now=now)
    clock.cancel(publication, CLOCK, now=now)
    settle_clock(publication.community, publication.group, now=now)
    return publication


def counts_until(group, published_on):
    """Return the last day on which a publication counts as current, by the setting of today."""
    rule = rulebook.rule(code_of(group))
    return periods.due(published_on, rule, current_calendar()).due_on


def settle_clock(community, group, *, now=None):
    """Let the clock of a group run on its newest publication and on no other."""
    rows = Publication.objects.standing().filter(community=community, group=group)
    newest, running = rows.order_by("-valid_until", "-id").first(), _running(rows)
    for row in running:
        if row != newest:
            clock.meet(row, CLOCK, now=now)
    if newest is not None and newest not in running:
        clock.start_on(
            newest,
            CLOCK,
            newest.valid_until,
            rule_code=code_of(group),
            started=newest.published_on,
            now=now,
        )


def _running(rows):
    """Return those of `rows` whose clock is open."""
    ids = rows.values_list("pk", flat=True)
    kind = ContentType.objects.get_for_model(Publication)
    open_ = Deadline.objects.open().filter(subject_type=kind, subject_id__in=ids, kind=CLOCK)
    return list(rows.filter(pk__in=open_.values("subject_id")).select_related("community"))
