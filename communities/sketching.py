"""What a check of a register remembers of compounds that it would have entered or filled."""

from itertools import groupby

from django.core import serializers
from django.db.models import Prefetch

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
WRITTEN = sorted({name for names in FIELDS.values() for name in names})


def shelves(data):
    """Return the places on which lies what a row may be, and its company."""
    entry = Entry.from_facts(facts_of(data), data["area_path"])
    yield from map(_text, duplicates.where_to_look(entry))
    if data.get("company"):
        yield _text(("company", company_key(data["company"])))


def sketch(rows):
    """Return (key, places, payload) of each compound and company that `rows` made or filled."""
    ids = {row.subject_id for row in rows}
    names = Prefetch("aliases", CommunityAlias.objects.filter(dropped_at=None))
    standing = ServiceContract.objects.standing().select_related("company")
    standing = Prefetch("contracts", standing)
    kinds = Prefetch("kind_periods", KindPeriod.objects.open())
    for community in Community.objects.filter(pk__in=ids).prefetch_related(names, kinds, standing):
        aliases, contracts = community.aliases.all(), community.contracts.all()
        companies = [contract.company for contract in contracts]
        places = duplicates.shelves(Entry.of(community), [alias.name_key for alias in aliases])
        parts = [community, *community.kind_periods.all(), *aliases, *contracts, *companies]
        yield f"compound {community.pk}", map(_text, places), _payload(parts)
    made = {row.before["company"] for row in rows if row.before and "company" in row.before}
    for company in PropertyCompany.objects.filter(pk__in=made):
        places = [_text(("company", company.name_key))]
        yield f"company {company.pk}", places, _payload([company])


def recall(payloads):
    """Write again what the `payloads` hold; the caller rolls it back."""
    parts = [part.object for text in payloads for part in serializers.deserialize("json", text)]
    parts.sort(key=lambda part: MODELS.index(type(part)))
    for model, objects in groupby(parts, type):
        model.objects.bulk_create(
            {part.pk: part for part in objects}.values(),
            update_conflicts=True,
            update_fields=FIELDS[model],
            unique_fields=["id"],
        )


def _payload(parts):
    return serializers.serialize("json", parts, fields=WRITTEN)


def _text(place):
    return "\x1f".join(map(str, place))
