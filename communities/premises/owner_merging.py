"""Two entries of one owner become one: typed twice, or taken in from two workbooks.

Names are compared here and shown to nobody. What is kept of the merged entry is erased: the same
person is not kept twice.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from communities.actions import require
from communities.models import Unit
from communities.premises import owning
from puyang_property.core import history
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock

MERGE = "communities.merge_owner"


@transaction.atomic
def merge_owner(source, *, into, by, is_same_person=False, now=None):
    """Let the ownerships of `source` be those of `into`, fill in what that lacks, and erase it.

    `is_same_person` is the word of the clerk where the names differ: a slip of the pen, a former
    name. Units are locked before owners, as by whoever records an owner.
    """
    held = list(source.ownerships.order_by("pk").select_related("unit"))
    for unit in Unit.objects.filter(ownerships__in=held).distinct().order_by("pk"):
        lock(unit)
    for row in sorted((source, into), key=lambda row: row.pk):
        actor = require(by, MERGE, lock(row))
    _refuse_two_owners(source, into, is_same_person)
    held = list(source.ownerships.order_by("pk").select_related("unit"))
    _refuse_twice(held, into)
    filled = _fill_in(into, source)
    owning.erase(source, now=now)
    source.merged_into = into
    source.save(update_fields=["merged_into", "changed_at"])
    if filled:
        into.save(update_fields=[*filled, "changed_at"])
    for row in held:
        row.owner = into
        row.save(update_fields=["owner"])
        told = {"ownership": row.pk, "owner": into.pk, "merged_from": source.pk}
        history.record(row.unit, "owner_merged", by=actor, now=now, changes=told)
    changes = {"merged_into": into.pk, "ownerships": [row.pk for row in held]}
    history.record(source, "merged", by=actor, now=now, changes=changes)
    changes = {"merged_from": source.pk, "fields": filled}
    history.record(into, "took_in", by=actor, now=now, changes=changes)
    return into


def likely(owner):
    """Return the other entries of the compound with the same telephone or organisation code."""
    rows = owner.community.owners.named().filter(kind=owner.kind).exclude(pk=owner.pk)
    if owner.credit_code:
        return rows.filter(credit_code=owner.credit_code)
    if not owner.phone_digest:
        return rows.none()
    return rows.filter(phone_digest=owner.phone_digest)


def _refuse_two_owners(source, into, is_same_person):
    """Refuse a merger of what cannot be one owner, or is not said to be one."""
    if source.pk == into.pk:
        raise ValidationError({"into": _("An entry is not merged into itself.")})
    if source.anonymised_at or into.anonymised_at:
        raise Refused(_("What was kept of this owner is erased."))
    if source.community_id != into.community_id:
        raise ValidationError({"into": _("This owner belongs to another compound.")})
    if source.kind != into.kind:
        raise ValidationError({"into": _("One is a person, the other an organisation.")})
    if source.credit_code and into.credit_code and source.credit_code != into.credit_code:
        raise ValidationError({"into": _("The two codes differ: they are two organisations.")})
    if not is_same_person and not owning.same_name(source, into.name.open()):
        raise ValidationError(
            {
                "is_same_person": _(
                    "The names differ: %(one)s and %(other)s. Say that it is the same owner."
                )
                % {"one": source.name.masked, "other": into.name.masked}
            }
        )


def _refuse_twice(held, into):
    """Refuse where both own the same unit at the same time: which share is right is not ours."""
    others = [row for row in into.ownerships.standing() if row.unit_id in {o.unit_id for o in held}]
    for row in held:
        for other in others:
            if row.withdrawn_at is None and row.unit_id == other.unit_id and row.overlaps(other):
                raise Refused(
                    _(
                        "Both own %(unit)s at the same time. Close one ownership or take it back "
                        "first."
                    )
                    % {"unit": row.unit}
                )


def _fill_in(into, source):
    """Give `into` the telephone and code that it lacks; return the fields that changed."""
    filled = []
    if not into.phone and source.phone:
        into.phone, into.phone_digest = source.phone.open(), source.phone_digest
        filled += ["phone", "phone_digest"]
    if not into.credit_code and source.credit_code:
        into.credit_code = source.credit_code
        filled.append("credit_code")
    return filled
