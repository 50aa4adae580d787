"""The tree of our own source, for tests that read code."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("puyang_property", "accounts", "communities", "disputes")


@cache
def modules(*folders):
    """Return path → syntax tree of every Python file of ours, migrations left out."""
    return {
        path.relative_to(ROOT): ast.parse(path.read_text(), filename=str(path))
        for folder in folders or APPS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    }


def functions(tree):
    """Yield every function of a tree, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(tree):
    """Yield the dotted names that a tree imports: "disputes.models.Dispute"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def calls(tree, name):
    """Yield the calls of a method or function `name`."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if getattr(called, "attr", getattr(called, "id", None)) == name:
            yield node


def root_of(node):
    """Return the name that a chain of attributes and calls begins with, or ""."""
    while not isinstance(node, ast.Name):
        node = getattr(node, "func", None) or getattr(node, "value", None)
        if node is None:
            return ""
    return node.id
