"""The gallery: every component of the pages once, for the eyes of those who build them."""

import re
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_safe

from puyang_property.core.forms import CodeInput, FilesField, PhoneInput, PortalForm, forms

SPRITE = Path(settings.BASE_DIR, "static", "icons.svg")
ICONS = tuple(re.findall(r'<symbol id="([a-z]+)" viewBox="0 0 24', SPRITE.read_text()))


class GalleryForm(PortalForm):
    """One field of each kind."""

    community = forms.CharField(
        label=_lazy("Compound"), help_text=_lazy("Name, address or first letters in pinyin.")
    )
    description = forms.CharField(
        label=_lazy("What happened"), widget=forms.Textarea, max_length=2000
    )
    category = forms.ChoiceField(
        label=_lazy("Category"),
        choices=[("", "—"), ("lift", _lazy("Lift")), ("noise", _lazy("Noise"))],
    )
    urgency = forms.ChoiceField(
        label=_lazy("How urgent is it"),
        widget=forms.RadioSelect,
        choices=[("now", _lazy("Today")), ("week", _lazy("This week"))],
    )
    seen_on = forms.DateField(label=_lazy("Seen on"), required=False)
    phone = forms.CharField(label=_lazy("Telephone"), required=False, widget=PhoneInput)
    code = forms.CharField(label=_lazy("Query code"), required=False, widget=CodeInput)
    photos = FilesField(label=_lazy("Photos"), required=False, help_text=_lazy("Up to six."))
    agree = forms.BooleanField(label=_lazy("I have read the privacy notice"))


class FilterForm(PortalForm):
    """What stands above a list."""

    q = forms.CharField(label=_lazy("Search"), required=False)
    state = forms.ChoiceField(
        label=_lazy("State"), required=False, choices=[("", "—"), ("open", _lazy("in progress"))]
    )
    due_before = forms.DateField(label=_lazy("Due before"), required=False)


@require_safe
def gallery(request):
    """Show every component once, for the eyes of those who build pages."""
    return render(request, "desk/gallery.html", _gallery_samples(timezone.now()))


def _gallery_samples(now):
    """Return sample values for each component as of `now`."""
    today = timezone.localdate(now)
    counted = _("Day 0 is not counted; 10 working days from the day after.")
    deadlines = [
        {"label": _("Reply by"), "due_on": today + timedelta(days=days), "counted": counted}
        for days in (12, 2, -3)
    ]
    deadlines[0] |= {"provisional": True, "basis": _("Rule of the city, Art. 12")}
    deadlines += [deadlines[1] | {"met_at": now}, deadlines[1] | {"suspended": True}]
    return {
        "blank_form": GalleryForm(prefix="blank"),
        "filter_form": FilterForm(),
        "form": GalleryForm({"community": "", "urgency": "never"}),
        "deadlines": deadlines,
        "tones": _gallery_tones(),
        "figures": [(12, _("Mine")), (3, _("Due today")), (0, _("Overdue")), (1, _("All"))],
        "icons": ICONS,
        "steps": _gallery_steps(),
        "entries": _gallery_events(now),
        "rows": [
            {"label": _("Number"), "value": "PY-2026-000123-K"},
            {"label": _("Office"), "value": _("Street office"), "url": "#"},
            {"label": _("Place"), "value": ""},
        ],
        "rows_above": [{"label": _("Desk"), "url": "#"}],
        "columns": [_("Number"), _("Compound"), _("State")],
        "cells": [["PY-2026-000123-K", "幸福家园", _("in progress")]] * 2,
        "comparison": _gallery_comparison(),
        "files": [{"name": "lift.jpg", "url": "#", "size": 184_320}],
        "actions": [
            {"label": _("Accept"), "url": "#", "tone": "primary"},
            {"label": _("Refer"), "url": "#"},
            {"label": _("Refuse"), "url": "#", "tone": "danger"},
        ],
    }


def _gallery_comparison():
    sides = (_("South gate"), _("North gate"))
    conflict = {"label": _("Place"), "theirs": sides[0], "mine": sides[1], "choice": "_take-place"}
    return {"conflicts": [{**conflict, "takes_theirs": False}], "kept": [_("Number")]}


def _gallery_tones():
    return [
        ("neutral", _("Filed")),
        ("info", _("clock stopped")),
        ("good", _("done")),
        ("warn", _("due today")),
        ("bad", _("overdue")),
        ("brand", _("In mediation")),
    ]


def _gallery_steps():
    return [
        {"label": _("Filed"), "state": "done"},
        {"label": _("Accepted"), "state": "done"},
        {"label": _("In mediation"), "state": "current", "hint": _("Second session on Friday")},
        {"label": _("Replied"), "state": "todo"},
    ]


def _gallery_events(now):
    return [
        {"title": _("Accepted"), "at": now, "by": _("Street office"), "tone": "good"},
        {"title": _("Filed"), "at": now - timedelta(days=1), "body": _("The lift stands still.")},
    ]
