"""The public register: search, filters, one page per compound."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponsePermanentRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from communities import codes, search, wording
from communities.filters import PublicCommunityFilter
from communities.models import Community
from puyang_property.core import panels
from puyang_property.core.pagination import BadCursor, Order, keyset

BY_NAME = Order("name", _("by name"), "pinyin")
PAGE_SIZE = 30


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
    code = codes.as_typed(public_code)
    row = get_object_or_404(
        Community.objects.select_related("area__parent__parent", "merged_into"), public_code=code
    )
    if row.merged_into and row.survivor.is_published:
        return HttpResponsePermanentRedirect(row.survivor.public_url)
    row = get_object_or_404(Community.objects.public().select_related("area"), pk=row.pk)
    contract = row.contracts.in_force().select_related("company").order_by("-id").first()
    context = {
        "community": row,
        "facts": wording.public_facts(row),
        "names": row.aliases.filter(dropped_at=None),
        "contract": contract,
        "file_url": filing_url(row),
        "panels": panels.render("communities.community_public", request, row),
    }
    return render(request, "communities/community_public.html", context)


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
    """Return the address of the complaint form with this compound filled in, '' without one."""
    try:
        return f"{reverse('disputes:file')}?community={row.public_code}"
    except NoReverseMatch:
        return ""
