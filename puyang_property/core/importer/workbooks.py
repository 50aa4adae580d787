"""The office's own workbook with one column more, part by part: whatever is not ours stays.

Merged cells, widths, formats, formulas, pictures and other sheets come back as they were, and
memory stays the same however long the sheet is. Who wrote it does not come back: a colleague may
take the report out who was never told.
"""

import shutil
import zipfile
from xml.parsers.expat import ExpatError

from puyang_property.core.importer.layout import Layout
from puyang_property.core.importer.sheetpass import Answered, Covered
from puyang_property.core.importer.styles import Styles
from puyang_property.core.importer.texts import Texts, WithoutChain, WithoutPeople

STYLES, TEXTS = "xl/styles.xml", "xl/sharedstrings.xml"
CHAIN = "calcchain.xml"  # which cells hold formulas; Excel makes it anew
PROPERTIES = ("docprops/app.xml", "docprops/core.xml", "docprops/custom.xml", ".psmdcp")
# Where names are covered no other part may hold a copy of cells, as pivots and charts do.
WITHOUT_COPIES = (
    *("[content_types].xml", "_rels/", "customxml/", "xl/_rels/", "xl/workbook.xml"),
    *(*PROPERTIES[:-1], "package/services/metadata/"),
    *("xl/worksheets/", "xl/theme/", "xl/printersettings/", "xl/media/", "xl/metadata.xml"),
    *("xl/tables/", STYLES, TEXTS, "xl/" + CHAIN),
)


UNUSUAL = (ExpatError, KeyError, ValueError)  # a workbook that is put together otherwise


class HasCopies(Exception):
    """The workbook keeps copies of its cells where they would not be covered."""


def write(file, target, *, part, first, columns, make_answers):
    """Write the workbook `file` into `target` with answers beside the rows of its sheet `part`.

    Headings end in row `first`; `columns` are those that have to be covered in some rows.
    `make_answers()` returns a function: number of a row → (text, style, column → mask), text None
    where nothing stands beside it. It is asked in the order of rows, afresh for every look.
    Raises HasCopies where covering would not help.
    """
    with (
        zipfile.ZipFile(file) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as made,
    ):
        plan = _Plan(source, part, first, columns, make_answers)
        for info in source.infolist():
            rewrite = plan.rewriter(info.filename)
            if rewrite is not None:
                with source.open(info) as old, made.open(info.filename, "w") as new:
                    rewrite(old, new)


class _Plan:
    """What is to be done with each part of a workbook."""

    def __init__(self, source, part, first, columns, make_answers):
        self.part, self.make_answers, self.covers = part, make_answers, bool(columns)
        names = {name.lower(): name for name in source.namelist()}
        if columns and not all(name.startswith(WITHOUT_COPIES) for name in names):
            raise HasCopies
        with source.open(part) as sheet:
            layout = Layout(sheet, first=first, watch=columns)
        self.at, self.styles = layout.last + 1, Styles()
        if STYLES in names:
            with source.open(names[STYLES]) as old:
                self.styles.run(old)
        self.secrets = {}
        if layout.shared:
            with source.open(names[TEXTS]) as old:
                self.secrets = Texts(None, self._to_cover(layout.shared)).run(old).found

    def _to_cover(self, shared):
        """Return the index of each shared text of a cell that is to be covered."""
        answer, wanted = self.make_answers(), set()
        for number, column in sorted(shared):
            if column in answer(number)[2]:
                wanted.add(shared[number, column])
        return wanted

    def rewriter(self, name):
        """Return what copies the part `name`, or None when it is left out."""
        lower = name.lower()
        if name == self.part:
            return self._sheet(self.make_answers())
        if lower == STYLES:
            return lambda _old, new: new.write(self.styles.made)
        if lower.endswith(PROPERTIES):
            return lambda old, new: WithoutPeople(new.write).run(old)
        if not self.covers:
            return shutil.copyfileobj
        if lower.endswith(CHAIN):
            return None
        if lower in {"[content_types].xml", "xl/_rels/workbook.xml.rels"}:
            return lambda old, new: WithoutChain(new.write).run(old)
        if lower == TEXTS:
            return lambda old, new: Texts(new.write, set(self.secrets)).run(old)
        if lower.startswith("xl/worksheets/") and lower.endswith(".xml"):
            return self._sheet(_nothing)
        return shutil.copyfileobj

    def _sheet(self, answer):
        def rewrite(old, new):
            if self.covers:
                Covered(new.write, answer, self.at, self.styles.ids, self.secrets).run(old)
            else:
                Answered(new.write, answer, self.at, self.styles.ids).run(old)

        return rewrite


def _nothing(_number):
    """Answer a row of another sheet."""
    return None, "", {}
