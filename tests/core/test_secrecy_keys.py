import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from puyang_property.environment import secret

NAMES = [("PORTAL_CONTACT_KEYS", "contact.keys"), ("PORTAL_DIGEST_KEY", "digest.key")]


@pytest.mark.parametrize(("variable", "file"), NAMES)
def test_production_refuses_to_start_without_a_key(tmp_path, monkeypatch, variable, file):
    monkeypatch.delenv(variable, raising=False)
    with pytest.raises(ImproperlyConfigured, match=variable):
        secret(variable, tmp_path, file, production=True)


@pytest.mark.parametrize(("variable", "file"), NAMES)
def test_a_demo_makes_its_key_once_for_its_owner_alone(tmp_path, monkeypatch, variable, file):
    monkeypatch.delenv(variable, raising=False)
    made = secret(variable, tmp_path, file, production=False)
    path = tmp_path / "keys" / file
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert secret(variable, tmp_path, file, production=True) == made


@pytest.mark.parametrize(("variable", "file"), NAMES)
def test_the_environment_wins_over_the_file(tmp_path, monkeypatch, variable, file):
    secret(variable, tmp_path, file, production=False)
    monkeypatch.setenv(variable, "from outside")
    assert secret(variable, tmp_path, file, production=False) == "from outside"


def test_the_settings_ask_for_both_keys_in_production(tmp_path):
    given = {
        "PORTAL_ENV": "production",
        "PORTAL_HOME": str(tmp_path),
        "PORTAL_SECRET_KEY": "x" * 60,
        "PORTAL_HOSTS": "portal.example.org",
        "DATABASE_URL": "postgresql:///none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    keys = {variable: "k" * 60 for variable, _file in NAMES}
    assert started(given | keys) == ""
    for variable, _file in NAMES:
        some = {name: value for name, value in keys.items() if name != variable}
        assert variable in started(given | some)


def started(environment):
    """Return what the settings say when they are read in a process of their own."""
    process = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import puyang_property.settings"],
        cwd=Path(__file__).resolve().parents[2],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return process.stderr
