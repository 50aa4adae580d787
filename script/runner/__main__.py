"""Entry point of `python script/runner COMMAND`: make the package importable and run it."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)

from runner.main import main  # noqa: E402

sys.exit(main(sys.argv[1], sys.argv[2:]))
