"""Licence levels of property companies (资质等级) were abolished: nothing here knows them."""

import re

import polib
import pytest
from django.utils.translation import override

from tests import house
from tests.source import ROOT, modules

LEVEL = re.compile(
    r"资质|licen[cs]e[ _-]?(level|grade|class)|qualification[ _-]?(level|grade)", re.I
)
CATALOGUE = ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_field_holds_one(language):
    with override(language):
        words = [
            f"{field.name} {field.verbose_name} {field.help_text} {dict(field.flatchoices)}"
            for model in house.models()
            for field in model._meta.concrete_fields
        ]
    assert len(words) > 100
    assert [text for text in words if LEVEL.search(text)] == []


def test_no_message_and_no_page_speaks_of_one():
    messages = polib.pofile(str(CATALOGUE))
    assert [m.msgid for m in messages if LEVEL.search(m.msgid + m.msgstr)] == []
    pages = (ROOT / "templates").rglob("*.html")
    assert [str(path) for path in pages if LEVEL.search(path.read_text())] == []


def test_no_code_computes_one():
    told = {"communities/models/companies.py"}  # says that there is none
    found = [str(p) for p in modules() if LEVEL.search((ROOT / p).read_text())]
    assert set(found) <= told
