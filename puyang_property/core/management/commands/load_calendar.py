"""Load the shipped calendar."""

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from puyang_property.core import calendar_loading


class Command(BaseCommand):
    """Enter the shipped holidays and years; never overwrite a day that an office entered."""

    help = "Enter the shipped holidays and worked weekend days (idempotent)."

    def handle(self, *args, **options):
        """Load, and say what changed."""
        done = calendar_loading.load()
        self.stdout.write(
            _("%(days)s calendar days and %(years)s years entered, %(moved)s deadlines moved.")
            % {"days": done.days, "years": done.years, "moved": done.moved}
        )
