"""The verbs on dossiers: the only writers of entries and requests."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions import require
from communities.dossiers import counting, items, requests
from communities.dossiers.choices import Answer
from communities.models import DossierEntry, DossierRequest
from puyang_property.core import clock, files, history
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock

KEEP = "communities.keep_dossier"
PAPER = "dossier"


@transaction.atomic
def record(community, *, item, by, answer=Answer.PRESENT, on=None, note="", paper=None, now=None):
    """Record that the paper of `item` is there, with a scan where given, or why it is not needed.

    Raises Refused for what the register shows by itself: that is entered in the register.
    """
    actor, found = _begin(community, item, by)
    if found.fact and answer == Answer.PRESENT:
        raise Refused(_("The register shows this by itself. Enter it there."))
    if answer == Answer.NOT_APPLICABLE and not note.strip():
        raise ValidationError({"note": _("Say why the compound does not need it.")})
    if on is not None and on > timezone.localdate(now):
        raise ValidationError({"on": _("This day is still to come.")})
    entry = DossierEntry(
        community=community,
        item=found.key,
        answer=answer,
        on=on,
        note=note.strip(),
        recorded_by=actor.user,
    )
    if DossierEntry.objects.standing().filter(community=community, item=found.key).exists():
        raise Refused(_("This item is recorded already. Take that back first."))
    entry.full_clean()
    entry.save()
    if paper:
        files.store(paper, subject=entry, purpose=PAPER, by=actor, now=now, pdf=True)
    told = {"item": found.key, "answer": answer, "entry": entry.pk}
    _tell(community, "dossier_recorded", actor, note, now, told)
    return entry


@transaction.atomic
def withdraw(entry, *, by, note, now=None):
    """Take an entry back, with the reason; the item is missing again."""
    community = entry.community
    actor = require(by, KEEP, lock(community))
    lock(entry)
    if entry.withdrawn_at:
        return entry
    _refuse_gone(community)
    entry.withdrawn_at = now or timezone.now()
    entry.save(update_fields=["withdrawn_at"])
    told = {"item": entry.item, "entry": entry.pk}
    _tell(community, "dossier_withdrawn", actor, note, now, told)
    return entry


@transaction.atomic
def ask_for(community, *, item, until, responsible, by, note="", now=None):
    """Ask for what is missing until a day; the responsible office is reminded until it arrives."""
    actor, found = _begin(community, item, by)
    if until < timezone.localdate(now):
        raise ValidationError({"until": _("This day is over.")})
    missing = counting.assessments([community])[community.pk].missing
    if found.key not in missing:
        raise Refused(_("This is not missing."))
    request = DossierRequest(
        community=community,
        item=found.key,
        asked_of=found.owed_by,
        due_on=until,
        responsible=responsible,
        note=note.strip(),
        recorded_by=actor.user,
    )
    if DossierRequest.objects.open().filter(community=community, item=found.key).exists():
        raise Refused(_("This paper is asked for already."))
    request.full_clean()
    request.save()
    requests.start_clock(request, found, now=now)
    told = {"item": found.key, "request": request.pk, "due_on": until, "post": responsible.pk}
    _tell(community, "dossier_asked_for", actor, note, now, told)
    return request


@transaction.atomic
def drop_request(request, *, by, note, now=None):
    """Ask no longer, with the reason."""
    community = request.community
    actor = require(by, KEEP, lock(community))
    lock(request)
    if request.met_on or request.withdrawn_at:
        raise Refused(_("This request is settled."))
    request.withdrawn_at = now or timezone.now()
    request.save(update_fields=["withdrawn_at"])
    clock.cancel(request, requests.CLOCK, now=now)
    told = {"item": request.item, "request": request.pk}
    _tell(community, "dossier_request_dropped", actor, note, now, told)
    return request


def follow_merge(source, into, *, by, now):
    """Let papers of a merged entry count for the entry that stands for it, where it lacks them."""
    recorded = DossierEntry.objects.standing().filter(community=into).values_list("item", flat=True)
    moved = DossierEntry.objects.standing().filter(community=source).exclude(item__in=recorded)
    for entry in moved:
        entry.community = into
        entry.save(update_fields=["community"])
    requests.follow_merge(source, into, by=by, now=now)


def _begin(community, item, by):
    """Lock the compound; return the actor and the Item, refusing what its kind does not have."""
    actor = require(by, KEEP, lock(community))
    _refuse_gone(community)
    found = next((each for each in items.of(community.kind) if each.key == item), None)
    if found is None:
        raise Refused(_("The dossier of this kind of compound has no such item. Reload the page."))
    return actor, found


def _refuse_gone(community):
    if not community.is_current:
        raise Refused(
            _("“%(name)s” was merged or taken back; it no longer changes.") % {"name": community}
        )


def _tell(community, name, actor, note, now, changes):
    """Write history; what follows it counts the dossier anew."""
    history.record(community, name, by=actor, note=note, now=now, changes=changes, permission=KEEP)
