"""Say which compounds are not searched by all they should be, and fill them anew."""

from django.core.management.base import BaseCommand, CommandError

from communities import redescribing


class Command(BaseCommand):
    """Compare what compounds are searched by with what is written of them; --repair mends it."""

    help = "Compare what compounds are searched by with their names, addresses and codes."

    def add_arguments(self, parser):
        """Declare --repair."""
        parser.add_argument("--repair", action="store_true", help="fill what differs anew")

    def handle(self, *args, repair=False, **options):
        """Print how many differ; without --repair exit 1 when some do."""
        wrong = sum(redescribing.describe(ids, write=repair) for ids in redescribing.batches())
        if wrong and not repair:
            raise CommandError(
                f"{wrong} compounds are not found by all they should be; see --repair."
            )
        self.stdout.write(
            f"{wrong} compounds filled anew." if wrong else "Every compound is found."
        )
