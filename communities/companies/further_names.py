"""The short and former names of a company: replaced list by list; a dropped one stays as past."""

from django.utils import timezone

from communities import naming
from communities.choices import CompanyAliasKind
from communities.models import CompanyAlias

# a name of both kinds is a former one
KINDS = {"former_names": CompanyAliasKind.FORMER, "aliases": CompanyAliasKind.SHORT}


def of_kind(company, kind):
    """Return the current names of the company of one kind."""
    return list(company.aliases.current().filter(kind=kind).values_list("name", flat=True))


def row_for(company, name, kind):
    """Return an unsaved further name."""
    return CompanyAlias(company=company, name=name, kind=kind, name_key=naming.company_key(name))


def rows_for(company, given):
    """Return a row for each name of `given` (argument → names or None), each name once."""
    rows = {}
    for argument, kind in KINDS.items():
        for name in (name.strip() for name in given.get(argument) or ()):
            if name and name != company.name.strip():
                rows.setdefault(name, row_for(company, name, kind))
    return list(rows.values())


def replace(company, given, now):
    """Make the lists given the current names of their kinds; return changes for history.

    What was merged in under another spelling may be listed among the short names as well.
    """
    lists = {argument: names for argument, names in given.items() if names is not None}
    if not lists:
        return {}
    touched = {KINDS[argument] for argument in lists}
    if CompanyAliasKind.SHORT in touched:
        touched.add(CompanyAliasKind.SPELLING)
    current = {row.name: row for row in company.aliases.current()}  # each knows `company`
    wanted = {row.name: row for row in rows_for(company, lists)}
    dropped = [row for row in current.values() if _is_dropped(row, wanted.get(row.name), touched)]
    kept = {row.name for row in current.values()} - {row.name for row in dropped}
    company.aliases.filter(pk__in=[row.pk for row in dropped]).update(
        dropped_at=now or timezone.now()
    )
    added = [row for name, row in wanted.items() if name not in kept]
    for row in added:
        row.save()
    changes = {"aliases_added": [row.name for row in added]} if added else {}
    return changes | ({"aliases_dropped": [row.pk for row in dropped]} if dropped else {})


def _is_dropped(row, wanted, touched):
    """Tell whether a current name goes: no longer listed, or the name of the company by now.

    One that became a former name goes as what it was.
    """
    if wanted is None:
        return row.kind in touched or row.name == row.company.name.strip()
    becomes_former = wanted.kind == CompanyAliasKind.FORMER
    return not _same_kind(row, wanted) and (row.kind in touched or becomes_former)


def _same_kind(row, wanted):
    spelling = {CompanyAliasKind.SHORT, CompanyAliasKind.SPELLING}
    return row.kind == wanted.kind or {row.kind, wanted.kind} == spelling
