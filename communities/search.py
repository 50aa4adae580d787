"""Find a compound by what people type: name, alias, pinyin, initials, address or public code."""

from django.db.models import Case, IntegerField, Value, When

from communities import codes, naming
from communities.models import Community
from puyang_property.core.search import squeeze

LIMIT = 10


def find(q, area=None, *, limit=LIMIT, among=None):
    """Return up to `limit` compounds for the words `q`, the best hit first, inside `area`.

    `among` is the queryset to look in, by default what the public register shows.
    """
    if not squeeze(q):
        return []
    rows = Community.objects.public() if among is None else among
    if area is not None:
        rows = rows.filter(area_path__startswith=area.path)
    return list(ranked(rows.search(q), q).select_related("area")[:limit])


def ranked(rows, q):
    """Order `rows` by how well their name fits `q`: code, same name, beginning, anywhere."""
    typed = squeeze(q)
    return rows.alias(
        rank=Case(
            When(public_code=codes.as_typed(q), then=Value(0)),
            When(name_key=naming.name_key(q), then=Value(1)),
            When(name__startswith=q.strip(), then=Value(2)),
            When(pinyin__startswith=typed, then=Value(3)),
            When(initials__startswith=typed, then=Value(4)),
            default=Value(5),
            output_field=IntegerField(),
        )
    ).order_by("rank", "pinyin", "id")


def by_reference(reference, among=None):
    """Return the compound of an id or a public code as typed, or None.

    `among` is the queryset to look in, by default what the public register shows.
    """
    rows = Community.objects.public() if among is None else among
    rows = rows.select_related("area").defer("search_text", "search_grams")
    text = str(reference or "").strip()
    if text.isascii() and text.isdigit() and len(text) < 19:
        return rows.filter(pk=int(text)).first()
    return rows.filter(public_code=codes.as_typed(text) or "-").first()
