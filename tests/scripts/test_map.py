"""docs/map.md names every file, and every file says what it is for."""

import re
import subprocess
import sys

from tests.source import ROOT


def test_the_map_is_true():
    done = subprocess.run(
        [sys.executable, "script/map", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_every_file_says_what_it_is_for():
    page = (ROOT / "docs" / "map.md").read_text(encoding="utf-8")
    assert re.findall(r"^- `(\S+)` *$", page, re.MULTILINE) == []
    assert "`workflow.py` " in page
