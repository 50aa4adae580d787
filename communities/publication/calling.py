"""The verbs on contacts, and whom residents of a compound call."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions import require as permitted
from communities.models import Contact
from communities.models.places import above
from communities.publication.choices import ContactKind
from puyang_property.core import history
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock

KEEP = "communities.keep_contact"
FACTS = ("kind", "name", "phone", "hours", "is_public", "consented_on", "from_on", "to_on")
ORDER = {kind: place for place, kind in enumerate(ContactKind)}


@transaction.atomic
def add(*, by, community=None, area=None, now=None, **facts):
    """Enter whom to call at one compound, or in one area and everything in it."""
    contact = Contact(community=community, area=area, **_known(facts))
    if contact.place is None:
        raise ValidationError(_("Choose one compound or one area."))
    actor = permitted(by, KEEP, contact)
    if community is not None and not community.is_current:
        raise Refused(
            _("“%(name)s” was merged or taken back; it no longer changes.") % {"name": community}
        )
    contact.full_clean()
    contact.save()
    changes = {"community": community, "area": area, "kind": contact.kind}
    history.record(contact, "entered", by=actor, now=now, changes=changes)
    return contact


@transaction.atomic
def change(contact, *, by, now=None, **facts):
    """Change what is known of a contact."""
    actor = permitted(by, KEEP, lock(contact))
    changed = {f: value for f, value in _known(facts).items() if getattr(contact, f) != value}
    for field, value in changed.items():
        setattr(contact, field, value)
    contact.full_clean()
    contact.save()
    if changed:
        told = {"fields": sorted(changed)}
        history.record(contact, "changed", by=actor, now=now, changes=told)
    return contact


@transaction.atomic
def end(contact, *, by, on=None, note="", now=None):
    """Let the contact hold for the last time on the day `on` (today)."""
    actor = permitted(by, KEEP, lock(contact))
    on = on or timezone.localdate(now)
    if contact.to_on and contact.to_on < timezone.localdate(now):
        raise Refused(_("This contact has ended already."))
    contact.to_on = on
    contact.full_clean()
    contact.save(update_fields=["to_on", "changed_at"])
    history.record(contact, "ended", by=actor, note=note, now=now, changes={"to_on": on})
    return contact


def whom_to_call(community, on=None):
    """Return the public contacts of a compound, in the order of their posts.

    Of each post the nearest: those of the compound itself, else of the smallest area around it.
    """
    rows = Contact.objects.public(on).concerning(community).select_related("community", "area")
    return nearest(community, rows)


def whom_to_call_at(communities, on=None):
    """Return {id of a compound: its public contacts} for many compounds by one query."""
    paths = {path for community in communities for path in above(community.area_path)}
    rows = Contact.objects.public(on).filter(Q(community__in=communities) | Q(area__path__in=paths))
    rows = list(rows.select_related("community", "area"))
    return {community.pk: nearest(community, rows) for community in communities}


def nearest(community, rows):
    """Return of `rows` those that concern the compound, of each post only the nearest ones."""
    best, found = {}, []
    for row in rows:
        if row.community_id not in (None, community.pk):
            continue
        if not community.area_path.startswith(row.scope_path):
            continue
        depth = (row.community_id is not None, len(row.scope_path))
        found.append((row, depth))
        best[row.kind] = max(best.get(row.kind, depth), depth)
    kept = [r for r, depth in found if depth == best[r.kind] or r.kind == ContactKind.OTHER]
    return sorted(kept, key=lambda row: (ORDER[row.kind], row.name, row.pk))


def _known(facts):
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"No facts of a contact: {sorted(unknown)}.")
    return facts
