"""The house keeps its shape: rooms, floors, sizes."""

import ast
import subprocess
import sys

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


# One test for each rule, not for each file: a fault names its file and line.
def test_no_import_climbs_a_floor_inside_its_room():
    climbing = [
        f"{path}:{node.lineno} imports {name}"
        for path, tree in modules().items()
        if path.parts[:2] != ("puyang_property", "core") and floor_of(path) is not None
        for name, node in imports(tree)
        if name.split(".")[0] == path.parts[0]
        and FLOORS.get((name.split(".") + [""])[1], -1) > floor_of(path)
    ]
    assert not climbing, f"these import from a floor above: {climbing}"


def floor_of(path):
    """Return the floor of a module: disputes/actions/filing.py stands on that of actions."""
    names = [path.parts[1].removesuffix(".py"), path.stem]
    return next((FLOORS[name] for name in names if name in FLOORS), None)


def test_rules_know_no_database_and_no_web():
    rules = {path: tree for path, tree in modules().items() if path.stem in RULES}
    assert len(rules) >= len(RULES)
    knows = [
        f"{path}:{node.lineno} imports {name}"
        for path, tree in rules.items()
        for name, node in imports(tree)
        if ("models" in name.split(".")[1:] and name != "django.db.models")
        or name.split(".")[:2] in (["django", "http"], ["django", "urls"], ["django", "shortcuts"])
    ]
    assert not knows
    uses = {
        (str(path), node.attr)
        for path, tree in rules.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "models"
    }
    assert {name for _path, name in uses} <= {"TextChoices", "IntegerChoices"}, uses


def everything():
    """Yield (path, tree) of the portal and of its tests."""
    yield from modules().items()
    yield from modules("tests").items()


def test_imports_stand_at_the_top():
    late = [
        f"{path}:{node.lineno} in {function.name}"
        for path, tree in everything()
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        # Django calls ready() exactly because apps.py may not import models any earlier.
        and not (path.name == "apps.py" and function.name == "ready")
    ]
    assert not late, f"imports inside functions: {late}"


def test_a_function_fits_a_screen_and_a_file_has_one_noun():
    lengths = {path: len((ROOT / path).read_text().splitlines()) for path, _tree in everything()}
    assert not {str(path): n for path, n in lengths.items() if n > LONGEST_FILE}
    long = {
        f"{path}: {function.name}": function.end_lineno - function.lineno + 1
        for path, tree in everything()
        for function in functions(tree)
        if function.end_lineno - function.lineno + 1 > LONGEST_FUNCTION
    }
    assert not long


def test_no_domain_event_travels_by_signal():
    signals = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        for name, node in imports(tree)
        if name.startswith("django.db.models.signals") or name == "django.dispatch.Signal"
    ]
    assert not signals
