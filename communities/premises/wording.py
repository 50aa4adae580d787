"""Facts, maps and history of premises in words, for pages."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as words

from communities.premises import actions, facilities
from puyang_property.core import history
from puyang_property.core.bases.event_words import title

NAMES = {
    "created": words("Entered"),
    "changed": words("Facts changed"),
    "ended": words("Ended in the register"),
    "moved": words("Moved to another compound"),
    "entrance_added": words("Entrance added"),
    "entrance_renamed": words("Entrance renumbered"),
    "entrance_ended": words("Entrance ended"),
    "units_raised": words("Units of the whole building entered"),
    "owner_recorded": words("Owner recorded"),
    "ownership_closed": words("Ownership closed"),
    "ownership_taken_back": words("Ownership taken back"),
    "representative_named": words("Representative of the co-owners named"),
    "owner_merged": words("Two entries of one owner became one"),
    "facility_checked": words("Facility checked"),
    "inspection_asked": words("Inspection asked for"),
    "photographed": words("Photos added"),
    "anonymised": words("Name and telephone erased"),
}
OF_OWNERS = (
    *("owner_recorded", "ownership_closed", "ownership_taken_back", "representative_named"),
    "owner_merged",
)
UNIT_FACTS = (*actions.UNIT_FACTS[2:4], "sale", *actions.AREAS)


def building_facts(building):
    """Return what is recorded of a building as rows of a summary list."""
    rows = _rows(building, actions.BUILDING_FACTS[2:])
    lift = {None: None, True: _("yes"), False: _("no")}[building.has_lift]
    return [{**row, "value": lift} if row["name"] == "has_lift" else row for row in rows]


def unit_facts(unit):
    """Return what is recorded of a unit as rows of a summary list; the area that counts first."""
    counts = {"label": unit._meta.get_field("area").verbose_name, "value": None}
    if unit.area is not None:
        told = {"area": unit.area, "source": unit.get_area_source_display()}
        counts["value"] = _("%(area)s, by: %(source)s") % told
    return [counts, *_rows(unit, UNIT_FACTS)]


def facility_facts(facility):
    """Return what is recorded of a facility as rows of a summary list."""
    names = [name for name in facilities.FACTS if name not in ("building", "entrance", "place")]
    rows = _rows(facility, [name for name in names if name != "name"])
    where = {"label": _("where"), "value": facility.where}
    rare = {"area", "committee_area"}
    return [where, *(r for r in rows if r["value"] not in (None, "") or r["name"] not in rare)]


def _rows(record, names):
    rows = []
    for name in names:
        display = getattr(record, f"get_{name}_display", None)
        value = display() if display else getattr(record, name)
        label = record._meta.get_field(name).verbose_name
        rows.append({"name": name, "label": label, "value": value})
    return rows


def timeline(record, leaving_out=()):
    """Return the history of a record as entries of a timeline, the newest first."""
    events = history.of(record).exclude(name__in=leaving_out)
    events = events.select_related("user", "note_row").order_by("-seq")
    return [
        {
            "title": title(event.name, NAMES),
            "at": event.at,
            "by": str(event.user) if event.user else event.get_actor_kind_display(),
            "body": event.note_row.text if getattr(event, "note_row", None) else "",
        }
        for event in events[:100]
    ]


class UnitMap:
    """The units of a building as a table: floors from above, a column for each entrance."""

    def __init__(self, building, units):
        """Sort `units` (standing, with their entrances) into rows and columns."""
        doors = {unit.entrance_id: unit.entrance for unit in units}
        doors |= {door.pk: door for door in building.entrances.standing()}
        known = [door for door in doors.values() if door is not None]
        known.sort(key=lambda door: (door.place_key, door.pk))
        self.doors = [*known, *([None] if None in doors else [])]
        self._cells = {}
        for unit in units:
            self._cells.setdefault((unit.floor, unit.entrance_id), []).append(unit)
        floors = {unit.floor for unit in units}
        known = sorted((floor for floor in floors if floor is not None), reverse=True)
        self.floors = [*known, *([None] if None in floors else [])]

    @property
    def columns(self):
        """Return what each column is called."""
        return [str(door) if door else _("no entrance") for door in self.doors]

    @property
    def rows(self):
        """Return (floor in words, [(name of the column, units)]) from above."""
        for floor in self.floors:
            told = (
                _("floor %(floor)s") % {"floor": floor} if floor is not None else _("floor unknown")
            )
            cells = [self._cells.get((floor, door.pk if door else None), []) for door in self.doors]
            yield told, list(zip(self.columns, cells, strict=True))
