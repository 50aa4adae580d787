"""The verbs on property companies: the only writers."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from communities import credit_code, naming
from communities.actions import require
from communities.choices import CompanyAliasKind
from communities.companies import further_names
from communities.describing import describe_company
from communities.locking import lock_compounds
from communities.models import Community, CompanyAlias, PropertyCompany
from puyang_property.core import history
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock

FACTS = (
    *("name", "credit_code", "phone", "phone_consented_on", "address"),
    *("contact_post", "contact_phone", "parent"),
)
FILLED_IN = ("credit_code", "phone", "address", "contact_post", "contact_phone")
CONSENT = "phone_consented_on"
CHANGE = "communities.change_propertycompany"
MERGE = "communities.merge_propertycompany"
_followers = {}  # in order, each once


def on_merge(follow):
    """Register `follow(source, into, *, by, now)`: who points at companies moves what it holds."""
    _followers[follow] = None


@transaction.atomic
def create_company(
    *, by, area, name, aliases=(), former_names=(), now=None, checked=False, **facts
):
    """Enter a property company, kept by the office of `area`.

    With `checked` the caller has looked for its name; what it overlooked the database refuses.
    """
    _lock_in_order(facts.get("parent"))
    company = PropertyCompany(area=area, area_path=area.path, name=name, **facts)
    actor = require(by, "communities.add_propertycompany", company)
    rows = further_names.rows_for(company, {"aliases": aliases, "former_names": former_names})
    _refuse_wrong_parent(company)
    _ask_keeper_of_parent(company, actor)
    _save(company, rows, checked)
    for row in rows:
        row.company = company
        row.save()
    changes = {field: value for field, value in _facts(company).items() if value}
    history.record(company, "created", by=actor, now=now, changes=changes, first=True)
    return company


@transaction.atomic
def update_company(company, *, by, aliases=None, former_names=None, now=None, **facts):
    """Change facts of a company and, where given, its full lists of further names.

    A company that changes its name keeps the old one as a former name.
    """
    _lock_in_order(company, facts.get("parent"))
    actor = require(by, CHANGE, company)
    _refuse_gone(company)
    before = _facts(company)
    for field, value in facts.items():
        setattr(company, field, value)
    if company.phone != before["phone"] and company.phone_consented_on == before[CONSENT]:
        company.phone_consented_on = None  # whoever holds the new number has agreed to nothing
    _refuse_wrong_parent(company)
    if company.parent_id != before["parent"]:
        _ask_keeper_of_parent(company, actor)
    given = {"aliases": aliases, "former_names": former_names}
    if company.name.strip() != before["name"]:
        known = (
            further_names.of_kind(company, CompanyAliasKind.FORMER)
            if former_names is None
            else former_names
        )
        given["former_names"] = [*known, before["name"]]
    changes = further_names.replace(company, given, now)
    _save(company, company.aliases.current())
    after = _facts(company)
    changes |= {field: after[field] for field in after if after[field] != before[field]}
    if changes:
        history.record(company, "changed", by=actor, now=now, changes=changes)
    return company


def find_company(name):
    """Return the company of that name or alias, or None when there is none or more than one."""
    return Companies([name]).find(name)


class Companies:
    """The companies that some names may mean, read at once."""

    def __init__(self, names):
        """Read those that have one of the `names`, or its key, or an alias of that key."""
        names = {name.strip() for name in names}
        self.by_name, self.by_key = {}, defaultdict(set)
        if not names:
            return
        keys = {naming.company_key(name) for name in names}
        rows = PropertyCompany.objects.current()
        for company in rows.filter(Q(name__in=names) | Q(name_key__in=keys)):
            self.add(company)
        aliases = CompanyAlias.objects.current().filter(name_key__in=keys, company__in=rows)
        for alias in aliases.select_related("company"):
            self.by_key[alias.name_key].add(alias.company)

    def add(self, company):
        """Know one more."""
        self.by_name[company.name] = company
        self.by_key[company.name_key].add(company)

    def find(self, name):
        """Return the company called `name`, or None when there is none or more than one."""
        exact = self.by_name.get(name.strip())
        if exact:
            return exact
        found = self.by_key.get(naming.company_key(name), ())
        return next(iter(found)) if len(found) == 1 else None


@transaction.atomic
def merge_company(source, *, into, by, now=None, note=""):
    """Make `source` a former entry of `into`, which takes its contracts, names and branches.

    The merged entry stays readable and leads to the other. Two codes are two companies.
    """
    _lock_in_order(source, into, *source.branches.all())
    for row in (source, into):
        actor = require(by, MERGE, row)
        _refuse_gone(row)
    serves = Q(contracts__company=source) | Q(transfers__company=source)
    lock_compounds(Community.objects.filter(pk__in=Community.objects.filter(serves).values("pk")))
    _refuse_two_companies(source, into)
    missing = {f: getattr(source, f) for f in FILLED_IN if not getattr(into, f)}
    if "phone" in missing:  # consent goes with the number that it was given for
        missing[CONSENT] = source.phone_consented_on
    into_names = {into.name, *into.aliases.current().values_list("name", flat=True)}
    moved = [(source.name, CompanyAliasKind.SPELLING)]
    moved += source.aliases.current().values_list("name", "kind")
    source.merged_into = into
    source.save(update_fields=["merged_into", "changed_at"])
    for field, value in missing.items():
        setattr(into, field, value)
    _move_branches(source, into, actor, now)
    for name, kind in moved:
        if name not in into_names:
            further_names.row_for(into, name, kind).save()
            into_names.add(name)
    _save(into, into.aliases.current())
    for contract in source.contracts.select_for_update(of=("self",)).order_by("pk"):
        contract.company = into
        contract.save(update_fields=["company", "changed_at"])
        changes = {"company": into.pk}
        history.record(contract, "company_merged", by=actor, now=now, changes=changes)
    for follow in _followers:
        follow(source, into, by=actor, now=now)
    changes = {"merged_into": into.pk}
    history.record(source, "merged", by=actor, note=note, now=now, changes=changes)
    taken = {"merged_from": source.pk, **{f: v for f, v in missing.items() if v}}
    history.record(into, "took_in", by=actor, now=now, changes=taken)
    return into


@transaction.atomic
def withdraw_company(company, *, by, now=None):
    """Take back a company's entry that no contract names."""
    actor = require(by, CHANGE, lock(company))
    if company.contracts.standing().exists() or company.branches.current().exists():
        raise Refused(_("“%(name)s” has contracts or branches.") % {"name": company})
    company.withdrawn_at = now or timezone.now()
    company.save(update_fields=["withdrawn_at", "changed_at"])
    history.record(company, "withdrawn", by=actor, now=now)
    return company


def _lock_in_order(*companies):
    """Lock companies by id, each into its own object: two people never wait for each other."""
    rows = {id(row): row for row in companies if row is not None}
    for row in sorted(rows.values(), key=lambda row: row.pk):
        lock(row)


def _refuse_gone(company):
    if not company.is_current:
        raise Refused(
            _("“%(name)s” was merged or taken back; it no longer changes.") % {"name": company}
        )


def _refuse_two_companies(source, into):
    """Refuse a merger of what cannot be one company."""
    if source.pk == into.pk:
        raise Refused(_("A company cannot be merged into itself."))
    if source.credit_code and into.credit_code and source.credit_code != into.credit_code:
        raise Refused(
            _("The two entries have different credit codes: they are two companies."), field="into"
        )
    if into.parent_id == source.pk or source.parent_id == into.pk:
        raise Refused(_("One is a branch of the other: they are not one company."), field="into")
    if into.parent_id and source.branches.current().exists():
        raise Refused(_("The entry that stays is a branch; it takes in no branches."), field="into")


def _refuse_wrong_parent(company):
    """Refuse a parent that is a branch itself, and a branch that has branches: one level only."""
    parent = company.parent
    if parent is None:
        return
    wrong = ""
    if parent.pk == company.pk:
        wrong = _("A company is no branch of itself.")
    elif parent.parent_id:
        wrong = _("“%(name)s” is a branch itself; name its parent.") % {"name": parent}
    elif not parent.is_current:
        wrong = _("“%(name)s” was merged or taken back; it no longer changes.") % {"name": parent}
    elif company.pk and company.branches.current().exists():
        wrong = _("The company has branches; a branch has none.")
    if wrong:
        raise ValidationError({"parent": wrong})


def _ask_keeper_of_parent(company, actor):
    """Refuse a parent that another office keeps: who keeps both, or is above both, names it."""
    parent = company.parent
    if parent is not None and not actor.has_perm(CHANGE, parent):
        words = _("“%(name)s” is kept by %(area)s. An office above both says whose branch it is.")
        raise ValidationError({"parent": words % {"name": parent, "area": parent.area}})


def _move_branches(source, into, actor, now):
    for branch in source.branches.select_for_update(of=("self",)).order_by("pk"):
        branch.parent = into
        branch.save(update_fields=["parent", "changed_at"])
        history.record(branch, "changed", by=actor, now=now, changes={"parent": into.pk})


def _facts(company):
    found = {field: getattr(company, field) for field in FACTS}
    return {**found, "parent": company.parent_id}


def _save(company, aliases, checked=False):
    company.credit_code = credit_code.tidy(company.credit_code)
    describe_company(company, aliases)
    company.full_clean(
        exclude=["area"] if checked else None,
        validate_unique=not checked,
        validate_constraints=not checked,
    )
    company.save()
