"""Take in a register of compounds from the command line (DESIGN §5)."""

from accounts.choices import Level
from accounts.models import Area
from communities.imports import COMPOUNDS
from puyang_property.core.importer.command import ImportCommand


class Command(ImportCommand):
    """Take in a register of compounds; the last line printed is the JSON of the counts."""

    help = "Take in a register of compounds (.xlsx, .csv, .jsonl) and print the counts as JSON."
    kind = COMPOUNDS

    def add_arguments(self, parser):
        """Add the switch that keeps the entries from the public."""
        super().add_arguments(parser)
        parser.add_argument("--unpublished", action="store_true", help="do not show them publicly")

    def find_area(self, key):
        """Return the area `key`, the whole city when none is named."""
        if key:
            return Area.objects.filter(key=key).first()
        return Area.objects.filter(level=Level.CITY).first()

    def job_options(self, options):
        """Return the options of the job."""
        return {"publish": not options["unpublished"]}
