"""Pages looked at from outside only, as a browser does: what templates knew is not kept."""

from unittest.mock import patch


def from_outside():
    """Return a context in which answers have no `context`; copying it is a twentieth of a page."""
    return patch("django.test.client.store_rendered_templates", new=lambda *_a, **_k: None)
