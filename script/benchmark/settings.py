"""The portal's own settings, with the baseline pages and the counter of queries added.

Only script/bench starts a portal with them; the portal itself knows nothing of this module.
"""

from pathlib import Path

from puyang_property.settings import *  # noqa: F403
from puyang_property.settings import MIDDLEWARE, PRODUCTION, TEMPLATES

if PRODUCTION:
    raise RuntimeError("The baseline pages are not for production.")

ROOT_URLCONF = "benchmark.urls"
MIDDLEWARE = ["benchmark.counting.CountingMiddleware", *MIDDLEWARE]
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
