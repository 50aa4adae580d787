"""What goes wrong on a stranger's machine is one helpful line, never a traceback."""

import os
import shutil

import pytest
from runner.config import Config

from tests.scripts.running import ROOT, run


@pytest.fixture
def clone(tmp_path):
    """A fresh clone: the commands and the requirements, no .venv."""
    folder = tmp_path / "clone"
    shutil.copytree(ROOT / "script", folder / "script", ignore=shutil.ignore_patterns("__py*"))
    for name in ("requirements.txt", "requirements-local.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


def refusal(done):
    assert done.returncode == 1, done.stdout
    [line] = done.stderr.splitlines()
    return line


def test_a_data_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    line = refusal(run("server", home=tmp_path / "file" / "home"))
    assert "is not writable" in line
    assert "PORTAL_HOME" in line


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_a_port_that_is_none(tmp_path, port):
    assert "PORT must be a number" in refusal(run("server", home=tmp_path, PORT=port))


OUTSIDE = {
    "DATABASE_URL": "postgresql://x:secret@127.0.0.1:9/x",
    "REDIS_URL": "redis://127.0.0.1:9",
}


def test_a_database_that_cannot_be_reached(tmp_path):
    line = refusal(run("setup", home=tmp_path, **OUTSIDE))
    assert "the database cannot be reached" in line
    assert "secret" not in line


def test_production_without_secrets(tmp_path):
    line = refusal(run("server", home=tmp_path, PORT="59998", PORTAL_ENV="production", **OUTSIDE))
    assert "Set PORTAL_SECRET_KEY" in line


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs a namespace")
def test_root_where_no_namespace_is_allowed(tmp_path):
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "unshare").write_text("#!/bin/sh\nexit 1\n")
    (programs / "unshare").chmod(0o755)
    path = f"{programs}:{os.environ['PATH']}"
    line = refusal(run("server", home=tmp_path / "home", PORT="59997", PATH=path))
    assert "run as an ordinary user" in line


@pytest.mark.parametrize("version", ["too old", "without venv", "absent"])
def test_no_python_that_can_carry_the_portal(tmp_path, clone, version):
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("sh", "dirname"):
        (programs / name).symlink_to(shutil.which(name))
    if version != "absent":
        fake = programs / "python3"
        fake.write_text('#!/bin/sh\ncase "$2" in *print*) echo "Python 3.9";; *) exit 1;; esac\n')
        fake.chmod(0o755)
    line = refusal(run("server", home=tmp_path, root=clone, PATH=str(programs)))
    assert "Python 3.11 or newer with venv is needed" in line
    assert ("found no python3" if version == "absent" else "found Python 3.9") in line


def test_a_package_index_that_cannot_be_reached(tmp_path, clone):
    done = run(
        "server",
        home=tmp_path,
        root=clone,
        PORT="59999",
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_NO_CACHE_DIR="1",
    )
    line = refusal(done)
    assert "the package index cannot be reached" in line
    assert "PIP_INDEX_URL" in line


def test_commands_explain_their_usage(tmp_path):
    assert "takes no arguments" in refusal(run("server", "--port=1", home=tmp_path))
    assert "usage: script/restore ARCHIVE" in refusal(run("restore", home=tmp_path))
    assert "there is no archive" in refusal(run("restore", "/none.tar", home=tmp_path))
    assert "usage: script/backup" in refusal(run("backup", "--all", home=tmp_path))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody else")
def test_a_socket_folder_of_somebody_else_is_not_used(tmp_path):
    config = Config(home=tmp_path / ("x" * 120))
    os.mkdir(config.sockets)
    try:
        os.chown(config.sockets, 65534, 65534)
        line = run("manage", "check", home=config.home).stderr.splitlines()[-1]
        assert "belongs to somebody else" in line
    finally:
        os.rmdir(config.sockets)
