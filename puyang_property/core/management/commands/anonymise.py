"""Erase contact details whose retention period is over."""

from datetime import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from puyang_property.core.secrecy.retaining import anonymise_due


class Command(BaseCommand):
    """Anonymise per kind of record; --dry-run only counts."""

    help = "Erases contact details whose retention period is over; every erasure is in history."

    def add_arguments(self, parser):
        """Offer a dry run and another moment."""
        parser.add_argument("--dry-run", action="store_true", help="count, change nothing")
        parser.add_argument("--at", help="as of this moment, ISO 8601 with offset (default: now)")

    def handle(self, *args, dry_run, at, **options):
        """Print one line per kind."""
        now = _moment(at) if at else timezone.now()
        if now > timezone.now() and not dry_run:
            raise CommandError("Only a dry run may look into the future: erasing is for ever.")
        for done in anonymise_due(now, dry_run=dry_run):
            before = timezone.localtime(done.retention.before(now)).date()
            what = "would be anonymised" if dry_run else "anonymised"
            self.stdout.write(f"{done.retention.kind}: {done.count} from before {before} {what}.")


def _moment(text):
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} is no moment, write 2026-12-01T09:00+08:00.") from error
    if moment.tzinfo is None:
        raise CommandError("Name the offset: 2026-12-01T09:00+08:00.")
    return moment
