"""Read the cells of a register of compounds; what is not understood is dropped with a note."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from communities.actions import FACTS
from communities.choices import Kind, ManagementMode
from communities.models import Community
from puyang_property.core.importer import cells

PUYANG = {"lng": (Decimal("114.8"), Decimal("116.15")), "lat": (Decimal("35.3"), Decimal("36.25"))}
DECIMALS = frozenset({"floor_area", "land_area", "green_rate", "plot_ratio", "lng", "lat"})
MICRODEGREE = Decimal("0.000001")
COUNT_UNITS = {
    "households": ("户",),
    "buildings": ("栋", "幢", "座"),
    "parking_spaces": ("个", "位", "辆"),
}
LIMITS = {  # beyond these a number is a slip of the pen
    "households": 100_000,
    "buildings": 5_000,
    "parking_spaces": 100_000,
    "floor_area": Decimal(50_000_000),
    "land_area": Decimal(50_000_000),
    "green_rate": Decimal(100),
    "plot_ratio": Decimal(30),
}
MODES = (  # the first that fits
    (ManagementMode.WORK_UNIT, r"单位(自管|管理|代管)|产权单位|原单位"),
    (ManagementMode.TRUSTEESHIP, r"(街道|社区|居委会|办事处)(代管|托管|管理)|^(街道|社区|托管)$"),
    (
        ManagementMode.SELF_MANAGED,
        r"业主(自管|自治|自我管理)|业委会(自管|管理)|^(自管|自治|自我管理)$",
    ),
    (ManagementMode.NONE, r"^(无|没有)$|无物业|没有物业|无人管理|无管理"),
)
DEVELOPERS_OWN = re.compile(r"^自(持|营|有|管理)(品牌)?(物业)?$")
KINDS = (
    (Kind.SOE, r"三供一业|国企|央企|企业家属|油田"),
    (Kind.OLD, r"老旧|旧小区|老小区|^old$"),
    (Kind.NEW, r"新建|^新小区$|^new$"),
)


def facts_of(data):
    """Return the facts of a compound among the `data` of a row, decimals as such."""
    return {
        field: Decimal(value) if field in DECIMALS else value
        for field, value in data.items()
        if field in FACTS
    }


def words(row, slug, longest, notes):
    """Return the text of a cell; one that is too long is cut, with a note."""
    plain = cells.text(row.get(slug))
    if len(plain) > longest:
        notes.append(
            _("“%(column)s” was cut to %(longest)d characters.")
            % {"column": label(slug), "longest": longest}
        )
    return plain[:longest].strip()


def kind(plain):
    """Return the kind that a register names, or `unknown`."""
    return next((kind for kind, fits in KINDS if re.search(fits, plain)), Kind.UNKNOWN).value


def management(mode_words, company_words):
    """Return (management mode, company's name or '', notes) of the two cells.

    “No company” is a way of management, never a company of that name.
    """
    for plain in filter(None, (company_words, mode_words)):
        mode = next((mode for mode, fits in MODES if re.search(fits, plain)), None)
        if mode:
            return mode.value, "", []
    if DEVELOPERS_OWN.match(company_words):
        return ManagementMode.UNKNOWN.value, "", [_not_a_company(company_words)]
    if re.search(r"物业|物管|服务|管家", company_words) and len(company_words) <= 120:
        return ManagementMode.COMPANY.value, company_words, []
    if company_words:
        return ManagementMode.UNKNOWN.value, "", [_not_a_company(company_words)]
    return ManagementMode.UNKNOWN.value, "", []


def _not_a_company(words):
    return _("“%(words)s” is not the name of a property company; left empty.") % {"words": words}


def aliases(name, listed):
    """Return the further names: those listed, and one in brackets after the name."""
    found = [part.strip() for part in re.split(r"[、,，;；/]", listed)]
    inside = re.search(r"[(（]([^()（）]{2,})[)）]", name)
    if inside and not re.search(r"[路街道巷号区期]|\d", inside[1]):
        found.append(inside[1])
    return [alias[:120] for alias in dict.fromkeys(found) if alias]


def numbers(row, notes):
    """Return the numbers of the row; what is not one plain number is dropped with a note."""
    found = {
        "built_year": cells.year(row.get("built_year")),
        "floor_area": cells.square_metres(row.get("floor_area")),
        "land_area": cells.square_metres(row.get("land_area")),
        "green_rate": _two_places(cells.share(row.get("green_rate"))),
        "plot_ratio": _two_places(_plain_number(row.get("plot_ratio"))),
        **{slug: cells.whole(row.get(slug), units) for slug, units in COUNT_UNITS.items()},
    }
    for slug, value in found.items():
        plain = cells.text(row.get(slug))
        if value is not None and value > LIMITS.get(slug, value):
            value = found[slug] = None
        if plain and value is None:
            notes.append(
                _("“%(column)s”: “%(value)s” is not understood; left empty.")
                % {"column": label(slug), "value": plain[:80]}
            )
    return found


def point(row):
    """Return (longitude, latitude) as decimals, or None when one is missing or no number."""
    lng, lat = _plain_number(row.get("lng")), _plain_number(row.get("lat"))
    if lng is None or lat is None:
        return None
    try:
        return lng.quantize(MICRODEGREE), lat.quantize(MICRODEGREE)
    except ArithmeticError:
        return None


def position(row, shared, notes):
    """Return lng and lat; a point outside Puyang or shared by several compounds is dropped."""
    given = [cells.text(row.get("lng")), cells.text(row.get("lat"))]
    if not any(given):
        return {}
    where = point(row)
    if where is None or not _in_puyang(where):
        notes.append(
            _("The position %(point)s lies outside Puyang; left empty.")
            % {"point": " ".join(given)[:60]}
        )
        return {}
    if where in shared:
        notes.append(
            _("Several compounds of the file share the position %(point)s; left empty.")
            % {"point": " ".join(given)[:60]}
        )
        return {}
    return {"lng": where[0], "lat": where[1]}


def _in_puyang(where):
    bounds = zip(where, (PUYANG["lng"], PUYANG["lat"]), strict=True)
    return all(low <= value <= high for value, (low, high) in bounds)


def _plain_number(value):
    amount, unit = cells.number(value)
    return amount if amount is not None and not unit and amount != 0 else None


def _two_places(value):
    rounded = None if value is None or value > 1000 else value.quantize(Decimal("0.01"))
    return rounded if rounded and rounded > 0 else None


def label(slug):
    """Return the label of a field of the compound."""
    return str(Community._meta.get_field(slug).verbose_name)


SHOWN = (
    *("name", "area", "address", "kind", "management_mode", "developer", "built_year"),
    *("households", "buildings", "floor_area", "land_area", "green_rate", "plot_ratio"),
    *("parking_spaces", "lng", "lat", "source", "source_ref"),
)


def show(community):
    """Return field → text of a compound, for the side-by-side page."""
    found = {}
    for field in SHOWN:
        display = getattr(community, f"get_{field}_display", None)
        value = display() if display else getattr(community, field, None)
        if value is None or getattr(community, field, None) == "unknown":
            value = ""
        found[field] = str(value)
    return found


def show_data(data):
    """Return field → (label, text) of a row's data, in the order of the side-by-side page."""
    row = Community(**{k: v for k, v in data.items() if k in SHOWN and k != "area"})
    row.area_id = data.get("area")
    return {field: (label(field), text) for field, text in show(row).items()}
