"""The verbs on companies and their contracts, with the clocks that contracts start."""

from collections import defaultdict

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from communities import deadlines, naming
from communities.actions import require
from communities.choices import ManagementMode
from communities.describing import describe_company
from communities.models import CompanyAlias, PropertyCompany, ServiceContract
from puyang_property.core import clock, history, periods, rulebook
from puyang_property.core.calendar import current_calendar
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock

COMPANY_FACTS = ("name", "credit_code", "phone", "address")
CONTRACT_FACTS = (
    *("kind", "signed_on", "filed_on", "starts_on", "ends_on", "taken_over_on"),
    *("takeover_filed_on", "terminated_on"),
)


@transaction.atomic
def create_company(*, by, area, name, aliases=(), now=None, checked=False, **facts):
    """Enter a property company, kept by the office of `area`.

    With `checked` the caller has looked for its name; what it overlooked the database refuses.
    """
    company = PropertyCompany(area=area, area_path=area.path, name=name, **facts)
    actor = require(by, "communities.add_propertycompany", company)
    rows = _company_aliases(company, aliases)
    _save_company(company, rows, checked)
    for row in rows:
        row.company = company
        row.save()
    changes = {field: getattr(company, field) for field in COMPANY_FACTS}
    changes = _present(changes)
    history.record(company, "created", by=actor, now=now, changes=changes, first=True)
    return company


@transaction.atomic
def update_company(company, *, by, aliases=None, now=None, **facts):
    """Change facts of a company and, where given, its full list of further names."""
    actor = require(by, "communities.change_propertycompany", lock(company))
    before = {field: getattr(company, field) for field in COMPANY_FACTS}
    for field, value in facts.items():
        setattr(company, field, value)
    rows = _replace_names(company, aliases) if aliases is not None else []
    _save_company(company, company.aliases.all())
    changes = {f: getattr(company, f) for f in COMPANY_FACTS if getattr(company, f) != before[f]}
    if rows:
        changes["aliases_added"] = [row.name for row in rows]
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
        aliases = CompanyAlias.objects.filter(name_key__in=keys, company__withdrawn_at=None)
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
def withdraw_company(company, *, by, now=None):
    """Take back a company's entry that no contract names."""
    actor = require(by, "communities.change_propertycompany", lock(company))
    if company.contracts.standing().exists():
        raise Refused(_("“%(name)s” has contracts.") % {"name": company})
    company.withdrawn_at = now or timezone.now()
    company.save(update_fields=["withdrawn_at", "changed_at"])
    history.record(company, "withdrawn", by=actor, now=now)
    return company


@transaction.atomic
def conclude(*, by, community, company, now=None, **facts):
    """Enter a contract of `company` for `community`, and start its clocks."""
    contract = ServiceContract(community=community, company=company, **facts)
    actor = require(by, "communities.add_servicecontract", contract)
    lock(community)
    contract.full_clean()
    contract.save()
    if community.management_mode != ManagementMode.COMPANY and contract.terminated_on is None:
        community.management_mode = ManagementMode.COMPANY
        community.save(update_fields=["management_mode", "changed_at"])
        changes = {"management_mode": ManagementMode.COMPANY}
        history.record(community, "changed", by=actor, now=now, changes=changes)
    history.record(contract, "created", by=actor, now=now, changes=first_facts(contract))
    set_clocks(contract, now=now)
    return contract


@transaction.atomic
def change_contract(contract, *, by, now=None, note="", **facts):
    """Change days or kind of a contract, and set its clocks anew where they depend on them."""
    actor = require(by, "communities.change_servicecontract", lock(contract))
    if contract.withdrawn_at:
        raise Refused(_("This contract was taken back; it no longer changes."))
    before = _facts(contract)
    for field, value in facts.items():
        setattr(contract, field, value)
    contract.full_clean()
    contract.save()
    changes = {f: v for f, v in _facts(contract).items() if v != before[f]}
    if changes:
        history.record(contract, "changed", by=actor, note=note, now=now, changes=changes)
        set_clocks(contract, now=now, changed=set(changes))
    return contract


@transaction.atomic
def withdraw_contract(contract, *, by, now=None, note=""):
    """Take back a contract that should not have been entered; its clocks stop."""
    actor = require(by, "communities.change_servicecontract", lock(contract))
    contract.withdrawn_at = now or timezone.now()
    contract.save(update_fields=["withdrawn_at", "changed_at"])
    history.record(contract, "withdrawn", by=actor, note=note, now=now)
    clock.cancel(contract, now=now)
    return contract


def set_clocks(contract, *, now=None, changed=frozenset(CONTRACT_FACTS)):
    """Start, meet or move the clocks of a contract after the fields `changed` were written."""
    if changed & {"signed_on", "filed_on"}:
        _filing(contract, deadlines.FILING, contract.signed_on, contract.filed_on, now)
    if changed & {"taken_over_on", "takeover_filed_on"}:
        filed = contract.takeover_filed_on
        _filing(contract, deadlines.TAKEOVER_FILING, contract.taken_over_on, filed, now)
    if changed & {"ends_on", "terminated_on"}:
        _end_notices(contract, now)


def _filing(contract, kind, event_on, filed_on, now):
    """Fifteen days from signing (HN-49), thirty from take-over (HN-46)."""
    clock.cancel(contract, kind, now=now)
    if event_on is None:
        return
    clock.start(contract, kind, deadlines.code_of(kind), started=event_on, now=now)
    if filed_on is not None:
        clock.meet(contract, kind, now=now)


def _end_notices(contract, now):
    """Notices count back from the last day; a contract that ended has none to give."""
    clock.cancel(contract, *deadlines.BEFORE_THE_END, now=now)
    today = timezone.localdate(now)
    if contract.ends_on is None or contract.terminated_on or contract.ends_on < today:
        return
    calendar = current_calendar()
    for kind in deadlines.BEFORE_THE_END:
        code = deadlines.code_of(kind)
        spec = rulebook.spec(code)
        clock.start_on(
            contract,
            kind,
            periods.before(contract.ends_on, rulebook.rule(code), calendar),
            name_zh=spec.name_zh,
            name_en=spec.name_en,
            basis_zh=spec.basis_zh,
            basis_en=spec.basis_en,
            rule_code=code,
            now=now,
        )


def first_facts(contract):
    """Return what history tells of a contract that was entered."""
    parties = {"community": contract.community_id, "company": contract.company_id}
    return {**parties, **_present(_facts(contract))}


def _facts(contract):
    return {field: getattr(contract, field) for field in CONTRACT_FACTS}


def _present(values):
    return {field: value for field, value in values.items() if value not in (None, "")}


def _company_aliases(company, names):
    rows = []
    for name in dict.fromkeys(name.strip() for name in names):
        if name and name != company.name.strip():
            row = CompanyAlias(company=company, name=name, name_key=naming.company_key(name))
            rows.append(row)
    return rows


def _replace_names(company, names):
    """Make `names` the further names of the company; return the new ones."""
    wanted = {row.name: row for row in _company_aliases(company, names)}
    known = set(company.aliases.values_list("name", flat=True))
    company.aliases.exclude(name__in=wanted).delete()
    added = [row for name, row in wanted.items() if name not in known]
    for row in added:
        row.save()
    return added


def _save_company(company, aliases, checked=False):
    company.credit_code = company.credit_code.strip().upper()
    describe_company(company, aliases)
    company.full_clean(
        exclude=["area"] if checked else None,
        validate_unique=not checked,
        validate_constraints=not checked,
    )
    company.save()
