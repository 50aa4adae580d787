"""Walk the whole history and say what does not verify."""

from django.core.management.base import BaseCommand, CommandError

from puyang_property.core import history
from puyang_property.core.models import Event


class Command(BaseCommand):
    """Verify every chain, note and anchor; exit 1 when something does not fit."""

    help = "Verify every chain, note and anchor of the history."

    def handle(self, *args, **options):
        """Print each fault, then the verdict."""
        found = 0
        for fault in history.faults():
            found += 1
            self.stderr.write(fault)
        if found:
            raise CommandError(f"{found} faults in the history.")
        self.stdout.write(f"{Event.objects.count()} events verified, no fault.")
