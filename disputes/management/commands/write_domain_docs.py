"""Bring the generated parts of docs/domain.md up to date."""

from django.conf import settings
from django.core.management.base import BaseCommand

from disputes import domain_docs


class Command(BaseCommand):
    """Rewrite state diagram and table of clocks from the code."""

    help = "Write the state diagram and the table of clocks into docs/domain.md."

    def handle(self, *args, **options):
        """Rewrite the page in place."""
        page = settings.BASE_DIR / "docs" / "domain.md"
        page.write_text(domain_docs.written(page.read_text(encoding="utf-8")), encoding="utf-8")
        self.stdout.write(f"{page.relative_to(settings.BASE_DIR)} is up to date")
