"""Load the shipped categories; what an office changed stays as it is."""

import csv
from pathlib import Path

from django.core.management.base import BaseCommand

from disputes.models import Category

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "categories.csv"


def shipped():
    """Return the shipped categories as dicts of model fields."""
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return [
            {**row, "position": int(row["position"]), "is_emergency": row["is_emergency"] == "1"}
            for row in csv.DictReader(file)
        ]


class Command(BaseCommand):
    """Create the categories that are missing."""

    help = "Load the shipped complaint categories; existing ones are left alone."

    def handle(self, *args, **options):
        """Create what is missing, in one statement; say how many."""
        known = set(Category.objects.values_list("slug", flat=True))
        missing = [Category(**row) for row in shipped() if row["slug"] not in known]
        Category.objects.bulk_create(missing, ignore_conflicts=True)
        self.stdout.write(f"categories: {len(missing)} created, {len(known)} known")
