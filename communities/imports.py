"""Registers of compounds as offices and portals keep them, dirt included."""

from collections import defaultdict
from decimal import Decimal

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as L

from communities import actions, contracts, reading, reversing, sketching
from communities.choices import ManagementMode
from communities.chunks import Chunk
from communities.models import Community
from communities.naming import name_key
from communities.placing import Places
from puyang_property.core.importer import Applied, Clean, Column, ImportKind, Match, cells
from puyang_property.core.refusals import Refused

SHARED = 3  # so many different names at one point: it is the centre of a map, not a place
COLUMNS = (
    # Known so that headings and lines are; it counts lines and says nothing of a compound.
    Column("serial", L("serial number (not taken in)"), ("序号", "编次")),
    Column("name", L("name"), ("小区名称", "名称", "小区", "小区名", "楼盘名称"), required=True),
    Column("aliases", L("further names"), ("别名", "曾用名", "又名", "alias")),
    Column("area", L("district"), ("区域", "所属区", "区县", "县区", "辖区", "area_text")),
    Column("street", L("street"), ("街道", "办事处", "乡镇", "街道办事处", "所属街道", "乡镇街道")),
    Column("community", L("residents' committee"), ("社区", "居委会", "所属社区", "社区居委会")),
    Column("address", L("address"), ("地址", "坐落", "位置", "详细地址", "小区地址", "坐落位置")),
    Column("kind", L("kind"), ("类型", "小区类型", "类别")),
    Column("management", L("management"), ("管理方式", "管理模式", "物业管理方式")),
    Column(
        "property_company",
        L("property company"),
        ("物业公司", "物业", "物业服务企业", "物业服务企业名称", "物业企业", "物业公司名称"),
    ),
    Column("developer", L("developer"), ("开发商", "建设单位", "开发企业", "开发公司")),
    Column(
        "built_year", L("year built"), ("建成年份", "竣工时间", "建筑年代", "建成时间", "built")
    ),
    Column("households", L("households"), ("户数", "总户数", "居民户数", "户数(户)")),
    Column("buildings", L("number of buildings"), ("楼栋数", "栋数", "幢数", "楼幢数", "总栋数")),
    Column("floor_area", L("floor area (m²)"), ("建筑面积", "总建筑面积", "建筑面积(平方米)")),
    Column("land_area", L("land area (m²)"), ("占地面积", "用地面积", "占地面积(平方米)")),
    Column("green_rate", L("green space (%)"), ("绿化率", "绿地率", "绿化率(%)")),
    Column("plot_ratio", L("plot ratio"), ("容积率",)),
    Column("parking_spaces", L("parking spaces"), ("停车位", "车位数", "车位", "parking")),
    Column("lng", L("longitude (BD-09)"), ("经度", "lng_bd09")),
    Column("lat", L("latitude (BD-09)"), ("纬度", "lat_bd09")),
    Column("source", L("source"), ("来源", "数据来源")),
    Column("source_ref", L("entry in the source"), ("编号", "台账编号", "网址", "url")),
)


def prepare(rows, job):
    """Look through the file once: which points does it give for several compounds?"""
    names = defaultdict(set)
    for row in rows:
        point = reading.point(row)
        if point and len(names[point]) < SHARED:
            names[point].add(name_key(cells.text(row.get("name")) or "?"))
    shared = frozenset(point for point, found in names.items() if len(found) >= SHARED)
    return {"shared": shared, "places": Places(job.area)}


def clean_row(row, job):
    """Return the row as facts of a compound; refuse it without a name or outside the area."""
    notes = []
    name = cells.text(row.get("name"))
    if not name:
        raise ValidationError(_("The row has no name."))
    if len(name) > 120:
        raise ValidationError(_("The name is longer than 120 characters."))
    address = reading.words(row, "address", 300, notes)
    area, place_notes = job.context["places"].resolve(
        district=cells.text(row.get("area")),
        street=cells.text(row.get("street")),
        community=cells.text(row.get("community")),
        address=address,
    )
    mode, company, mode_notes = reading.management(
        cells.text(row.get("management")), cells.text(row.get("property_company"))
    )
    facts = {
        "name": name,
        "area": area.pk,
        "area_path": area.path,
        "address": address,
        "kind": reading.kind(cells.text(row.get("kind"))),
        "management_mode": mode,
        "company": company,
        "developer": reading.words(row, "developer", 200, notes),
        "aliases": reading.aliases(name, cells.text(row.get("aliases"))),
        "source": reading.words(row, "source", 60, notes) or job.filename[:60],
        "source_ref": reading.words(row, "source_ref", 200, notes),
        **reading.numbers(row, notes),
        **reading.position(row, job.context["shared"], notes),
    }
    data = {
        k: str(v) if isinstance(v, Decimal) else v for k, v in facts.items() if v not in ("", None)
    }
    return Clean(data, [*place_notes, *mode_notes, *notes], label=name)


def find_duplicates(data, job):
    """Return the very entry when it came before, else what looks like the same compound."""
    chunk = Chunk.of(data, job)
    row = chunk.entry(data)
    known = chunk.near.known(row)
    if known is not None and known.area_path.startswith(job.area_path):
        if chunk.near.is_called_like(known, row):
            return Match(same=chunk.compound(known))
        # Next year's sheet counts anew: the same number under another name is another compound.
        return Match(likely=chunk.near.likely(row) or (known,))
    twin = chunk.near.twin(row)
    if twin is not None and not contradictions(chunk.glimpse(twin), data):
        return Match(same=chunk.compound(twin))
    return Match(likely=chunk.near.likely(row))


def contradictions(community, data):
    """Return the fields in which both say something, and not the same."""
    empty = {None, "", "unknown"}
    ignored = {"name", "source", "source_ref"}
    return [
        field
        for field, value in reading.facts_of(data).items()
        if field not in ignored
        and getattr(community, field) not in empty
        and value not in empty
        and getattr(community, field) != value
    ]


def apply(data, job, *, by, into=None, overwrite=()):
    """Enter a compound, or fill what `into` lacks; fields in `overwrite` take the row's value."""
    chunk = Chunk.of(data, job, by=by)
    if into is not None:
        return _merge(data, into, chunk, overwrite)
    applied = _create(data, chunk)
    if chunk is not job.context.get("batch"):
        chunk.flush()
    return applied


def _create(data, chunk):
    community = chunk.enter(
        data,
        aliases=data.get("aliases", ()),
        is_published=bool(chunk.job.options.get("publish", True)),
    )
    before = {}
    if data.get("company"):
        try:
            before = _first_contract(community, data["company"], chunk)
        except (ValidationError, Refused, PermissionDenied):
            chunk.entering.forget_last()
            raise
    chunk.wrote(community, data.get("aliases", ()))
    changed = bool(before) and community.management_mode != ManagementMode.COMPANY
    return Applied(community, before, seq=2 if changed else 1)


def _first_contract(community, name, chunk):
    """Let a company serve the compound that was drafted last; return what an undo needs."""
    chunk.entering.require("communities.add_servicecontract", community.area_path)
    company, made = _company(community, name, chunk)
    made["mode"] = community.management_mode
    made["contract"] = chunk.entering.conclude(community, company).pk
    return made


def _company(community, name, chunk):
    """Return the company called `name`, entered where it is new, and what an undo needs."""
    company = chunk.companies.find(name)
    if company is not None:
        return company, {}
    company = contracts.create_company(by=chunk.by, area=community.area, name=name, checked=True)
    chunk.companies.add(company)
    return company, {"company": company.pk}


def _merge(data, into, chunk, overwrite):
    facts = reading.facts_of(data)
    chosen = {field: facts[field] for field in overwrite if field in facts}
    written = {**actions.fill_in(into, facts), **chosen}
    differing = [f for f in contradictions(into, data) if f not in chosen]
    before = {"facts": {field: getattr(into, field) for field in written}}
    own = before["aliases"] = chunk.names(into)
    added = [n for n in (data["name"], *data.get("aliases", ())) if n not in {into.name, *own}]
    seq = chunk.events(into)
    extra, notes = {}, []
    if written or added:
        actions.update(into, by=chunk.by, aliases=[*own, *added], **written)
        chunk.wrote(into, [*own, *added])
    if data.get("company"):
        extra, notes = _contract(into, data["company"], chunk)
    if differing:
        labels = "、".join(str(Community._meta.get_field(f).verbose_name) for f in differing)
        notes.append(_("Kept what the register says about: %(fields)s.") % {"fields": labels})
    is_new = written or added or extra
    plain = reversing.plain({**before, **extra})
    return Applied(into, plain, notes, seq=None if is_new else seq)


def _contract(community, name, chunk):
    """Enter the company and a contract without known days, when the compound has none."""
    running = chunk.contract(community)
    if running:
        company = chunk.companies.find(name)
        note = _("The register names another company: %(name)s.") % {"name": running.company}
        return {}, [] if running.company == company else [note]
    company, made = _company(community, name, chunk)
    made["mode"] = community.management_mode
    made["contract"] = contracts.conclude(by=chunk.by, community=community, company=company).pk
    chunk.wrote(community)
    return made, []


def option_fields():
    """Return what the upload page asks."""
    publish = forms.BooleanField(
        label=L("show new entries to the public at once"),
        required=False,
        initial=True,
        help_text=L("Without it you look first; the register then shows several in one step."),
    )
    return {"publish": publish}


COMPOUNDS = ImportKind(
    slug="compounds",
    label=L("register of compounds"),
    columns=COLUMNS,
    prepare=prepare,
    clean_row=clean_row,
    find_duplicates=find_duplicates,
    apply=apply,
    undo=reversing.undo,
    obstacles=reversing.obstacles,
    name_key=name_key,
    open_batch=Chunk,
    shelves=sketching.shelves,
    sketch=sketching.sketch,
    recall=sketching.recall,
    show=reading.show,
    show_data=reading.show_data,
    permission="communities.import_community",
    decide_permission="communities.decide_duplicate",
    model=Community,
    default_options={"publish": True},
    option_fields=option_fields,
)
