"""What is public about a compound, on its page at the desk."""

from communities.models import Contact, PublicNotice
from communities.publication import calling, gaps, recording, workflow
from puyang_property.core.querysets import view_permission

NEWEST = 5  # notices


def public_side_of(request, community):
    """Return the six groups with their gaps, whom to call, and the newest notices."""
    user = request.user
    notices = PublicNotice.objects.none()
    if user.has_perm(view_permission(PublicNotice), community):
        notices = PublicNotice.objects.filter(community=community).order_by("-from_on", "-id")
    contacts = []
    if user.has_perm(view_permission(Contact), community):
        rows = Contact.objects.in_force().concerning(community)
        contacts = calling.nearest(community, rows.select_related("community", "area"))
    return "communities/panels/publication.html", {
        "community": community,
        "cells": gaps.of(community),
        "notices": notices[:NEWEST],
        "contacts": contacts,
        "may_record": user.has_perm(recording.KEEP, community),
        "may_draft": user.has_perm(workflow.DRAFTING, community),
        "may_keep_contacts": user.has_perm(calling.KEEP, community),
    }
