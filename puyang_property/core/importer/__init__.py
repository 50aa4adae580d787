"""One importer for Excel, CSV and JSON lines: dry run, duplicates offered, report, undo."""

from puyang_property.core.importer import cells
from puyang_property.core.importer.kinds import (
    Applied,
    Clean,
    Column,
    ImportKind,
    Match,
    all_kinds,
    get,
    register,
)

__all__ = [
    "Applied",
    "Clean",
    "Column",
    "ImportKind",
    "Match",
    "all_kinds",
    "cells",
    "get",
    "register",
]
