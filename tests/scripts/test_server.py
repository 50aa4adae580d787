"""script/server, script/manage, script/backup and script/restore, as a stranger uses them.

One server for the whole story, so the tests of this file build on each other in this order.
"""

import json
import os
import signal
import sys
import tarfile
import time
from pathlib import Path

import pytest
from runner.processes import REVIVABLE_AFTER, is_running

from tests.scripts.running import Server, left_over, run

pytestmark = [
    pytest.mark.slow_services,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc"),
]
COUNT = "from accounts.models import Area; print('areas', Area.objects.count())"
MAKE_HISTORY = """
from accounts.models import Area
from puyang_property.core import history
from puyang_property.core.actors import CLOCK
for area in Area.objects.all()[:3]:
    history.record(area, "surveyed", by=CLOCK, note="三供一业")
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A data folder whose path is too long for a socket and not ASCII."""
    return tmp_path_factory.mktemp("濮阳") / "a folder with a long name" / ("x" * 90)


@pytest.fixture(scope="module")
def servers():
    """Every server started here; none outlives the module."""
    started = []
    yield started
    for server in started:
        server.end()


@pytest.fixture(scope="module")
def server(home, servers):
    """A running portal."""
    servers.append(Server(home))
    servers[-1].wait_for("Ready: ")
    return servers[-1]


@pytest.fixture(scope="module")
def archive(server, tmp_path_factory):
    """A backup of the running portal with a little history and one file."""
    made = run("manage", "shell", "-v0", "-c", MAKE_HISTORY, home=server.home)
    assert made.returncode == 0, made.stderr
    photo = server.home / "files" / "2026" / "11" / "photo"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"photo of a broken lift")
    out = tmp_path_factory.mktemp("backups") / "portal.tar"
    done = run("backup", out, home=server.home)
    assert done.returncode == 0, done.stderr
    return out


def test_a_fresh_folder_becomes_a_portal_whose_parts_all_live(server):
    assert server.lines[-1] == f"Ready: http://127.0.0.1:{server.port}/"
    parts = dict.fromkeys(("status", "database", "redis", "worker", "beat"), "ok")
    assert server.health() == (200, parts)


def test_web_worker_and_beat_are_processes_of_their_own(server):
    pids = {part: server.pid_of(part) for part in ("postgres", "valkey", "web", "worker", "beat")}
    assert len(set(pids.values())) == 5
    assert set(pids.values()) < set(server.processes())


def test_a_second_start_names_the_first(server):
    second = run("server", home=server.home, PORT="1")
    assert second.returncode == 1
    [line] = second.stderr.splitlines()
    assert "already running" in line
    assert str(server.process.pid) in line


def test_a_taken_port_is_one_line(server, tmp_path):
    second = run("server", home=tmp_path, PORT=str(server.port))
    assert second.returncode == 1
    [line] = second.stderr.splitlines()
    assert f"port {server.port}" in line
    assert "taken" in line


def test_manage_uses_the_running_services_and_keeps_standard_output_clean(server):
    done = run("manage", "shell", "-v0", "-c", COUNT, home=server.home)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "areas 3296\n"


def test_manage_reads_files_relative_to_where_it_was_called(server, tmp_path):
    done = run(
        "manage",
        "shell",
        "-v0",
        "-c",
        "import os; print(os.getcwd())",
        home=server.home,
        cwd=tmp_path,
    )
    assert done.stdout.strip() == str(tmp_path)


def test_manage_passes_the_exit_code_on(server):
    assert run("manage", "no_such_command", home=server.home).returncode == 1


def test_a_backup_counts_every_table_and_leaves_the_keys_out(server, archive):
    assert archive.stat().st_mode & 0o777 == 0o600
    with tarfile.open(archive) as tar:
        names = tar.getnames()
        manifest = json.load(tar.extractfile("manifest.json"))
    assert set(names) == {"database.dump", "files/2026/11/photo", "manifest.json"}
    assert set(manifest["members"]) == set(names) - {"manifest.json"}
    assert manifest["counts"]["accounts_area"] == 3296
    assert manifest["history"]["events"] == manifest["counts"]["core_event"] == 3
    secrets = [path.read_bytes() for path in (server.home / "keys").iterdir()]
    assert secrets
    assert not any(secret.strip() in archive.read_bytes() for secret in secrets)


def test_a_backup_overwrites_nothing(server, archive):
    again = run("backup", archive, home=server.home)
    assert again.returncode == 1
    assert "overwrites nothing" in again.stderr


def test_kill_9_of_the_runner_leaves_no_process_and_no_data_is_lost(server, archive, servers):
    family = server.processes()
    assert len(family) >= 9  # runner, guard, database, Redis, web with 2, worker with 2, beat
    server.process.kill()
    server.process.wait()
    servers.append(Server(server.home))  # at once
    server.rest()
    servers[-1].wait_for("Ready: ")
    assert not left_over(family)
    done = run("manage", "shell", "-v0", "-c", COUNT, home=server.home)
    assert done.stdout == "areas 3296\n", done.stderr


def test_a_worker_that_dies_is_started_again(servers):
    dead = servers[-1].pid_of("worker")
    time.sleep(REVIVABLE_AFTER)
    os.kill(dead, signal.SIGKILL)
    servers[-1].wait_for("worker was killed by signal 9 and is started again")
    until = time.monotonic() + REVIVABLE_AFTER
    while servers[-1].pid_of("worker") == dead:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert not is_running(dead)


def test_a_part_that_dies_ends_everything_and_is_named(servers):
    family = servers[-1].processes()
    os.kill(servers[-1].pid_of("web"), signal.SIGKILL)
    code, line = servers[-1].rest()
    assert code == 1
    assert "web was killed by signal 9" in line
    assert not left_over(family)


def test_ctrl_c_before_it_is_ready_leaves_nothing(home, servers):
    servers.append(Server(home))
    servers[-1].wait_for("Starting web")
    family = servers[-1].processes()
    servers[-1].end(signal.SIGINT)
    assert not left_over(family)


def test_a_restored_portal_has_the_same_rows_history_and_files(archive, tmp_path):
    done = run("restore", archive, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "NOTE: put the keys" in done.stdout
    assert (tmp_path / "files/2026/11/photo").read_bytes() == b"photo of a broken lift"
    again = tmp_path / "again.tar"
    assert run("backup", again, home=tmp_path).returncode == 0
    before, after = manifest_of(archive), manifest_of(again)
    assert after["counts"] == before["counts"]
    assert after["history"] == before["history"]
    assert after["members"].keys() == before["members"].keys()
    whole = run("manage", "verify_history", home=tmp_path)
    assert whole.returncode == 0, whole.stdout + whole.stderr
    refused = run("restore", archive, home=tmp_path)
    assert refused.returncode == 1
    assert "--force" in refused.stderr.splitlines()[-1]
    damaged = damage(archive, tmp_path / "damaged.tar")
    assert "is damaged" in run("restore", damaged, "--force", home=tmp_path).stderr
    forced = run("restore", archive, "--force", home=tmp_path)
    assert forced.returncode == 0, forced.stderr


def manifest_of(archive):
    with tarfile.open(archive) as tar:
        return json.load(tar.extractfile("manifest.json"))


def damage(archive, copy):
    """Write a copy in which one byte of a photo differs."""
    content = archive.read_bytes()
    assert content.count(b"broken lift") == 1
    Path(copy).write_bytes(content.replace(b"broken lift", b"broken gift"))
    return copy
