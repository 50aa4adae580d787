"""The common part of the import commands; the last line of output is JSON."""

import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from puyang_property.core.importer import jobs, report, running
from puyang_property.core.models.imports import ImportStatus
from puyang_property.core.refusals import Refused


class ImportCommand(BaseCommand):
    """Run an import of `kind` to its end and print what became of the rows."""

    kind = None

    def add_arguments(self, parser):
        """Declare FILE, --area, --dry-run and --report."""
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--area", metavar="KEY", help="key of the area it is for")
        parser.add_argument("--dry-run", action="store_true", help="check only, write nothing")
        parser.add_argument("--report", metavar="OUT", help="the input with a column of reasons")

    def find_area(self, key):
        """Return the Area for `key` (None: the default), or None when there is none."""
        raise NotImplementedError

    def job_options(self, options):
        """Return the options that the kind reads from job.options."""
        raise NotImplementedError

    def handle(self, *args, **options):
        """Upload, run, report; raise CommandError with words when the file cannot be read."""
        area = self.find_area(options["area"])
        if area is None:
            raise CommandError(
                _("There is no area “%(key)s”. Run load_areas first?")
                % {"key": options["area"] or "-"}
            )
        try:
            job = self.run(Path(options["file"]), area, options)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror or error}") from error
        except (ValidationError, Refused) as error:
            words = error.messages if isinstance(error, ValidationError) else [str(error)]
            raise CommandError(" ".join(words)) from error
        if job.problem or job.status == ImportStatus.FAILED:
            raise CommandError(job.problem)
        if options["report"]:
            self.copy_report(job, options["report"])
        self.stdout.write(json.dumps(jobs.summary(job), ensure_ascii=False))

    def run(self, path, area, options):
        """Return the finished job for the file at `path`."""
        with path.open("rb") as opened:
            job = jobs.upload(
                self.kind,
                File(opened, name=path.name),
                area=area,
                by=None,
                filename=path.name,
                options=self.job_options(options),
            )
        jobs.begin(job, by=None, dry_run=options["dry_run"], wait=True)
        running.run(job.pk)
        job.refresh_from_db()
        return job

    def copy_report(self, job, target):
        """Write the whole report of `job` to the path `target`, beside the file it came from."""
        with Path(target).open("w+b") as copy:
            report.write_to(job, copy, whole=True)
