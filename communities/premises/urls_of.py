"""Addresses of premises pages that hang on a compound."""

from django.urls import reverse


def of_community(page, community):
    """Return the address of a page of the compound: premises, unit_list, owner_list."""
    return reverse(f"communities:{page}", args=[community.pk])
