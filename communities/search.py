"""Find a compound by what people type: name, alias, pinyin, initials, address or public code."""

from django.db.models import Case, Exists, IntegerField, OuterRef, Value, When

from communities import codes, naming
from communities.models import Community, CommunityAlias
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
    """Order `rows` by how well they fit `q`: code, same name, former name, beginning, anywhere."""
    typed, key = squeeze(q), naming.name_key(q)
    called = CommunityAlias.objects.filter(
        community=OuterRef("pk"), name_key=key, dropped_at__isnull=True
    )
    return rows.alias(
        rank=Case(
            When(public_code=codes.as_typed(q), then=Value(0)),
            When(name_key=key, then=Value(1)),
            When(Exists(called), then=Value(2)),
            When(name__startswith=q.strip(), then=Value(3)),
            When(pinyin__startswith=typed, then=Value(4)),
            When(initials__startswith=typed, then=Value(5)),
            default=Value(6),
            output_field=IntegerField(),
        )
    ).order_by("rank", "pinyin", "id")


def by_reference(reference, among=None):
    """Return the compound of an id or a public code as typed, or None.

    The code of a merged entry, on an old poster, leads to the entry that stands for it.
    `among` is the queryset to look in, by default what the public register shows.
    """
    rows = Community.objects.public() if among is None else among
    rows = rows.select_related("area").defer("search_text", "search_grams")
    text = str(reference or "").strip()
    if text.isascii() and text.isdigit() and len(text) < 19:
        return rows.filter(pk=int(text)).first()
    code = codes.as_typed(text) or "-"
    found = rows.filter(public_code=code).first()
    if found is None:
        merged = Community.objects.filter(public_code=code, merged_into__isnull=False).first()
        found = rows.filter(pk=merged.survivor.pk).first() if merged else None
    return found
