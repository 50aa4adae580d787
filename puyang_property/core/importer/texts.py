"""Texts in parts of a workbook that are read or taken out: shared texts, and who wrote it."""

from puyang_property.core.importer.xmlpass import Passing, local


class Texts(Passing):
    """Passes shared texts but those with an index in `wanted`, which are in `found` then."""

    def __init__(self, write, wanted):
        """Give what comes out to `write`, if anywhere."""
        super().__init__(write or (lambda _bytes: None))
        self.found, self._wanted, self._index = {}, wanted, -1
        self._is_wanted = self._in_text = False
        self._sounds = 0  # inside the reading aid, which is no part of the text

    def start(self, name, attributes):
        """Pass an element, unless it belongs to a wanted text."""
        tag = local(name)
        if tag == "si":
            self._index += 1
            self._is_wanted = self._index in self._wanted
            self.put_start(name, attributes)
            if self._is_wanted:
                self.found[self._index] = ""
                self.put(f"<{name.removesuffix('si')}t/>")
            return
        self._sounds += tag == "rPh"
        self._in_text = tag == "t" and not self._sounds
        if not self._is_wanted:
            self.put_start(name, attributes)

    def text(self, text):
        """Pass text, or keep it."""
        if not self._is_wanted:
            self.put_text(text)
        elif self._in_text:
            self.found[self._index] += text

    def end(self, name):
        """Pass the end of an element."""
        tag = local(name)
        self._in_text = False
        self._sounds -= tag == "rPh"
        if tag == "si":
            self._is_wanted = False
        if not self._is_wanted:
            self.put_end(name)


class WithoutChain(Passing):
    """Passes a list of parts without the chain of formulas, which Excel makes anew."""

    def __init__(self, write):
        """Give what comes out to `write`."""
        super().__init__(write)
        self._left_out = False

    def start(self, name, attributes):
        """Pass a part, unless it is that chain."""
        values = [value.lower() for value in attributes[1::2]]
        self._left_out = any(value.endswith("calcchain.xml") for value in values)
        if not self._left_out:
            self.put_start(name, attributes)

    def end(self, name):
        """Pass the end of a part."""
        if not self._left_out:
            self.put_end(name)
        self._left_out = False


class WithoutPeople(Passing):
    """Passes the properties of a workbook without who wrote it, where, and what it was called."""

    PRIVATE = {
        *("creator", "lastModifiedBy", "title", "subject", "description", "keywords", "category"),
        *("Manager", "Company", "HyperlinkBase"),
        *("lpwstr", "lpstr", "bstr"),  # properties of an office's own making
    }

    def __init__(self, write):
        """Give what comes out to `write`."""
        super().__init__(write)
        self._within = []

    def start(self, name, attributes):
        """Pass an element, and remember where we are."""
        self._within.append(local(name))
        self.put_start(name, attributes)

    def text(self, text):
        """Pass text, unless a person may stand in it; lists of sheets stay."""
        if self._within[-1] not in self.PRIVATE or "TitlesOfParts" in self._within:
            self.put_text(text)

    def end(self, name):
        """Pass the end of an element."""
        self._within.pop()
        self.put_end(name)
