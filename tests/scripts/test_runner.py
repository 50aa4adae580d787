"""The runner's own rules."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from runner import lock, prepare, ready, suite
from runner.config import Config
from runner.processes import Family
from runner.talk import Refusal

from puyang_property.core.management.commands import load_demo
from tests.scripts.running import ROOT, all_processes, left_over

SEVERAL = ["-n", "4", "--dist", "loadfile", "--no-loadscope-reorder"]


@pytest.mark.parametrize("folder", ["/srv/portal", "/srv/" + "x" * 200, "/srv/濮阳", "/srv/a, b"])
def test_a_socket_always_fits_its_limit_and_its_list(folder):
    sockets = Config(home=Path(folder)).sockets
    assert len(f"{sockets}/.s.PGSQL.5432".encode()) < 104
    assert str(sockets).isascii()
    assert "," not in str(sockets)


def test_two_data_folders_never_share_sockets():
    homes = [Path("/srv/" + "x" * 200), Path("/srv/" + "x" * 201)]
    assert len({Config(home=home).sockets for home in homes}) == 2


def test_a_url_wins_over_an_embedded_service(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/portal")
    monkeypatch.delenv("REDIS_URL", raising=False)
    config = Config.from_environ()
    assert not config.embedded
    assert config.environ()["DATABASE_URL"] == "postgresql://db/portal"


@pytest.mark.parametrize(
    ("asked", "embedded", "portal_env", "expected"),
    [
        (None, True, "demo", True),
        (None, False, "demo", False),
        (None, True, "production", False),
        ("1", False, "demo", True),
        ("0", True, "demo", False),
    ],
)
def test_the_demo_is_loaded_on_own_services_or_when_asked(
    monkeypatch, asked, embedded, portal_env, expected
):
    monkeypatch.delenv("PORTAL_DEMO", raising=False)
    if asked:
        monkeypatch.setenv("PORTAL_DEMO", asked)
    config = Config(home=Path("/srv"), portal_env=portal_env, embedded=embedded)
    assert ready.wants_demo(config) is expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], SEVERAL),
        (["-k", "health"], SEVERAL),
        (["tests/scripts"], SEVERAL),
        (["tests/scripts/test_runner.py"], []),
        (["tests/scripts/test_runner.py::test_x"], []),
        (["tests/scripts/test_runner.py", "tests/scripts/test_refusals.py"], SEVERAL),
        (["-n", "0"], SEVERAL[2:]),
        (["-n4"], SEVERAL[2:]),
        (["--dist", "worksteal"], SEVERAL[:2]),
        (["-p", "no:xdist"], []),
        (["--pdb"], []),
    ],
)
def test_the_suite_uses_several_processes_unless_told(arguments, expected):
    assert suite.parallel(arguments) == expected


def test_what_cannot_be_tested_here_is_said(monkeypatch, capsys):
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.delenv("PORTAL_SAMPLES", raising=False)
    suite.notes()
    said = capsys.readouterr().out
    assert "NOTE: no Chromium found" in said
    assert "NOTE: PORTAL_SAMPLES is not set" in said


def test_the_suite_never_touches_the_databases_of_a_portal(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db/portal")
    monkeypatch.setenv("REDIS_URL", "redis://db/0")
    assert suite.test_urls() == {}


def test_a_lock_has_one_holder_and_names_it(tmp_path):
    config = Config(home=tmp_path)
    config.run.mkdir()
    with (
        lock.require(config, "script/server"),
        pytest.raises(Refusal, match=rf"script/server \(process {os.getpid()}\)"),
    ):
        lock.require(config, "script/setup")
    with lock.require(config, "script/setup"):
        pass


def test_a_crashed_child_is_named_with_the_last_line_of_its_log(tmp_path):
    with Family(tmp_path) as family:
        family.start("web", ["sh", "-c", "echo no room; exit 3"], env={}, log=tmp_path / "web.log")
        with pytest.raises(Refusal, match=r"web ended with code 3.*no room"):
            family.watch()


def test_a_child_that_lived_a_while_is_started_again_and_one_that_did_not_is_not(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr("runner.processes.REVIVABLE_AFTER", 1.0)
    lives = f"test -e {tmp_path}/lived || {{ touch {tmp_path}/lived; sleep 1.5; exit 4; }}; exit 5"
    with Family(tmp_path) as family:
        family.start("worker", ["sh", "-c", lives], env={}, log=tmp_path / "log", revive=True)
        with pytest.raises(Refusal, match="worker ended with code 5, so everything stops"):
            family.watch()
        assert len(family.children) == 1
    assert "worker ended with code 4 and is started again" in capsys.readouterr().out


def test_a_child_that_does_not_listen_is_killed_with_its_group(tmp_path, monkeypatch):
    monkeypatch.setattr("runner.processes.GRACE", 0.5)
    deaf = "trap '' TERM; sleep 1000 & echo started; while :; do sleep 1; done"
    with Family(tmp_path) as family:
        child = family.start("deaf", ["sh", "-c", deaf], env=dict(os.environ), log=tmp_path / "log")
        while "started" not in (tmp_path / "log").read_text():
            time.sleep(0.05)
        now = all_processes()
        pids = {child.popen.pid} | {
            p for p, (parent, _) in now.items() if parent == child.popen.pid
        }
        assert len(pids) > 1
    assert not left_over({pid: now[pid][1] for pid in pids})


STUBBORN = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from runner.processes import Family
folder = Path(sys.argv[2])
family = Family(folder)
command = ["sh", "-c", "sleep 1000 & wait"]
child = family.start("child", command, env=dict(os.environ), log=folder / "log")
print(child.popen.pid, flush=True)
time.sleep(1000)
"""


def test_kill_9_of_a_runner_takes_the_whole_family_along(tmp_path):
    command = [sys.executable, "-c", STUBBORN, str(ROOT / "script"), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as runner:
        child = int(runner.stdout.readline())
        while not (grandchildren := {p for p, s in all_processes().items() if s[0] == child}):
            time.sleep(0.05)
        now = all_processes()
        family = {pid: now[pid][1] for pid in {child} | grandchildren}
        runner.send_signal(signal.SIGKILL)
    assert not left_over(family)


def test_a_portal_without_the_demo_has_the_same_reference_data():
    assert prepare.REFERENCE_DATA == load_demo.REFERENCE
