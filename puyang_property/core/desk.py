"""The desk's front page; rooms fill it with panels."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from puyang_property.core import notifications


@require_safe
def home(request):
    """Show what is due to the user's posts; every room adds its panel at "desk.home"."""
    context = {
        "unread": notifications.unread_count(request.user),
        "today": timezone.localdate(),
        "has_post": bool(getattr(request.user, "current_posts", ())),
    }
    return render(request, "desk/home.html", context)
