"""What a check of a register remembers of compounds that it would have entered or filled."""

import json
from collections import defaultdict

from communities import duplicates
from communities.duplicates import Entry
from communities.models import (
    Community,
    CommunityAlias,
    KindPeriod,
    PropertyCompany,
    ServiceContract,
)
from communities.naming import company_key
from communities.reading import facts_of

MODELS = (  # each after what it names
    *(PropertyCompany, Community, KindPeriod, CommunityAlias, ServiceContract),
)
LEFT_OUT = {"id", "search_text", "search_grams"}  # nothing in a check searches
FIELDS = {
    model: [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in LEFT_OUT and not field.generated
    ]
    for model in MODELS
}


def shelves(data):
    """Return the places on which lies what a row may be, and its company."""
    entry = Entry.from_facts(facts_of(data), data["area_path"])
    yield from map(_text, duplicates.where_to_look(entry))
    if data.get("company"):
        yield _text(("company", company_key(data["company"])))


def sketch(rows):
    """Return (key, places, payload) of each compound and company that `rows` made or filled."""
    ids = {row.subject_id for row in rows}
    names = _by_compound(CommunityAlias.objects.filter(community__in=ids, dropped_at=None))
    kinds = _by_compound(KindPeriod.objects.open().filter(community__in=ids))
    standing = _by_compound(ServiceContract.objects.standing().filter(community__in=ids))
    serving = {held["company_id"] for rows in standing.values() for held in rows}
    made = {row.before["company"] for row in rows if row.before and "company" in row.before}
    companies = {row["id"]: row for row in _values(_of(PropertyCompany, serving | made))}
    for compound in _values(_of(Community, ids)):
        key, held = compound["id"], standing[compound["id"]]
        places = duplicates.shelves(_entry(compound), [row["name_key"] for row in names[key]])
        served = {row["company_id"]: companies[row["company_id"]] for row in held}
        parts = ([*served.values()], [compound], kinds[key], names[key], held)
        yield f"compound {key}", map(_text, places), _payload(parts)
    for key in made:
        places = [_text(("company", companies[key]["name_key"]))]
        yield f"company {key}", places, _payload([[companies[key]]])


def recall(payloads):
    """Write again what the `payloads` hold; the caller rolls it back."""
    found = [{} for _model in MODELS]
    for payload in payloads:
        for known, rows in zip(found, json.loads(payload), strict=False):
            known |= {row["id"]: row for row in rows}
    for model, rows in zip(MODELS, found, strict=True):
        model.objects.bulk_create(
            [model(**row) for row in rows.values()],
            update_conflicts=True,
            update_fields=FIELDS[model],
            unique_fields=["id"],
        )


def _of(model, ids):
    return model.objects.filter(pk__in=ids)


def _values(rows):
    """Return the fields of `rows` as they are kept, by column."""
    fields = [rows.model._meta.get_field(name).attname for name in FIELDS[rows.model]]
    return rows.order_by().values("id", *fields)


def _by_compound(rows):
    found = defaultdict(list)
    for row in _values(rows):
        found[row["community_id"]].append(row)
    return found


def _entry(row):
    return Entry(*(row["id" if field == "pk" else field] for field in duplicates.FIELDS))


def _payload(parts):
    """Return rows of each of the MODELS as text, in their order."""
    return json.dumps(parts, default=str, ensure_ascii=False)


def _text(place):
    return "\x1f".join(map(str, place))
