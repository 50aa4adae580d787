"""Pages of premises at the desk, inside the namespace of the register."""

from django.urls import path

from communities.premises import building_views as buildings
from communities.premises import entrance_views as entrances
from communities.premises import facility_views as facilities
from communities.premises import owner_views as owners
from communities.premises import unit_views as units
from communities.premises.owner_export_views import OwnerExport

OF_COMPOUND = {
    "premises": ("premises/", buildings.Premises),
    "building_add": ("buildings/add/", buildings.BuildingAdd),
    "unit_list": ("units/", units.UnitList),
    "facility_add": ("facilities/add/", facilities.FacilityAdd),
    "owner_list": ("owners/", owners.OwnerList),
    "owner_lookup": ("owners/lookup/", owners.OwnerLookup),
    "owner_export": ("owners/export/", OwnerExport),
}
OF_BUILDING = {
    "building": ("", buildings.BuildingDetail),
    "building_change": ("change/", buildings.BuildingChange),
    "building_end": ("end/", buildings.BuildingEnd),
    "entrance_add": ("entrances/add/", buildings.EntranceAdd),
    "units_raise": ("units/raise/", buildings.UnitsRaise),
    "unit_add": ("units/add/", buildings.UnitAdd),
}
OF_ENTRANCE = {
    "entrance_rename": ("rename/", entrances.EntranceRename),
    "entrance_end": ("end/", entrances.EntranceEnd),
}
OF_UNIT = {
    "unit": ("", units.UnitDetail),
    "unit_change": ("change/", units.UnitChange),
    "unit_end": ("end/", units.UnitEnd),
    "owner_add": ("owners/add/", owners.OwnerRecord),
    "unit_transfer": ("transfer/", owners.UnitTransfer),
}
OF_OWNER = {
    "owner": ("", owners.OwnerDetail),
    "owner_reveal": ("reveal/", owners.OwnerReveal),
    "owner_correct": ("correct/", owners.OwnerCorrect),
    "owner_merge": ("merge/", owners.OwnerMerge),
}
OF_OWNERSHIP = {
    "ownership_end": ("end/", owners.OwnershipEnd),
    "ownership_represent": ("represent/", owners.OwnershipRepresent),
    "ownership_withdraw": ("withdraw/", owners.OwnershipWithdraw),
}
OF_FACILITY = {
    "facility": ("", facilities.FacilityDetail),
    "facility_change": ("change/", facilities.FacilityChange),
    "facility_check": ("check/", facilities.FacilityCheck),
    "facility_ask_inspection": ("ask/", facilities.FacilityAskInspection),
    "facility_end": ("end/", facilities.FacilityEnd),
    "facility_photograph": ("photos/", facilities.FacilityPhotograph),
}
PAGES = {
    "communities": OF_COMPOUND,
    "buildings": OF_BUILDING,
    "entrances": OF_ENTRANCE,
    "units": OF_UNIT,
    "owners": OF_OWNER,
    "ownerships": OF_OWNERSHIP,
    "facilities": OF_FACILITY,
}
urlpatterns = [
    path("desk/facilities/", facilities.FacilityList.as_view(), name="facility_list"),
    *(
        path(f"desk/{folder}/<int:pk>/{route}", view.as_view(), name=name)
        for folder, pages in PAGES.items()
        for name, (route, view) in pages.items()
    ),
]
