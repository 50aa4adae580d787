"""Fill the columns that are computed from what people wrote: keys, pinyin, search text."""

from accounts import names
from communities import naming
from puyang_property.core import search


def describe_name(row):
    """Fill the keys of a compound or an alias from its name."""
    row.name = row.name.strip()
    row.name_key = naming.name_key(row.name)
    row.pinyin = names.pinyin(row.name)
    row.initials = names.initials(row.name)


def describe_community(community, aliases, *, has_merged=True):
    """Fill everything computed of `community`, given its current `aliases`.

    `has_merged` False spares the look for entries that went into it, where there are none.
    """
    describe_name(community)
    community.address = community.address.strip()
    community.address_key = naming.address_key(community.address)
    community.area_path = community.area.path
    codes = _codes_of_merged(community) if has_merged else ()
    place = community.address_key  # every address begins with the city: nobody types that
    texts = [community.public_code, *codes, community.address]
    texts += [names.pinyin(place), names.initials(place)]
    for row in (community, *aliases):
        texts += [row.name, row.pinyin, row.initials]
    community.search_text = search.joined(*texts)
    community.search_grams = search.vector(community.search_text)


def _codes_of_merged(community):
    """Return the codes of all entries that went into `community`: they stand on old posters."""
    found, ids = [], [community.pk] if community.pk else []
    while ids:
        merged = list(
            type(community).objects.filter(merged_into__in=ids).values_list("pk", "public_code")
        )
        ids = [pk for pk, _code in merged]
        found += [code for _pk, code in merged]
    return found


def describe_company(company, aliases):
    """Fill everything computed of `company`, given its `aliases`."""
    company.name = company.name.strip()
    company.name_key = naming.company_key(company.name)
    company.pinyin = names.pinyin(company.name)
    company.initials = names.initials(company.name)
    company.area_path = company.area.path
    texts = [company.credit_code]
    for name in (company.name, *(alias.name for alias in aliases)):
        texts += [name, names.pinyin(name), names.initials(name)]
    company.search_text = search.joined(*texts)
