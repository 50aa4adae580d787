"""The verbs on the owners' register: the only writers. History holds ids, never a name."""

from fractions import Fraction

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions import require
from communities.models import Owner, Ownership
from communities.premises.actions import refuse_ended
from communities.premises.choices import OwnerKind
from communities.premises.shares import Held, exceed
from puyang_property.core import history, secrecy
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock

KEEP = "communities.keep_owner"


@transaction.atomic
def record_owner(unit, *, by, from_on=None, numerator=1, denominator=1, now=None, **facts):
    """Record that somebody owns (a share of) `unit`; return the Ownership.

    facts: kind, name, phone, credit_code, is_representative. Somebody of the same name and
    telephone, or an organisation of the same code, is the same owner: one head (CC-HEAD).
    """
    actor = _open(unit, by)
    _refuse_future("from_on", from_on, now)
    stands_for_all = facts.pop("is_representative", False)
    owner = _known(unit.community, facts) or _create_owner(unit.community, actor, now, facts)
    row = Ownership(
        unit=unit,
        owner=owner,
        share_numerator=numerator,
        share_denominator=denominator,
        from_on=from_on,
    )
    _refuse_too_much(unit, row)
    row.full_clean()
    row.save()
    changes = {"ownership": row.pk, "owner": owner.pk, "share": row.share, "from_on": from_on}
    history.record(unit, "owner_recorded", by=actor, now=now, changes=changes)
    return represent(row, by=actor, now=now) if stands_for_all else row


@transaction.atomic
def transfer(unit, *, by, on, now=None, **facts):
    """Close every ownership of `unit` and open that of the new owner on the same day (CC-273)."""
    actor = _open(unit, by)
    _refuse_future("on", on, now)
    for row in unit.ownerships.current(on):
        _close(row, on, actor, now)
    return record_owner(unit, by=actor, from_on=on, now=now, **facts)


@transaction.atomic
def end_ownership(ownership, *, by, on, now=None):
    """Close one ownership: another co-owner took the share, or nobody is known."""
    unit = ownership.unit
    actor = require(by, KEEP, lock(unit))
    lock(ownership)
    _refuse_closed(ownership)
    _refuse_future("on", on, now)
    return _close(ownership, on, actor, now)


@transaction.atomic
def represent(ownership, *, by, now=None):
    """Let this co-owner stand for all owners of the unit (GR-25); whoever did before no longer."""
    unit = ownership.unit
    actor = require(by, KEEP, lock(unit))
    lock(ownership)
    _refuse_closed(ownership)
    before = unit.ownerships.standing().filter(is_representative=True, to_on__isnull=True)
    for row in before.exclude(pk=ownership.pk):
        row.is_representative = False
        row.save(update_fields=["is_representative"])
    ownership.is_representative = True
    ownership.save(update_fields=["is_representative"])
    changes = {"ownership": ownership.pk, "owner": ownership.owner_id}
    history.record(unit, "representative_named", by=actor, now=now, changes=changes)
    return ownership


@transaction.atomic
def withdraw_ownership(ownership, *, by, mistake, now=None):
    """Take back an ownership that was recorded by mistake."""
    unit = ownership.unit
    actor = require(by, KEEP, lock(unit))
    lock(ownership)
    if ownership.withdrawn_at:
        raise Refused(_("This ownership was taken back already."))
    ownership.withdrawn_at, ownership.is_representative = now or timezone.now(), False
    ownership.save(update_fields=["withdrawn_at", "is_representative"])
    changes = {"ownership": ownership.pk, "owner": ownership.owner_id, "mistake": mistake}
    history.record(unit, "ownership_taken_back", by=actor, now=now, changes=changes)
    return ownership


@transaction.atomic
def correct_owner(
    owner, *, by, kind=None, name="", phone="", credit_code=None, forgets_phone=False, now=None
):
    """Correct what is kept of an owner; an empty name or telephone leaves what is there."""
    actor = require(by, KEEP, lock(owner))
    if owner.anonymised_at:
        raise Refused(_("What was kept of this owner is erased."))
    before = _facts(owner)
    owner.kind = kind or owner.kind
    owner.name = name.strip() or owner.name
    if phone or forgets_phone:
        _set_phone(owner, phone)
    if credit_code is not None:
        owner.credit_code = credit_code.strip().upper()
    if owner.kind == OwnerKind.PERSON:
        owner.credit_code = ""
    _check(owner)
    owner.save()
    changed = sorted(field for field, value in _facts(owner).items() if value != before[field])
    if changed:
        history.record(owner, "changed", by=actor, now=now, changes={"fields": changed})
    return owner


@transaction.atomic
def take_back_owner(owner, *, by, now=None):
    """Erase an owner who came in by mistake and owns nothing; return whether that was so."""
    actor = require(by, KEEP, lock(owner))
    if owner.anonymised_at or owner.ownerships.standing().exists():
        return False
    erase(owner, now=now)
    history.record(owner, "anonymised", by=actor, now=now)
    return True


@transaction.atomic
def erase(owner, *, now=None):
    """Erase all that is kept of an owner; that somebody owned the unit stays."""
    owner.name = owner.phone = owner.phone_digest = owner.credit_code = ""
    owner.anonymised_at = now or timezone.now()
    owner.save(update_fields=["name", "phone", "phone_digest", "credit_code", "anonymised_at"])
    return owner


def find_owner(community, *, name, phone="", credit_code="", kind=OwnerKind.PERSON):
    """Return the owner of the compound who is this very person or organisation, or None.

    A person is known again by name and telephone together: two people may share either.
    """
    rows = community.owners.named().filter(kind=kind).order_by("pk")
    if kind == OwnerKind.ORGANISATION and credit_code:
        return rows.filter(credit_code=credit_code.strip().upper()).first()
    digest = secrecy.phone_digest(phone) if phone else ""
    if not digest:
        return None
    return next((row for row in rows.filter(phone_digest=digest) if same_name(row, name)), None)


def _known(community, facts):
    """Return the owner who is recorded already, locked; whom it was merged into meanwhile."""
    owner = find_owner(community, **facts)
    if owner is not None and lock(owner).anonymised_at:
        return owner.merged_into
    return owner


def same_name(owner, name):
    """Tell whether the owner is called `name`; nobody is shown anything."""
    return owner.name.open() == name.strip()


def _create_owner(community, actor, now, facts):
    owner = Owner(
        community=community,
        kind=facts.get("kind") or OwnerKind.PERSON,
        name=facts["name"],
        credit_code=facts.get("credit_code", "").strip().upper(),
    )
    _set_phone(owner, facts.get("phone", ""))
    if not owner.name:
        raise ValidationError({"name": _("Give the name of the owner.")})
    _check(owner)
    owner.save()
    changes = {"community": community.pk, "kind": owner.kind}
    history.record(owner, "created", by=actor, now=now, changes=changes, first=True)
    return owner


def _check(owner):
    """Validate the owner; what the constraints say of sealed columns only the database can tell."""
    owner.clean_fields()
    owner.full_clean(exclude=["name", "phone"])


def _set_phone(owner, phone):
    owner.phone = secrecy.normalise_phone(phone) if phone else ""
    owner.phone_digest = secrecy.phone_digest(phone) if phone else ""


def _facts(owner):
    return {
        "kind": owner.kind,
        "name": owner.name.open(),
        "phone": owner.phone.open(),
        "credit_code": owner.credit_code,
    }


def _open(unit, by):
    """Return the actor who may write owners of a standing unit that is not the developer's."""
    actor = require(by, KEEP, lock(unit))
    refuse_ended(unit)
    if unit.is_with_developer:
        raise Refused(
            _("Until the delivery the developer is the owner. Record the delivery first.")
        )
    return actor


def _refuse_too_much(unit, row):
    standing = [_held(one) for one in unit.ownerships.standing()]
    if row.share_denominator and exceed([*standing, _held(row)]):
        raise ValidationError(
            {"numerator": _("The shares of this unit would add up to more than the whole.")}
        )


def _held(row):
    share = Fraction(row.share_numerator, row.share_denominator)
    return Held(share, row.from_on, row.to_on)


def _refuse_closed(ownership):
    if ownership.withdrawn_at or ownership.to_on:
        raise Refused(_("This ownership has ended already."))


def _refuse_future(field, day, now):
    if day and day > timezone.localdate(now):
        raise ValidationError({field: _("This day is still to come.")})


def _close(row, on, actor, now):
    row.to_on = on
    row.is_representative = False
    row.full_clean()
    row.save(update_fields=["to_on", "is_representative"])
    changes = {"ownership": row.pk, "owner": row.owner_id, "to_on": on}
    history.record(row.unit, "ownership_closed", by=actor, now=now, changes=changes)
    return row
