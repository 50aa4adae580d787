"""Do once what the clock does, as of a given moment."""

from datetime import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from puyang_property.core import clock
from puyang_property.core.workdays import SHANGHAI

FIRST_YEAR, LAST_YEAR = 2004, 2199  # from the first year of the calendar on


class Command(BaseCommand):
    """Reminders, every room's jobs and the delivery, once."""

    help = "Do once everything that the clock does, as of a moment, and print what was done."

    def add_arguments(self, parser):
        """Take the moment; without an offset it is meant in Puyang's time."""
        parser.add_argument("--at", metavar="ISO", help="2026-12-01T09:00+08:00; default: now")

    def handle(self, *args, at=None, **options):
        """Tick, print a line for each job, and fail when one of them failed."""
        now = _moment(at)
        if now > timezone.now() and settings.PORTAL_ENV not in {"demo", "test"}:
            raise CommandError(_("A moment in the future is refused outside demo and test."))
        done = clock.tick(now)
        for name, result in done:
            self.stdout.write(f"{name}: {result}")
        failed = [name for name, result in done if isinstance(result, Exception)]
        if failed:
            raise CommandError(_("Failed: %(jobs)s") % {"jobs": ", ".join(failed)})


def _moment(text):
    """Return the moment that `text` names, or now."""
    if not text:
        return timezone.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(_("“%(text)s” is not a moment in ISO 8601.") % {"text": text}) from error
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise CommandError(
            _("Choose a moment of the years %(first)s to %(last)s.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
