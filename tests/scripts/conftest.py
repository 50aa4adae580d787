"""Make the runner importable."""

import sys

from tests.scripts.running import ROOT

sys.path.insert(0, str(ROOT / "script"))
