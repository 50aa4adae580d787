"""Count every dossier anew and say which copies were not what the rows say."""

from django.core.management.base import BaseCommand, CommandError

from communities.dossiers import counting


class Command(BaseCommand):
    """Compare the copies that the list is read from with the rows; --repair puts them right."""

    help = "Compare the percentages of all dossiers with what the rows say."

    def add_arguments(self, parser):
        """Declare --repair."""
        parser.add_argument("--repair", action="store_true", help="write what the rows say")

    def handle(self, *args, repair=False, **options):
        """Print how many differ; without --repair exit 1 when some do."""
        if repair:
            self.stdout.write(f"{counting.recount_differing()} dossiers put right.")
            return
        wrong = sum(len(counting.differing(ids)) for ids in counting.batches())
        if wrong:
            raise CommandError(f"{wrong} dossiers differ from their rows; see --repair.")
        self.stdout.write("Every dossier is what its rows say.")
