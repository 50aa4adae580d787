"""The board of utility transfers as a sheet that comes back, or as an office's own sheet.

Facts are changed by the verb that changes them on the page. A state further on is reached step by
step, each with its own day and its own guard: what a step asks for has to stand in the row, and a
step that is refused refuses the whole row, with the reason. So a sheet can tell what happened, and
can never say that it happened without what the law asks for. Steps back are never read from it.
"""

from collections import Counter, defaultdict

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as L

from communities.models import Community, UtilityTransfer
from communities.naming import name_key
from communities.transfers import carrying, reading, sheet
from communities.transfers.choices import UNDER_AGREEMENT, Enterprise, Item
from communities.transfers.workflow import CARRY
from puyang_property.core import history
from puyang_property.core.importer import Applied, Clean, Column, ImportKind, Match, cells
from puyang_property.core.refusals import Refused

NAMED = 5  # compounds that a refusal names


def _column(item, field):
    names = sheet.other_headings(item, field)
    return Column(f"{item}_{field.name}", sheet.heading(item, field), names)


UP_TO_STANDARD = (
    "改造达到城市平均水平",
    "达到城市平均水平",
    "达标",
    "up to standard",
    "works reach the city's level",
)
BY_NAME = {field.name: field for field in sheet.FIELDS}
ALIKE = [BY_NAME[name] for name in sheet.FOR_ALL]
COLUMNS = (
    Column("name", L("compound"), ("小区名称", "小区", "家属区", "家属院", "名称", "compound")),
    Column(
        "public_code", L("public code"), ("公开编码", "公开编号", "小区编号", "code", "public code")
    ),
    *(Column(field.name, field.label, sheet.headings_for_all(field)) for field in ALIKE),
    *(_column(item, sheet.STATE) for item in Item),
    *(_column(item, field) for item in Item for field in sheet.fields_of(item)),
    Column("is_up_to_standard", L("works reach the city's level"), UP_TO_STANDARD),
)


def prepare(rows, job):
    """Look through the sheet once: which compounds stand in it twice, by code or by name?"""
    seen = Counter(_said(row) for row in rows)
    codes, names = ({said[place] for said in seen} - {""} for place in (0, 1))
    by_code, by_name = {}, defaultdict(list)
    among = Community.objects.current().filter(area_path__startswith=job.area_path)
    found = among.filter(Q(public_code__in=codes) | Q(name_key__in=names))
    for pk, code, key in found.values_list("pk", "public_code", "name_key"):
        by_code[code] = pk
        by_name[key].append(pk)
    times = Counter()
    for (code, key), number in seen.items():
        for pk in [by_code.get(code)] if code else by_name[key]:
            times[pk] += number
    return {"twice": frozenset(pk for pk, number in times.items() if number > 1)}


def _said(row):
    """Return by what the row names its compound: the code, else the key of the name."""
    code = cells.text(row.get("public_code")).upper()
    return code, "" if code else name_key(cells.text(row.get("name")))


def clean_row(row, job):
    """Return the compound of the row and what it says of each item."""
    notes = []
    compound = _compound(row, job)
    if compound.pk in job.context["twice"]:
        raise ValidationError(_("The compound stands in the sheet more than once."))
    alike = {f.name: reading.read(f, row.get(f.name), notes, f.label) for f in ALIKE}
    alike["enterprise_kind"] = alike["enterprise_kind"] or job.options["enterprise_kind"] or None
    items = {item.value: _said_of(item, row, notes) for item in Item}
    items = {item: _filled(said, alike) for item, said in items.items() if said}
    data = {
        "community": compound.pk,
        "items": items,
        "is_up_to_standard": reading.is_yes(row.get("is_up_to_standard")),
    }
    return Clean(data, notes, label=compound.name)


def _compound(row, job):
    """Return the only compound of this public code, else of this name, in the job's area."""
    code, name = cells.text(row.get("public_code")), cells.text(row.get("name"))
    if not (code or name):
        raise ValidationError(_("The row names no compound."))
    among = Community.objects.current().filter(area_path__startswith=job.area_path)
    by_code = among.filter(public_code=code.upper()) if code else among.none()
    found = list(by_code if code else among.filter(name_key=name_key(name))[:NAMED])
    if len(found) > 1:
        raise ValidationError(
            _("Several compounds are called “%(name)s”: %(codes)s. Give the public code.")
            % {"name": name, "codes": "、".join(one.public_code for one in found)}
        )
    if not found:
        raise ValidationError(
            _("The compound “%(name)s” is not in the register of this area: enter it first.")
            % {"name": name or code}
        )
    return found[0]


def _said_of(item, row, notes):
    """Return field → value of what the row says of `item`; {} when it says nothing."""
    where = sheet.heading(item, sheet.STATE)
    said, cell = {}, row.get(f"{item}_state")
    if reading.is_not_opened(cell):
        return {}
    said["state"] = reading.state(cell, where)
    for field in sheet.fields_of(item):
        cell = row.get(f"{item}_{field.name}")
        said[field.name] = reading.read(field, cell, notes, sheet.heading(item, field))
    return {name: value for name, value in said.items() if value is not None}


def _filled(said, alike):
    """Return what is said of an item, filled up with what the row says of all; as JSON holds it."""
    own = {name: value for name, value in alike.items() if value is not None}
    if said.get("state") not in UNDER_AGREEMENT:
        own.pop("agreement_signed_on", None)
    return {name: history.plain(value) for name, value in {**own, **said}.items()}


def find_duplicates(data, job):
    """Return the compound: known where the row says nothing new, else the same."""
    compound = Community.objects.get(pk=data["community"])
    news = any(
        carrying.differs(transfer_of(compound, item), said) for item, said in data["items"].items()
    )
    return Match(same=compound) if news else Match(known=compound)


def transfer_of(compound, item):
    """Return the current transfer of `item`, or None."""
    return compound.transfers.current().filter(item=item).first()


def apply(data, job, *, by, into=None):
    """Open, describe and carry on the transfers of the compound `into` as the row says."""
    before, subject = {}, None
    for item, said in data["items"].items():
        transfer = transfer_of(into, item)
        if not carrying.differs(transfer, said):
            continue
        words = {**said, "is_up_to_standard": data["is_up_to_standard"]}
        try:
            transfer, was = carrying.carry(into, item, transfer, words, by=by)
        except (ValidationError, Refused) as error:
            told = error.messages if isinstance(error, ValidationError) else [str(error)]
            raise ValidationError([f"{Item(item).label}: {word}" for word in told]) from error
        before[item] = was
        subject = subject or transfer
    return Applied(subject, before)


def undo(row, job, *, by):
    """Take back what the row did: its steps, then the facts as they were, then new entries."""
    for was in (row.before or {}).values():
        carrying.put_back(UtilityTransfer.objects.get(pk=was["transfer"]), was, by=by)


def option_fields():
    """Return what the upload page asks."""
    kind = forms.ChoiceField(
        label=L("kind of enterprise, where the sheet does not say"),
        choices=[("", "---------"), *Enterprise.choices],
        required=False,
    )
    return {"enterprise_kind": kind}


TRANSFERS = ImportKind(
    slug="transfers",
    label=L("board of utility transfers"),
    columns=COLUMNS,
    clean_row=clean_row,
    prepare=prepare,
    find_duplicates=find_duplicates,
    apply=apply,
    undo=undo,
    shelves=lambda data: (),  # no row needs another: compounds that stand there twice are refused
    permission=CARRY,
    model=UtilityTransfer,
    counted=("merged", "known", "refused"),
    default_options={"enterprise_kind": ""},
    option_fields=option_fields,
)
