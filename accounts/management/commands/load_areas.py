"""Load the tree of areas with its official codes."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.loading import AREAS_FILE, load_areas, read_areas


class Command(BaseCommand):
    """Load areas.csv; a second run changes nothing."""

    help = "Load the areas of Puyang and their official codes; running it again changes nothing."

    def add_arguments(self, parser):
        """Take another file and the day of a change of boundary."""
        parser.add_argument("file", nargs="?", type=Path, default=AREAS_FILE)
        parser.add_argument("--on", type=date.fromisoformat, help="day of a change of boundary")

    def handle(self, *args, file, on, **options):
        """Load and say what happened."""
        try:
            loaded = load_areas(read_areas(file), on=on)
        except (OSError, KeyError, ValueError) as error:
            raise CommandError(f"{file}: {error}") from error
        self.stdout.write(
            f"Areas: {loaded.created} created, {loaded.changed} changed, {loaded.moved} moved, "
            f"{loaded.unchanged} unchanged; codes written: {loaded.codes}."
        )
        if loaded.unlisted:
            self.stdout.write(f"Not in the file, left alone: {', '.join(loaded.unlisted)}")
