"""Is this company in the register already? Offers, never decides."""

from django.db.models import Q

from communities import naming
from communities.models import PropertyCompany
from puyang_property.core.search import likeness

ALIKE = 0.6
MOST = 5
FIRST = 2  # characters of the key by which similar names are looked up


def likely(name, credit_code="", *, but=None):
    """Return up to five entries that may be the company `name`, the likeliest first.

    The same code or key of the name, or a name that differs in a character or two. A branch
    and its parent are two companies: the full name of a branch keeps them apart.
    """
    key = naming.company_key(name)
    rows = PropertyCompany.objects.current().exclude(pk=but.pk if but else None)
    known = Q(aliases__name_key=key, aliases__dropped_at__isnull=True)
    same = rows.filter(_by_code(credit_code) | Q(name_key=key) | known).distinct()
    found = {row.pk: row for row in same[:MOST]}
    for row in rows.filter(name_key__contains=key[:FIRST]).order_by("id")[:200]:
        if likeness(row.name_key, key) >= ALIKE:
            found[row.pk] = row
    ranked = sorted(found.values(), key=lambda row: (-likeness(row.name, name), row.pk))
    return ranked[:MOST]


def _by_code(credit_code):
    return Q(credit_code=credit_code) if credit_code else Q(pk__in=[])
