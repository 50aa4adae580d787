"""What everybody reads: public notices, posters, and the short address on a poster."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from communities import codes, search
from communities.models import Community, PublicNotice
from communities.public_views import filing_url
from communities.publication import poster
from communities.publication.access import documents_of
from communities.publication.filters import PublicNoticeFilter
from puyang_property.core import panels
from puyang_property.core.pagination import BadCursor, Order, keyset

NEWEST = Order("newest", _("newest first"), "-from_on")
PAGE_SIZE = 30


@login_not_required
@require_safe
def notices(request):
    """List the notices on display today, or those that have ended."""
    rows = PublicNotice.objects.public().select_related("community", "area")
    filterset = PublicNoticeFilter(request.GET, queryset=rows, request=request)
    found = filterset.qs if filterset.is_valid() else rows.none()
    try:
        page = keyset(found, NEWEST, cursor=request.GET.get("cursor", ""), size=PAGE_SIZE)
    except BadCursor:
        page = keyset(found, NEWEST, size=PAGE_SIZE)
    page.query = {k: v for k, v in request.GET.lists() if k != "cursor" and any(v)}
    context = {"filter": filterset, "page": page, "is_filtered": bool(page.query)}
    return render(request, "communities/notices.html", context)


@login_not_required
@require_safe
def notice(request, public_code):
    """Show one notice from its first day on; an ended one says so. Nobody reads a draft here."""
    rows = PublicNotice.objects.public().select_related("community", "area", "office__area")
    row = get_object_or_404(rows, public_code=codes.as_typed(public_code) or "-")
    context = {
        "notice": row,
        "has_ended": row.has_ended(),
        "documents": documents_of([row]).get(row.pk, []),
        "panels": panels.render("communities.notice_public", request, row),
    }
    return render(request, "communities/notice_public.html", context)


@login_not_required
@require_safe
def short(request, public_code):
    """Lead from the address on a poster to the complaint form with the compound filled in.

    The codes on printed posters live longer than entries of the register: a merged one leads on,
    and one that is not shown any more leads to the form, which asks for the place.
    """
    found = search.by_reference(codes.as_typed(public_code) or "-")
    return HttpResponseRedirect(filing_url(found) or reverse("communities:register"))


@login_not_required
@require_safe
def one_poster(request, public_code):
    """Show the poster of one published compound, to print."""
    rows = Community.objects.public().select_related("area")
    row = get_object_or_404(rows, public_code=codes.as_typed(public_code) or "-")
    (made,) = poster.posters_of([row])
    return render(request, "communities/poster.html", {"poster": made})
