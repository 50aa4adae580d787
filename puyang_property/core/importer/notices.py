"""What the office has to know of its file before the check: sheets not read, things not shown."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def of(job):
    """Return sentences on the file of `job`, none when there is nothing to say."""
    return [sentence for say in (_sheets, _hidden_sheet, _rows, _columns) for sentence in say(job)]


def _sheets(job):
    if unread := job.options.get("unread"):
        yield _(
            "Only the sheet “%(sheet)s” is read. Other sheets look like registers too: %(others)s. "
            "Save each as a file of its own."
        ) % {"sheet": job.options["sheet"], "others": "、".join(unread)}


def _hidden_sheet(job):
    if job.options.get("hidden_sheet"):
        told = _("The sheet “%(sheet)s” that is read is hidden in the workbook.")
        yield told % {"sheet": job.options["sheet"]}


def _rows(job):
    if count := job.options.get("hidden_rows"):
        yield ngettext(
            "%(count)d row is hidden in the file (filtered, perhaps); it is read like the others.",
            "%(count)d rows are hidden in the file (filtered, perhaps); they are read like the "
            "others.",
            count,
        ) % {"count": count}


def _columns(job):
    if columns := job.options.get("hidden_columns"):
        yield _(
            "Columns that are hidden in the file are read like the others: %(columns)s. Say “not "
            "in the file” where one shall not come in."
        ) % {"columns": "、".join(columns)}
