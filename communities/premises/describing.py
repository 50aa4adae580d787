"""Fill the columns of premises that are computed from what people wrote: keys and search text."""

from communities.models import Unit
from communities.premises import numbering
from puyang_property.core.search import squeeze


def describe_building(building):
    """Fill the keys of a building."""
    building.number = building.number.strip()
    building.number_key = numbering.building_key(building.number)
    building.place_key = numbering.sort_key(building.number_key)


def describe_entrance(entrance):
    """Fill the keys of an entrance."""
    entrance.number = entrance.number.strip()
    entrance.number_key = numbering.entrance_key(entrance.number)
    entrance.place_key = numbering.sort_key(entrance.number_key)


def describe_unit(unit):
    """Fill the keys and the search text of a unit."""
    unit.number = unit.number.strip()
    unit.number_key = numbering.unit_key(unit.number)
    building, entrance = unit.building.number_key, ""
    if unit.entrance is not None:
        entrance = unit.entrance.number_key
    unit.place_key = numbering.place_key(building, entrance, unit.floor, unit.number_key)
    told = (unit.number, unit.building.name)
    unit.search_text = numbering.search_text(building, entrance, unit.number_key, *told)


def describe_units_of(building):
    """Write the keys of all units of a building anew, after its number changed."""
    units = list(building.units.select_related("entrance"))
    for unit in units:
        unit.building = building
        describe_unit(unit)
    Unit.objects.bulk_update(units, ["place_key", "search_text"], batch_size=500)


def describe_facility(facility):
    """Fill the search text of a facility."""
    facility.name = facility.name.strip()
    texts = (facility.name, facility.place, facility.maintainer)
    building = f"{facility.building.number_key}号楼" if facility.building else ""
    facility.search_text = " ".join(filter(None, map(squeeze, (*texts, building))))[:300]
