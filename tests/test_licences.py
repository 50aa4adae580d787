"""docs/licences.md names every package that is installed on purpose."""

import re

import pytest

from tests.source import ROOT

FILES = ("requirements.txt", "requirements-local.txt", "requirements-test.txt")
PACKAGES = [
    line.partition("==")[0]
    for name in FILES
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
    if "==" in line
]


@pytest.mark.parametrize("package", PACKAGES)
def test_every_required_package_is_named_with_its_licence(package):
    page = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE)

    assert package in {name for row in named for name in row.split(", ")}
