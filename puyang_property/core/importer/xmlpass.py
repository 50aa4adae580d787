"""Hand XML from one file to another in a stream, with a few elements changed on the way."""

import re
from functools import lru_cache
from xml.parsers import expat
from xml.sax.saxutils import escape

from openpyxl.utils import column_index_from_string, get_column_letter

BLOCK = 1 << 16
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
IN_QUOTES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
column_of = lru_cache(1024)(column_index_from_string)
letters_of = lru_cache(1024)(get_column_letter)


@lru_cache(1024)
def local(name):
    """Return the name of an element or attribute without its prefix."""
    return name.rpartition(":")[2]


@lru_cache(4096)  # a sheet says the same of many cells
def quoted(value):
    """Return `value` as it may stand in an attribute."""
    return escape(value, IN_QUOTES)


def plain(text):
    """Return `text` as it may stand between two tags."""
    return escape(FORBIDDEN.sub("", text), {"\r": "&#13;"})


def pairs(attributes):
    """Return the (name, value) of a flat list of attributes."""
    return zip(attributes[::2], attributes[1::2], strict=True)


class Passing:
    """XML on its way; a subclass looks at elements and puts in or leaves out what it wants."""

    def __init__(self, write):
        """Give what comes out, as bytes, to `write`."""
        self._write = write
        self.out = []
        self._is_open = False  # the last tag may still become an empty element
        self.parser = expat.ParserCreate()
        self.parser.ordered_attributes = self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self._refuse

    def run(self, source):
        """Hand the open binary file `source` through to its end."""
        self.out.append(DECLARATION)
        while data := source.read(BLOCK):
            self.parser.Parse(data, False)
            if self.may_flush():
                self.flush()
        self.parser.Parse(b"", True)
        self.flush()
        return self

    def may_flush(self):
        """Tell whether what stands in `out` is settled."""
        return True

    def flush(self):
        """Write what stands in `out`."""
        self._write("".join(self.out).encode("utf-8", "replace"))
        self.out.clear()

    # ------------------------------------------------------------ what the parser tells
    def start(self, name, attributes):
        """Pass the start of an element."""
        raise NotImplementedError

    def end(self, name):
        """Pass the end of an element."""
        raise NotImplementedError

    def text(self, text):
        """Pass text."""
        self.put_text(text)

    # ------------------------------------------------------------ what comes out
    def put_start(self, name, attributes=()):
        """Open an element."""
        if self._is_open:
            self.out.append(">")
        if attributes:
            given = [f'{key}="{quoted(value)}"' for key, value in pairs(attributes)]
            name = " ".join((name, *given))
        self.out.append("<" + name)
        self._is_open = True

    def put_end(self, name):
        """Close an element."""
        self.out.append("/>" if self._is_open else f"</{name}>")
        self._is_open = False

    def put_text(self, text):
        """Write text."""
        self.close_tag()
        self.out.append(plain(text))

    def put(self, markup):
        """Write something that is XML already."""
        self.close_tag()
        self.out.append(markup)

    def close_tag(self):
        """Close the last start tag: something follows inside."""
        if self._is_open:
            self.out.append(">")
            self._is_open = False

    def take_back(self, mark):
        """Forget what came out since `out` was `mark` long."""
        del self.out[mark:]
        self._is_open = False

    @staticmethod
    def _refuse(*_doctype):
        raise ValueError("A part of a workbook declares no document type.")
