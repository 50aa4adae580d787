"""What a sheet looks like: how far it reaches, what is merged beside it, what it hides."""

from xml.parsers import expat

from openpyxl.utils import range_boundaries

from puyang_property.core.importer.xmlpass import BLOCK, column_of, local, pairs

TRUE = {"1", "true"}
WIDEST = 16_384  # columns of a sheet


class Layout:
    """One look at the XML of a sheet, without holding it.

    last: the last column in which anything stands, or that is merged with one in a row from
        `first` on.
    hidden_rows: how many rows below `first` hold something and are not shown.
    hidden_columns: index of each column that is not shown.
    shared: (row, column) → index of a shared text, for the columns asked for with `watch`.
    """

    def __init__(self, source, *, first=1, watch=()):
        """Look at the open binary file `source`; headings end in row `first`."""
        self.last, self.hidden_rows = 1, 0
        self.hidden_columns = set()
        self._first, self._watch = first, frozenset(watch)
        self._row = self._column = 0
        self._is_hidden = self._is_filled = self._is_shared = False
        self._text = None
        self.shared = {}
        parser = expat.ParserCreate()
        parser.ordered_attributes = parser.buffer_text = True
        parser.StartElementHandler = self._start
        if watch:
            parser.EndElementHandler = self._end
            parser.CharacterDataHandler = self._chars
        while data := source.read(BLOCK):
            parser.Parse(data, False)
        parser.Parse(b"", True)

    def _start(self, name, attributes):
        tag = local(name)
        if tag == "c":
            self._cell(attributes)
        elif tag in {"v", "is", "f"}:
            self._value()
        elif tag == "row":
            self._begin_row(dict(pairs(attributes)))
        elif tag == "col":
            self._width(dict(pairs(attributes)))
        elif tag == "mergeCell":
            self._merge(dict(pairs(attributes)))

    def _begin_row(self, given):
        self._row = int(given.get("r", self._row + 1))
        self._column, self._is_filled = 0, False
        self._is_hidden = self._row > self._first and given.get("hidden") in TRUE

    def _cell(self, attributes):
        where = kind = None
        for key, value in pairs(attributes):
            if key == "r":
                where = value
            elif key == "t":
                kind = value
        self._column = column_of(where.rstrip("0123456789")) if where else self._column + 1
        self._is_shared = kind == "s"

    def _value(self):
        self.last = max(self.last, self._column)
        if self._is_hidden and not self._is_filled:
            self.hidden_rows += 1
        self._is_filled = True
        if self._is_shared and self._column - 1 in self._watch:
            self._text = ""

    def _width(self, given):
        if given.get("hidden") in TRUE:
            first, last = int(given["min"]), min(int(given["max"]), WIDEST)
            self.hidden_columns.update(range(first - 1, last))

    def _merge(self, given):
        _left, _top, right, bottom = range_boundaries(given["ref"])
        if bottom >= self._first:
            self.last = max(self.last, right)

    def _chars(self, text):
        if self._text is not None:
            self._text += text

    def _end(self, name):
        if self._text is not None and local(name) == "v":
            self.shared[self._row, self._column - 1] = int(self._text)
            self._text = None
