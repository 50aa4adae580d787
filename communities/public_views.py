"""The public register: search, filters, one page per compound."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from communities import codes, search, wording
from communities.filters import PublicCommunityFilter
from communities.models import Community, PublicNotice
from communities.publication import gaps
from communities.publication.access import documents_of
from communities.publication.calling import whom_to_call
from puyang_property.core import panels
from puyang_property.core.pagination import BadCursor, Order, keyset

BY_NAME = Order("name", _("by name"), "pinyin")
PAGE_SIZE = 30
NOTICES = 10
TOPICS = (
    ("committee", _("Owners' committee")),
    ("branch", _("Party branch")),
    ("renovation", _("Renovation")),
)


@login_not_required
@require_safe
def register(request):
    """List the published compounds; words in `q` find them by name, alias, pinyin or address."""
    rows = Community.objects.public().select_related("area", "area__parent")
    filterset = PublicCommunityFilter(request.GET, queryset=rows, request=request)
    found = filterset.qs if filterset.is_valid() else rows.none()
    try:
        page = keyset(found, BY_NAME, cursor=request.GET.get("cursor", ""), size=PAGE_SIZE)
    except BadCursor:
        page = keyset(found, BY_NAME, size=PAGE_SIZE)
    page.query = {k: v for k, v in request.GET.lists() if k != "cursor" and any(v)}
    context = {"filter": filterset, "page": page, "is_filtered": bool(page.query)}
    return render(request, "communities/register.html", context)


@login_not_required
@require_safe
def community(request, public_code):
    """Show what is public about one compound; a merged one leads to where it went."""
    code = codes.as_typed(public_code) or "-"
    row = search.by_reference(code)
    if row is None:
        raise Http404
    if row.public_code != code:
        return HttpResponsePermanentRedirect(row.public_url)
    contract = row.contracts.in_force().select_related("company").order_by("-id").first()
    context = {
        "community": row,
        "facts": wording.public_facts(row),
        "names": row.aliases.filter(dropped_at=None),
        "contract": contract,
        "file_url": filing_url(row),
        "contacts": whom_to_call(row),
        "published": _published(row),
        "notices": _notices(row),
        "topics": _topics(request, row),
        "panels": panels.render("communities.community_public", request, row),
    }
    return render(request, "communities/community_public.html", context)


def _published(row):
    """Return each of the six groups with the documents that everybody may open."""
    cells = gaps.of(row)
    documents = documents_of([cell.newest for cell in cells])
    return [(cell, documents.get(cell.newest.pk, []) if cell.newest else []) for cell in cells]


def _notices(row):
    """Return the newest notices on display for the compound or an area around it."""
    shown = PublicNotice.objects.on_display().concerning(row).select_related("community", "area")
    return list(shown.order_by("-from_on", "-id")[:NOTICES])


def _topics(request, row):
    """Return what the rooms above have to say about committee, branch and renovation.

    Each has a place of its own: where no room fills it, the page says that nothing is recorded.
    """
    topics = []
    for slug, title in TOPICS:
        filled = panels.render(f"communities.community_public.{slug}", request, row)
        topics.append({"slug": slug, "title": title, "panels": filled if filled.strip() else ""})
    return topics


@login_not_required
@require_safe
def suggest(request):
    """Return up to ten compounds for the letters typed so far, as JSON."""
    found = search.find(request.GET.get("q", "")[:60])
    rows = [
        {
            "public_code": row.public_code,
            "name": row.name,
            "address": row.address,
            "area": str(row.area),
        }
        for row in found
    ]
    return JsonResponse({"results": rows})


def filing_url(row):
    """Return the address of the complaint form with this compound filled in, '' without a form.

    Without a compound the form asks for the place.
    """
    try:
        address = reverse("disputes:file")
    except NoReverseMatch:
        return ""
    return f"{address}?community={row.public_code}" if row else address
