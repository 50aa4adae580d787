"""What this room shows on the pages of lower rooms."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Post
from disputes import deadlines
from disputes.choices import OPEN_STATES, State
from disputes.models import Dispute
from puyang_property.core import panels
from puyang_property.core.models import Deadline

YEAR = timedelta(days=365)
FEWEST = 5  # cases that the public is told of: fewer would point at people
NAMED = 50  # cases that the page of a boundary names


def register():
    """Put figures on a compound's public page, open cases before a change of boundary."""
    panels.register("communities.community_public", community_figures, order=20)
    panels.register(
        "communities.transfer", cases_about_transfer, order=20, permission="disputes.view_dispute"
    )
    panels.register("accounts.boundary", cases_at_a_boundary, order=20)


def community_figures(request, community):
    """Return the panel with the compound's figures of the last year, nothing personal.

    Of the cases received in that time: how many, how many of them are closed, and how many of
    those without a date that was missed. Small numbers are not told: a neighbour may know who it
    was.
    """
    now = timezone.now()
    since = timezone.localdate(now) - YEAR
    case = ContentType.objects.get_for_model(Dispute)
    clocks = Deadline.objects.filter(subject_type=case, subject_id=OuterRef("pk"))
    late = clocks.exclude(kind=deadlines.CONFIRMATION).missed(now)
    recent = Dispute.objects.filter(community=community, received_on__gte=since)
    figures = recent.exclude(state=State.MERGED).aggregate(
        filed=Count("id"),
        closed=Count("id", filter=Q(state=State.CLOSED)),
        on_time=Count("id", filter=Q(state=State.CLOSED) & ~Exists(late)),
    )
    told = {name: told_publicly(number) for name, number in figures.items()}
    return "disputes/panels/community_figures.html", {"figures": told, "community": community}


def told_publicly(number):
    """Return a number of cases as the public reads it: below five none can be told apart."""
    return number if number >= FEWEST else _("fewer than %(number)d") % {"number": FEWEST}


def cases_about_transfer(request, transfer):
    """Return the panel with the cases about a transfer, as far as the reader may see them."""
    seen = Dispute.objects.visible_to(request.user).filter(transfer=transfer).order_by()
    counts = {"open": Count("id", filter=Q(state__in=OPEN_STATES)), "all": Count("id")}
    by_issue = seen.filter(legacy_issue__isnull=False).values("legacy_issue").annotate(**counts)
    counted = {row["legacy_issue"]: row for row in by_issue}
    lines = [_about("transfer", transfer.pk, _("the whole transfer"), seen.aggregate(**counts))]
    lines += [
        _about("legacy_issue", issue.pk, issue, counted[issue.pk])
        for issue in transfer.issues.all()
        if issue.pk in counted
    ]
    return "disputes/panels/about_transfer.html", {"lines": lines, "transfer": transfer}


def _about(parameter, key, label, counted):
    queue = reverse("disputes:queue")
    cells = [(tab, counted[tab], f"{queue}?tab={tab}&{parameter}={key}") for tab in ("open", "all")]
    return {"label": label, "cells": cells}


def cases_at_a_boundary(request, change):
    """Return the panel with the open cases of an area that is to move, and who has them.

    Whoever keeps accounts sees numbers; only who may see a case gets its link.
    """
    rows = Dispute.objects.open().filter(area_path__startswith=change.area.path)
    counted = rows.order_by().values_list("responsible_post").annotate(Count("id"))
    posts = Post.objects.select_related("area").in_bulk([pk for pk, _number in counted])
    offices = [_office(posts.get(pk), number, change) for pk, number in counted]
    named = list(rows.order_by("next_due_on", "id")[:NAMED])
    seen = set(Dispute.objects.visible_to(request.user).filter(pk__in=[c.pk for c in named]))
    cases = [{"case": c, "url": c.get_absolute_url() if c in seen else ""} for c in named]
    more = sum(office["number"] for office in offices) - len(named)
    return "disputes/panels/boundary.html", {"offices": offices, "cases": cases, "more": more}


def _office(post, number, change):
    moves = post is not None and post.area.path.startswith(change.area.path)
    return {"post": post, "number": number, "moves": moves}
