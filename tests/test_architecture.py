"""The house keeps its shape: rooms, floors, sizes."""

import ast
import subprocess
import sys

import pytest

from tests.source import APPS, ROOT, functions, imports, modules

LONGEST_FUNCTION, LONGEST_FILE = 50, 300
RULES = {"workflow", "deadlines", "choices", "transitions", "periods", "stages", "ladder"}
FLOORS = {
    **dict.fromkeys(RULES, 0),
    "models": 1,
    "actions": 2,
    "notifications": 2,
    **dict.fromkeys(("forms", "filters", "serializers"), 3),
    **dict.fromkeys(("views", "urls", "api", "api_urls", "admin", "tasks", "management"), 4),
}
CODE = modules()
TESTS = modules("tests")


def test_rooms_import_only_from_rooms_below():
    tool = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as c; c()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert tool.returncode == 0, tool.stdout + tool.stderr


def test_every_room_is_under_the_contract_and_covered():
    settings = (ROOT / "pyproject.toml").read_text()
    rooms = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"puyang_property"}
    assert rooms == set(APPS)
    for room in rooms:
        assert settings.count(f'"{room}"') >= 2, f"{room} is not in pyproject.toml"


@pytest.mark.parametrize("path", CODE, ids=str)
def test_no_import_climbs_a_floor_inside_its_room(path):
    floor, room = floor_of(path), path.parts[0]
    if floor is None or path.parts[:2] == ("puyang_property", "core"):
        return
    climbing = [
        f"line {node.lineno}: {name}"
        for name, node in imports(CODE[path])
        if name.split(".")[0] == room and (FLOORS.get((name.split(".") + [""])[1], -1)) > floor
    ]
    assert not climbing, f"{path} imports from a floor above: {climbing}"


def floor_of(path):
    """Return the floor of a module: disputes/actions/filing.py stands on that of actions."""
    names = [path.parts[1].removesuffix(".py"), path.stem]
    return next((FLOORS[name] for name in names if name in FLOORS), None)


@pytest.mark.parametrize("path", [p for p in CODE if p.stem in RULES], ids=str)
def test_rules_know_no_database_and_no_web(path):
    for name, node in imports(CODE[path]):
        words = name.split(".")
        assert "models" not in words[1:] or name == "django.db.models", f"{path}:{node.lineno}"
        assert words[:2] not in (["django", "http"], ["django", "urls"], ["django", "shortcuts"])
    uses = {
        node.attr
        for node in ast.walk(CODE[path])
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "models"
    }
    assert uses <= {"TextChoices", "IntegerChoices"}, f"{path} uses {uses}"


@pytest.mark.parametrize("path", {**CODE, **TESTS}, ids=str)
def test_imports_stand_at_the_top(path):
    late = [
        f"{function.name}, line {node.lineno}"
        for function in functions({**CODE, **TESTS}[path])
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        # Django calls ready() exactly because apps.py may not import models any earlier.
        and not (path.name == "apps.py" and function.name == "ready")
    ]
    assert not late, f"{path} imports inside functions: {late}"


@pytest.mark.parametrize("path", {**CODE, **TESTS}, ids=str)
def test_a_function_fits_a_screen_and_a_file_has_one_noun(path):
    lines = len((ROOT / path).read_text().splitlines())
    assert lines <= LONGEST_FILE, f"{path} has {lines} lines"
    for function in functions({**CODE, **TESTS}[path]):
        length = function.end_lineno - function.lineno + 1
        assert length <= LONGEST_FUNCTION, f"{path}: {function.name} has {length} lines"


@pytest.mark.parametrize("path", CODE, ids=str)
def test_no_domain_event_travels_by_signal(path):
    for name, node in imports(CODE[path]):
        assert not name.startswith("django.db.models.signals"), f"{path}:{node.lineno}"
        assert name != "django.dispatch.Signal", f"{path}:{node.lineno}"
