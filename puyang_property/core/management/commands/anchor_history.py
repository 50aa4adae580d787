"""Anchor the history of a day."""

from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from puyang_property.core import history


class Command(BaseCommand):
    """Write the anchor of a day over the heads of the history; a second time does nothing."""

    help = "Write the day's anchor over the heads of the history."

    def add_arguments(self, parser):
        """Take the day."""
        parser.add_argument("--day", type=date.fromisoformat, help="default: today")

    def handle(self, *args, **options):
        """Write it and print it."""
        kept = history.anchor(options["day"] or timezone.localdate())
        self.stdout.write(f"{kept.day} {kept.chains} {kept.digest}")
