"""Take in the work orders of a hotline from the command line (DESIGN §5)."""

from accounts.choices import Level
from accounts.models import Area
from disputes.choices import Channel
from disputes.imports import WORK_ORDERS
from puyang_property.core.importer.command import ImportCommand


class Command(ImportCommand):
    """Take in work orders; the last line printed is the JSON of the counts."""

    help = "Take in work orders (.xlsx, .csv, .jsonl) and print the counts as JSON."
    kind = WORK_ORDERS

    def add_arguments(self, parser):
        """Add the channel and the switch that catches up on reminders."""
        super().add_arguments(parser)
        parser.add_argument("--channel", choices=Channel.values, default=Channel.HOTLINE)
        parser.add_argument(
            "--replay", action="store_true", help="send reminders of orders older than 60 days too"
        )

    def find_area(self, key):
        """Return the area `key`, the whole city when none is named."""
        if key:
            return Area.objects.filter(key=key).first()
        return Area.objects.filter(level=Level.CITY).first()

    def job_options(self, options):
        """Return the options of the job."""
        return {"channel": str(options["channel"]), "replay": options["replay"]}
