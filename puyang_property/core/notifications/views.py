"""The inbox: what the reader was told, nobody else's."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from puyang_property.core.models.notifications import InboxItem
from puyang_property.core.notifications import inbox
from puyang_property.core.pagination import BadCursor, Order, keyset

NEWEST = Order("-received", _("newest first"), "-id")
PAGE_SIZE = 30


@require_safe
def item_list(request):
    """Show the reader's inbox, all of it or with ?show=unread what was not opened."""
    items = InboxItem.objects.visible_to(request.user)
    only_unread = request.GET.get("show") == "unread"
    shown = items.unread() if only_unread else items
    try:
        page = keyset(shown, NEWEST, cursor=request.GET.get("cursor", ""), size=PAGE_SIZE)
    except BadCursor:
        page = keyset(shown, NEWEST, size=PAGE_SIZE)
    page.query = {"show": "unread"} if only_unread else {}
    context = {
        "page": page,
        "only_unread": only_unread,
        "unread": inbox.unread_count(request.user),
    }
    return render(request, "core/inbox_list.html", context)


@require_safe
def item_detail(request, pk):
    """Show one item; opening it marks it as read."""
    mine = InboxItem.objects.visible_to(request.user)
    item = get_object_or_404(mine, pk=pk)
    inbox.mark_read(mine.filter(pk=pk))
    return render(request, "core/inbox_detail.html", {"item": item})


@require_POST
def read_all(request):
    """Mark everything in the reader's inbox as read."""
    done = inbox.mark_read(InboxItem.objects.visible_to(request.user))
    text = ngettext("%d message marked as read.", "%d messages marked as read.", done)
    messages.success(request, text % done)
    return redirect("inbox:list")
