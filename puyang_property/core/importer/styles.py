"""The styles of a workbook, with a few more for the column of answers."""

from puyang_property.core.importer.xmlpass import Passing, local, pairs

HEADING, PLAIN, BAD, WARN = "heading", "plain", "bad", "warn"
FILLS = {BAD: "00F8CBAD", WARN: "00FFE699"}
LISTS = {"fonts": "font", "fills": "fill", "cellXfs": "xf"}


class Styles(Passing):
    """Passes the styles and adds ours behind them; `ids` maps our names to their numbers."""

    def __init__(self):
        """Keep what comes out in `made`."""
        self._parts = []
        super().__init__(self._parts.append)
        self.ids, self._depth, self._counts = {}, 0, dict.fromkeys(LISTS, 0)
        self._within = None

    @property
    def made(self):
        """Return the styles as bytes."""
        return b"".join(self._parts)

    def start(self, name, attributes):
        """Count what the lists hold."""
        self._depth += 1
        tag = local(name)
        if self._depth == 2:
            self._within = tag
            if tag in LISTS:  # their number may be left out, and would be wrong
                kept = [pair for pair in pairs(attributes) if pair[0] != "count"]
                attributes = [part for pair in kept for part in pair]
        elif self._depth == 3 and tag == LISTS.get(self._within):
            self._counts[self._within] += 1
        self.put_start(name, attributes)

    def end(self, name):
        """Add ours at the end of a list."""
        tag = local(name)
        if self._depth == 2 and tag in LISTS:
            self.put(self._ours(tag, name.removesuffix(tag)))
        self._depth -= 1
        self.put_end(name)

    def _ours(self, tag, prefix):
        if tag == "fonts":
            return f'<{prefix}font><{prefix}b/><{prefix}sz val="11"/></{prefix}font>'
        if tag == "fills":
            return "".join(
                f'<{prefix}fill><{prefix}patternFill patternType="solid">'
                f'<{prefix}fgColor rgb="{colour}"/></{prefix}patternFill></{prefix}fill>'
                for colour in FILLS.values()
            )
        return "".join(self._look(look, prefix) for look in (HEADING, PLAIN, *FILLS))

    def _look(self, look, prefix):
        self.ids[look] = self._counts["cellXfs"] + len(self.ids)
        font = self._counts["fonts"] if look == HEADING else 0
        fill = self._counts["fills"] + list(FILLS).index(look) if look in FILLS else 0
        return (
            f'<{prefix}xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" '
            f'applyFont="1" applyFill="1" applyAlignment="1">'
            f'<{prefix}alignment vertical="top" wrapText="1"/></{prefix}xf>'
        )
