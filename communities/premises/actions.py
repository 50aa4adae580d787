"""The verbs on buildings, entrances and units: the only writers."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.actions import require
from communities.models import Building, Entrance, Ownership, Unit
from communities.models.facilities import NEVER
from communities.premises import describing
from communities.premises.choices import WITH_DEVELOPER, Sale, Use
from puyang_property.core import history
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock

KEEP = "communities.keep_premises"
BUILDING_FACTS = (
    *("number", "name", "floors_above", "floors_below", "built_year", "has_lift", "floor_area"),
)
AREAS = ("area_registered", "area_surveyed", "area_contracted")
UNIT_FACTS = ("entrance", "number", "floor", "use", *AREAS, "sale")
MOST_UNITS = 2000  # of one building, entered at once


@transaction.atomic
def create_building(*, by, community, number, now=None, **facts):
    """Enter a building of `community`."""
    building = Building(community=community, number=number, **facts)
    actor = require(by, KEEP, lock_current(community))
    describing.describe_building(building)
    building.full_clean()
    building.save()
    changes = {"community": community.pk, **_told(building, BUILDING_FACTS)}
    history.record(building, "created", by=actor, now=now, changes=changes, first=True)
    return building


@transaction.atomic
def change_building(building, *, by, now=None, note="", **facts):
    """Change what is known of a building; its units follow a new number."""
    actor = require(by, KEEP, lock(building))
    refuse_ended(building)
    changed = _set(building, facts)
    describing.describe_building(building)
    building.full_clean()
    building.save()
    if "number" in changed:
        describing.describe_units_of(building)
    if changed:
        told = _told(building, changed, empty=True)
        history.record(building, "changed", by=actor, note=note, now=now, changes=told)
    return building


@transaction.atomic
def end_building(building, *, by, on, note, now=None):
    """Let a building end with all that is in it, unless somebody is recorded to own of it."""
    actor = require(by, KEEP, lock(building))
    refuse_ended(building)
    _refuse_future(on, now)
    words = _("Units of this building have owners. Close their ownership first.")
    _refuse_owned(Ownership.objects.filter(unit__building=building), on, words, now)
    if building.facilities.standing().exists():
        raise Refused(_("Facilities are in this building. End or move them first."))
    for unit in building.units.standing():
        _end(unit, actor, on, now=now)
    building.entrances.standing().update(ended_on=on)
    return _end(building, actor, on, note=reason(note), now=now)


@transaction.atomic
def add_entrance(building, *, by, number, now=None):
    """Enter an entrance of a building."""
    actor = require(by, KEEP, lock(building))
    refuse_ended(building)
    entrance = Entrance(building=building, number=number)
    describing.describe_entrance(entrance)
    entrance.full_clean()
    entrance.save()
    changes = {"entrance": entrance.pk, "number": entrance.number}
    history.record(building, "entrance_added", by=actor, now=now, changes=changes)
    return entrance


@transaction.atomic
def end_entrance(entrance, *, by, on, note="", now=None):
    """Let an entrance end at which no unit and no facility stands."""
    building = entrance.building
    actor = require(by, KEEP, lock(building))
    refuse_ended(lock(entrance))
    _refuse_future(on, now)
    if is_used(entrance):
        raise Refused(_("Units or facilities are at this entrance. End or move them first."))
    entrance.ended_on = on
    entrance.save(update_fields=["ended_on"])
    changes = {"entrance": entrance.pk, "ended_on": on}
    history.record(building, "entrance_ended", by=actor, note=note, now=now, changes=changes)
    return entrance


@transaction.atomic
def rename_entrance(entrance, *, by, number, now=None):
    """Give an entrance another number; its units follow."""
    building = entrance.building
    actor = require(by, KEEP, lock(building))
    refuse_ended(lock(entrance))
    before, entrance.number = entrance.number, number
    describing.describe_entrance(entrance)
    if entrance.number == before:
        return entrance
    entrance.full_clean()
    entrance.save()
    describing.describe_units_of(building)
    changes = {"entrance": entrance.pk, "before": before, "number": entrance.number}
    history.record(building, "entrance_renamed", by=actor, now=now, changes=changes)
    return entrance


def is_used(entrance):
    """Tell whether a unit or a facility stands at the entrance."""
    return entrance.units.standing().exists() or entrance.facilities.standing().exists()


@transaction.atomic
def raise_units(
    building,
    *,
    by,
    entrances,
    floors,
    per_floor,
    first_floor=1,
    use=Use.DWELLING,
    sale=Sale.DELIVERED,
    now=None,
):
    """Enter all units of a building at once: 101, 102 … on each floor of each entrance."""
    actor = require(by, KEEP, lock(building))
    refuse_ended(building)
    if max(entrances, 1) * floors * per_floor > MOST_UNITS:
        raise ValidationError(_("These are more units than one building can have."))
    doors = _entrances(building, entrances, actor, now) or [None]
    made = [
        Unit(building=building, entrance=door, number=f"{floor}{place:02d}", floor=floor)
        for door in doors
        for floor in range(first_floor, first_floor + floors)
        for place in range(1, per_floor + 1)
    ]
    for unit in made:
        unit.community, unit.use, unit.sale = building.community, use, sale
        describing.describe_unit(unit)
    _refuse_known(building, made)
    Unit.objects.bulk_create(made)
    for unit in made:
        changes = {"building": building.pk, "number": unit.number, "floor": unit.floor}
        history.record(unit, "created", by=actor, now=now, changes=changes, first=True)
    history.record(building, "units_raised", by=actor, now=now, changes={"units": len(made)})
    return made


@transaction.atomic
def add_unit(building, *, by, number, now=None, **facts):
    """Enter one unit of a building."""
    actor = require(by, KEEP, lock(building))
    refuse_ended(building)
    unit = Unit(building=building, community=building.community, number=number, **facts)
    describing.describe_unit(unit)
    unit.full_clean()
    unit.save()
    changes = {"building": building.pk, **_told(unit, UNIT_FACTS)}
    history.record(unit, "created", by=actor, now=now, changes=changes, first=True)
    return unit


@transaction.atomic
def change_unit(unit, *, by, now=None, note="", **facts):
    """Change what is known of a unit; nobody owns what is still with the developer (HN-15)."""
    actor = require(by, KEEP, lock(unit))
    refuse_ended(unit)
    changed = _set(unit, facts)
    if unit.sale in WITH_DEVELOPER and "sale" in changed and unit.ownerships.current().exists():
        raise ValidationError(
            {"sale": _("An owner is recorded: close the ownership first, or leave it delivered.")}
        )
    describing.describe_unit(unit)
    unit.full_clean()
    unit.save()
    unit.refresh_from_db(fields=["area", "area_source"])
    if changed:
        told = _told(unit, changed, empty=True)
        history.record(unit, "changed", by=actor, note=note, now=now, changes=told)
    return unit


@transaction.atomic
def end_unit(unit, *, by, on, note, now=None):
    """Let a unit end: joined with another, demolished, entered by mistake."""
    actor = require(by, KEEP, lock(unit))
    refuse_ended(unit)
    _refuse_future(on, now)
    words = _("An owner is recorded. Close the ownership first.")
    _refuse_owned(unit.ownerships, on, words, now)
    return _end(unit, actor, on, note=reason(note), now=now)


def lock_current(community):
    """Return the compound, locked; refuse one that was merged or taken back."""
    lock(community)
    if not community.is_current:
        raise Refused(
            _("“%(name)s” was merged or taken back; it no longer changes.") % {"name": community}
        )
    return community


def refuse_ended(record):
    """Refuse to change what has ended."""
    if record.ended_on is not None:
        raise Refused(_("This has ended; it no longer changes."))


def reason(note):
    """Return the reason that must be given."""
    if not note.strip():
        raise ValidationError({"note": _("Give the reason.")})
    return note


def _refuse_future(on, now):
    if on > timezone.localdate(now):
        raise ValidationError({"on": _("This day is still to come.")})


def _refuse_owned(ownerships, on, words, now):
    """Refuse to end what somebody owns now or later, or owned beyond the day `on`."""
    last = Coalesce("to_on", Value(NEVER))
    last = ownerships.standing().aggregate(day=Max(last))["day"]
    if last is None or last <= on:
        return
    if last > timezone.localdate(now):
        raise Refused(words)
    words = _("Somebody owned it until %(day)s. It ends on that day or later.")
    raise ValidationError({"on": words % {"day": date_format(last)}})


def _end(record, actor, on, *, now, note=""):
    record.ended_on = on
    record.save(update_fields=["ended_on", "changed_at"])
    history.record(record, "ended", by=actor, note=note, now=now, changes={"ended_on": on})
    return record


def _entrances(building, wanted, actor, now):
    """Return the first `wanted` entrances of the building; those that are missing are entered."""
    known = {door.number_key: door for door in building.entrances.standing()}
    for number in range(1, wanted + 1):
        if str(number) not in known:
            door = add_entrance(building, by=actor, number=str(number), now=now)
            known[str(number)] = door
    return [known[str(number)] for number in range(1, wanted + 1)]


def _refuse_known(building, made):
    """Refuse to enter a unit twice, and name the first few."""
    known = set(building.units.standing().values_list("entrance", "number_key"))
    twice = [str(unit) for unit in made if (unit.entrance_id, unit.number_key) in known]
    if twice:
        told = {"count": len(twice), "names": "、".join(twice[:5])}
        raise ValidationError(_("%(count)d of these units are entered already: %(names)s.") % told)


def _set(record, facts):
    """Set the facts that differ and return their names."""
    changed = [name for name, value in facts.items() if getattr(record, name) != value]
    for name in changed:
        setattr(record, name, facts[name])
    return changed


def _told(record, names, *, empty=False):
    """Return the facts for history."""
    found = {name: getattr(record, name) for name in names}
    return {name: value for name, value in found.items() if empty or value not in (None, "")}
