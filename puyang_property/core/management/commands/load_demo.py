"""Fill an empty database with a believable small Puyang."""

import json
import os
from datetime import date

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone, translation

from puyang_property.core import demo

FILE = "demo-logins.json"
REFERENCE = ("load_areas", "load_calendar", "load_rules", "load_categories")


class Command(BaseCommand):
    """Load reference data and the demo; refuse a database that people use."""

    help = "Fill an empty database with a closed 2017 and a live present on real area names."

    def add_arguments(self, parser):
        """Declare --today."""
        parser.add_argument("--today", type=date.fromisoformat, metavar="DATE", default=None)

    def handle(self, *args, **options):
        """Fill everything in one transaction; write the logins when it is through."""
        if settings.PRODUCTION and os.environ.get("PORTAL_DEMO") != "1":
            raise CommandError("This is production: the demo has no place here.")
        if get_user_model().objects.exists():
            raise CommandError("There are users already: the demo fills only an empty database.")
        today = options["today"] or timezone.localdate()
        with transaction.atomic(), translation.override("zh-hans"):
            for command in REFERENCE:
                call_command(command, verbosity=0, stdout=self.stdout)
            filled = demo.fill(demo.Demo.of(today))
        path = write_logins(filled.logins)
        self.stdout.write(f"Demo of {today}: {len(filled.logins)} logins in {path}")


def write_logins(logins):
    """Write the logins to PORTAL_HOME, readable by the owner only; return the path."""
    path = settings.PORTAL_HOME / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(logins, file, ensure_ascii=False, indent=1)
    return path
