"""The real registers and messages, where somebody laid them beside the project."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def samples():
    """Return the folder that PORTAL_SAMPLES names; skip, visibly, without it."""
    folder = os.environ.get("PORTAL_SAMPLES")
    if not folder:
        pytest.skip("PORTAL_SAMPLES is not set: what is generated ran instead.")
    return Path(folder)
