"""Entry point of `python script/benchmark`: make the package importable, set Django up, run."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[0] = str(ROOT / "script")
sys.path.insert(1, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "puyang_property.settings")

import django  # noqa: E402

django.setup()

from benchmark.main import main  # noqa: E402

try:
    sys.exit(main(sys.argv[1:]))
except KeyboardInterrupt:  # Ctrl-C: everything we started has ended on the way here
    sys.exit(130)
