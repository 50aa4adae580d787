"""Lists of units with their owners, as street offices and property companies keep them."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as L
from django.utils.translation import pgettext_lazy

from communities import codes
from communities.models import Community, Unit
from communities.premises import actions, numbering, owning, reading, reversing
from communities.premises.choices import AreaSource, Sale
from puyang_property.core.forms import CodeInput
from puyang_property.core.importer import Applied, Clean, Column, ImportKind, Match

COLUMNS = (
    Column("building", L("building"), ("楼栋", "楼号", "栋号", "幢号", "楼"), required=True),
    Column("entrance", pgettext_lazy("building", "entrance"), ("单元", "单元号", "门栋")),
    Column("floor", L("floor"), ("楼层", "层", "所在层", "层数")),
    Column("number", L("room number"), ("房号", "室号", "房间号", "户号", "门牌号"), required=True),
    Column(
        "area",
        L("exclusive area (m²)"),
        ("专有面积", "建筑面积", "面积", "房屋面积", "专有部分面积", "面积(平方米)"),
    ),
    Column("area_source", L("source of the area"), ("面积来源", "面积依据", "来源")),
    Column("use", pgettext_lazy("unit", "use"), ("用途", "房屋用途", "规划用途", "性质")),
    Column("owner", L("name of the owner"), ("业主", "业主姓名", "姓名", "产权人"), masked="name"),
    Column("phone", L("telephone"), ("电话", "联系电话", "手机", "手机号"), masked="phone"),
    Column("share", L("share"), ("份额", "共有份额", "产权份额", "所占份额")),
    Column("since", L("owner from"), ("取得日期", "登记日期", "购买日期", "取得时间", "起始日期")),
)
AREA_OF = dict(zip(AreaSource, actions.AREAS, strict=True))
KEPT = ("building", "entrance", "number", "floor", "use", "area", "area_source")


def prepare(rows, job):
    """Find the compound that the list is of, once; without it nothing of the file can be read."""
    code = codes.as_typed(job.options.get("compound", ""))
    found = Community.objects.current().filter(
        public_code=code, area_path__startswith=job.area_path
    )
    community = found.first()
    if community is None:
        raise ValidationError(_("No compound of this area has the public code that you gave."))
    return {"community": community}


def clean_row(row, job):
    """Return the row as a unit with, where it names one, its owner; refuse it without a place."""
    notes = []
    place = reading.numbers(row)
    area = reading.area(row.get("area"), notes)
    usual = AreaSource(job.options["area_source"])
    data = {
        **place,
        "floor": reading.floor(row.get("floor"), notes),
        "use": str(reading.use(row.get("use"), notes)),
        "area": str(area) if area else None,
        "area_source": str(reading.source(row.get("area_source"), usual, notes)) if area else None,
        "owner": reading.owner(row, notes),
    }
    label = "-".join(filter(None, (place["building"], place["entrance"], place["number"])))
    return Clean(data, notes, label=label)


def shelves(data):
    """Return the place of the unit: rows of one place fill one unit, and no other."""
    keys = numbering.building_key(data["building"]), numbering.unit_key(data["number"])
    yield "/".join(keys)


def find_duplicates(data, job):
    """Return the unit of that very place: known when the row adds nothing, else to be filled in."""
    unit = _unit_of(data, job.context["community"])
    if unit is None:
        return Match()
    filled, _kept = _filled(unit, data)
    if filled or (data["owner"] and _held(unit, data["owner"]) is None):
        return Match(same=unit)
    return Match(known=unit)


def apply(data, job, *, by, into=None):
    """Enter the unit with building and entrance, or fill what it lacks; then record the owner."""
    before, notes = {}, []
    if into is None:
        building, entrance = _place(data, job.context["community"], by, before)
        facts = {"use": data["use"], "sale": job.options["sale"], **_areas(data)}
        into = actions.add_unit(
            building,
            by=by,
            number=data["number"],
            entrance=entrance,
            floor=data["floor"],
            **facts,
        )
    else:
        filled, kept = _filled(into, data)
        before["facts"] = dict.fromkeys(filled)
        if filled:
            actions.change_unit(into, by=by, **filled)
        if kept:
            labels = "、".join(str(Unit._meta.get_field(field).verbose_name) for field in kept)
            notes.append(_("Kept what the register says about: %(fields)s.") % {"fields": labels})
    if data["owner"]:
        _own(into, data["owner"], by, before, notes)
    return Applied(into, before, notes)


def _own(unit, owner, by, before, notes):
    """Record the owner, unless that very owner holds the unit already."""
    if _held(unit, owner) is not None:
        notes.append(_("The owner is recorded already."))
        return
    facts = {**owner, "from_on": date.fromisoformat(owner["from_on"]) if owner["from_on"] else None}
    who = {name: owner[name] for name in ("kind", "name", "phone")}
    is_new = owning.find_owner(unit.community, **who) is None
    row = owning.record_owner(unit, by=by, **facts)
    before["ownership"] = row.pk
    if is_new:
        before["owner"] = row.owner_id


def _held(unit, owner):
    """Return the current ownership of somebody of this name and no other telephone, or None."""
    phone = owner["phone"]
    for row in unit.ownerships.current().select_related("owner"):
        known = row.owner.phone.open()
        if owning.same_name(row.owner, owner["name"]) and (not phone or known in ("", phone)):
            return row
    return None


def _unit_of(data, community):
    """Return the standing unit of that place, or None."""
    entrance = numbering.entrance_key(data["entrance"]) if data["entrance"] else None
    inside = {"entrance__number_key": entrance} if entrance else {"entrance": None}
    return (
        community.units.standing()
        .with_place()
        .filter(
            building__number_key=numbering.building_key(data["building"]),
            building__ended_on=None,
            number_key=numbering.unit_key(data["number"]),
            **inside,
        )
        .first()
    )


def _place(data, community, by, before):
    """Return building and entrance of the row; enter what is missing, note it for the undo."""
    key = numbering.building_key(data["building"])
    building = community.building_rows.standing().filter(number_key=key).first()
    if building is None:
        building = actions.create_building(by=by, community=community, number=data["building"])
        before["building"] = building.pk
    if not data["entrance"]:
        return building, None
    key = numbering.entrance_key(data["entrance"])
    entrance = building.entrances.standing().filter(number_key=key).first()
    if entrance is None:
        entrance = actions.add_entrance(building, by=by, number=data["entrance"])
        before["entrance"] = entrance.pk
    return building, entrance


def _areas(data):
    """Return the column of the area's source with the area."""
    return {AREA_OF[data["area_source"]]: Decimal(data["area"])} if data["area"] else {}


def _filled(unit, data):
    """Return the facts that the unit lacks, and the fields in which it says otherwise."""
    told = {"floor": data["floor"], **_areas(data)}
    filled = {f: v for f, v in told.items() if v is not None and getattr(unit, f) is None}
    kept = [f for f, v in told.items() if v is not None and getattr(unit, f) not in (None, v)]
    return filled, kept


def option_fields():
    """Return what the upload page asks."""
    return {
        "compound": CompoundField(),
        "area_source": forms.ChoiceField(
            label=L("source of the areas where a row names none"),
            choices=AreaSource.choices,
            initial=AreaSource.CONTRACT,
        ),
        "sale": forms.ChoiceField(
            label=L("sale and delivery of new units"),
            choices=Sale.choices,
            initial=Sale.DELIVERED,
        ),
    }


class CompoundField(forms.CharField):
    """The public code of the compound that the list is of."""

    def __init__(self):
        """Say where the code is found."""
        super().__init__(
            label=L("public code of the compound"),
            max_length=10,
            widget=CodeInput,
            help_text=L("It stands above the name on the premises page."),
        )

    def clean(self, value):
        """Return the code; refuse one that no compound has."""
        code = codes.as_typed(super().clean(value))
        if not Community.objects.current().filter(public_code=code).exists():
            raise forms.ValidationError(_("No compound has this code."))
        return code


UNITS = ImportKind(
    slug="units",
    label=L("units and owners of one compound"),
    columns=COLUMNS,
    prepare=prepare,
    clean_row=clean_row,
    find_duplicates=find_duplicates,
    apply=apply,
    undo=reversing.undo,
    shelves=shelves,
    permission="communities.import_owner",
    model=Unit,
    kept=KEPT,
    default_options={
        "compound": "",
        "area_source": str(AreaSource.CONTRACT),
        "sale": str(Sale.DELIVERED),
    },
    option_fields=option_fields,
    counted=("created", "merged", "known", "refused"),
)
