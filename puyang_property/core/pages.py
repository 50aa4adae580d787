"""The public frame's own pages."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def home(request):
    """Show the three things residents come for, and what happens after filing."""
    steps = [
        {
            "label": _("You file"),
            "hint": _("You get a number, a query code and the promised dates at once."),
            "state": "todo",
        },
        {
            "label": _("The street decides"),
            "hint": _("It accepts, or tells you why not and where to go instead."),
            "state": "todo",
        },
        {
            "label": _("It is settled"),
            "hint": _("By visit, repair or mediation. You can see who has it and until when."),
            "state": "todo",
        },
        {
            "label": _("You are asked"),
            "hint": _("Somebody who did not handle it asks: solved? satisfied?"),
            "state": "todo",
        },
    ]
    return render(request, "site/home.html", {"steps": steps})


@login_not_required
@require_safe
def help_page(request):
    """Answer what residents ask most."""
    return render(request, "site/help.html")


@login_not_required
@require_safe
def privacy(request):
    """Show the notice that PIPL Art. 17 asks for before personal information is collected."""
    return render(request, "site/privacy.html")


@login_not_required
@require_safe
def accessibility(request):
    """Say what was done for readers with impairments, what is missing and where to complain."""
    return render(request, "site/accessibility.html")
