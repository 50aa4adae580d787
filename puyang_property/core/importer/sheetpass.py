"""One sheet on its way: an answer beside each row, and what is to be covered covered."""

from puyang_property.core.importer import cells
from puyang_property.core.importer.xmlpass import (
    Passing,
    column_of,
    letters_of,
    local,
    pairs,
    plain,
)

WIDE = 60  # characters of the column of answers
LONGEST = 32_000  # characters of a cell; Excel takes 32,767


class Answered(Passing):
    """A sheet with an answer in column `at` of its rows; nothing else stands in that column."""

    def __init__(self, write, answer, at, styles):
        """Ask `answer(number)` for (text, style, masks) of each row."""
        super().__init__(write)
        self.answer, self.at, self.styles = answer, at, styles
        self.number = self.column = 0
        self.masks = {}
        self._text = self._style = None  # the answer that this row still lacks
        self._has_answer = False
        self._widths = None
        self._is_wide = False
        self._inside = 0  # so many elements deep in something that is left out

    def start(self, name, attributes):
        """Pass an element; an empty cell makes room for the answer."""
        tag = local(name)
        if self._inside:
            self._inside += 1
        elif tag == "c":
            self.start_cell(name, attributes)
        elif tag == "row":
            self._start_row(name, attributes)
        elif tag == "dimension":  # it would be wrong, and may be left out
            self._inside = 1
        elif tag == "cols":
            self._widths = []
        elif tag == "col" and self._widths is not None:
            self._widths.append(dict(pairs(attributes)))
        else:
            if tag == "sheetData":
                self._widen(name.removesuffix("sheetData"), [])
            self.put_start(name, attributes)

    def end(self, name):
        """Pass the end of an element; a row that still lacks its answer gets it."""
        tag = local(name)
        if self._inside:
            self._inside -= 1
        elif tag == "c":
            self.end_cell(name)
        elif tag == "row":
            self._put_answer(name.removesuffix("row"))
            self.put_end(name)
        elif tag == "cols":
            self._widen(name.removesuffix("cols"), self._widths)
            self._widths = None
        elif tag != "col" or self._widths is None:
            self.put_end(name)

    def text(self, text):
        """Pass text."""
        if not self._inside and self._widths is None:
            self.put_text(text)

    # ------------------------------------------------------------ rows and cells
    def _start_row(self, name, attributes):
        given = dict(pairs(attributes))
        self.number, self.column = int(given.get("r", self.number + 1)), 0
        self._text, self._style, self.masks = self.answer(self.number)
        self._has_answer = self._text is not None
        if self._has_answer:
            given.pop("spans", None)
            attributes = [part for pair in given.items() for part in pair]
        self.put_start(name, attributes)

    def start_cell(self, name, attributes):
        """Pass the start of a cell; the answer goes before what lies to the right of it."""
        where = next((value for key, value in pairs(attributes) if key == "r"), None)
        self.column = column_of(where.rstrip("0123456789")) if where else self.column + 1
        if self.column >= self.at:
            self._put_answer(name.removesuffix("c"))
        if self._has_answer and self.column == self.at:
            self._inside = 1
        else:
            self.put_start(name, attributes)

    def end_cell(self, name):
        """Pass the end of a cell."""
        self.put_end(name)

    def _put_answer(self, prefix):
        if self._text is not None:
            self.put_cell(prefix, self.at, self.styles.get(self._style), self._text)
            self._text = None

    def put_cell(self, prefix, column, style, text):
        """Write a cell that holds `text`."""
        style = f' s="{style}"' if style is not None else ""
        where = f"{letters_of(column)}{self.number}"
        self.put(
            f'<{prefix}c r="{where}"{style} t="inlineStr"><{prefix}is>'
            f'<{prefix}t xml:space="preserve">{plain(text[:LONGEST])}</{prefix}t>'
            f"</{prefix}is></{prefix}c>"
        )

    # ------------------------------------------------------------ widths
    def _widen(self, prefix, widths):
        """Write the widths of the columns, that of answers among them, once."""
        if self._is_wide:
            return
        self._is_wide = True
        ours = {"min": self.at, "max": self.at, "width": WIDE, "customWidth": 1}
        kept = [part for width in widths for part in _around(width, self.at)]
        self.put_start(f"{prefix}cols")
        for width in sorted([*kept, ours], key=lambda width: int(width["min"])):
            self.put_start(f"{prefix}col", [str(part) for pair in width.items() for part in pair])
            self.put_end(f"{prefix}col")
        self.put_end(f"{prefix}cols")


def _around(width, at):
    """Yield the width of some columns, without column `at`."""
    first, last = int(width["min"]), int(width["max"])
    for start, end in ((first, min(last, at - 1)), (max(first, at + 1), last)):
        if start <= end:
            yield {**width, "min": start, "max": end}


class Covered(Answered):
    """A sheet with answers, in which some cells are covered.

    `secrets` maps index → text of the shared texts that are taken out of the workbook: cells that
    are not covered get their text back.
    """

    def __init__(self, write, answer, at, styles, secrets):
        super().__init__(write, answer, at, styles)
        self.secrets = secrets
        self._mark = None  # how much came out before the cell
        self._given, self._value, self._in_value = {}, [], False

    def may_flush(self):
        """Tell whether no cell is half out."""
        return self._mark is None

    def start_cell(self, name, attributes):
        """Begin a cell that may be covered."""
        super().start_cell(name, attributes)
        self._given, self._value = dict(pairs(attributes)), []
        self._mark = None if self._inside else len(self.out) - 1

    def start(self, name, attributes):
        """Note where the value of a cell begins."""
        super().start(name, attributes)
        if self._mark is not None and local(name) in {"v", "t"}:
            self._in_value = True

    def text(self, text):
        """Note the value of a cell."""
        super().text(text)
        if self._in_value:
            self._value.append(text)

    def end(self, name):
        """Note where the value of a cell ends."""
        self._in_value = False
        super().end(name)

    def end_cell(self, name):
        """End a cell; write another one where it is to be covered."""
        value, kind = "".join(self._value), self._given.get("t", "n")
        is_secret = kind == "s" and value and int(value) in self.secrets
        mask = self.masks.get(self.column - 1)
        if value and (mask or is_secret):
            text = self.secrets[int(value)] if is_secret else _shown(value, kind)
            self.take_back(self._mark)
            prefix = name.removesuffix("c")
            self.put_cell(prefix, self.column, self._given.get("s"), mask(text) if mask else text)
        else:
            self.put_end(name)
        self._mark = None


def _shown(value, kind):
    """Return the text of a cell that holds a number or a text of its own."""
    if kind == "n":
        value = float(value) if set(value) & set(".eE") else int(value)
    return cells.text(value)
