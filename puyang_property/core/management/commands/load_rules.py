"""Make a settings row for every rule."""

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from puyang_property.core import rulebook


class Command(BaseCommand):
    """Create the missing rows; an office's own value is never overwritten."""

    help = "Create a settings row for every rule that has none (idempotent)."

    def handle(self, *args, **options):
        """Load, and say how many rows are new."""
        made = rulebook.load()
        words = ngettext("%(number)s rule entered.", "%(number)s rules entered.", made)
        self.stdout.write(words % {"number": made})
