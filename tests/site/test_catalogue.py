"""The Chinese catalogue is complete, and the tool that keeps it so notices when it is not."""

import json
from pathlib import Path

import polib
import pytest
from django.conf import settings

from script import _catalogue

CODE = """
from django.utils.translation import gettext as _, ngettext as _n, pgettext
from django.utils.translation import gettext_lazy as lazy

a = _("Plain")
b = lazy("Two " "halves")
c = _n("%(n)d case", "%(n)d cases", 2)
d = pgettext("row", "done")
e = _(a)
"""
NEW = "from django.utils.translation import gettext as _\n_('New')"
TEMPLATE = """{% load i18n %}
<p title="{% translate 'Attribute' %}">{% translate "As" as name %}</p>
    {% blocktranslate trimmed count n=n %}
      one {{ n }}
    {% plural %}
      many {{ n }}
    {% endblocktranslate %}
{% translate "May" context "month" %} it's "unbalanced
"""


def test_nothing_is_missing_fuzzy_or_left_over():
    assert _catalogue.problems(Path(settings.BASE_DIR)) == []


def test_messages_are_found_in_code_under_any_name():
    assert set(_catalogue.from_python(CODE)) == {
        _catalogue.Message("Plain"),
        _catalogue.Message("Two halves"),
        _catalogue.Message("%(n)d case", plural="%(n)d cases"),
        _catalogue.Message("done", context="row"),
    }


def test_messages_are_found_in_templates():
    assert set(_catalogue.from_template(TEMPLATE)) == {
        _catalogue.Message("Attribute"),
        _catalogue.Message("As"),
        _catalogue.Message("one %(n)s", plural="many %(n)s"),
        _catalogue.Message("May", context="month"),
    }


@pytest.fixture
def project(tmp_path):
    """A project with one module and one template."""
    (tmp_path / "app.py").write_text(CODE, encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def translated(project):
    """The same, with everything translated."""
    words = {key: f"译{key}" for key in _catalogue.update(project)[1]}
    words |= {"row\x04done": "完成", "month\x04May": "五月"}
    words |= {"%(n)d case": "%(n)d 件", "one %(n)s": "%(n)s 个"}
    merge(project, words)
    return project


def merge(project, words):
    file = project / "words.json"
    file.write_text(json.dumps(words), encoding="utf-8")
    return _catalogue.update(project, [file])


def test_a_complete_catalogue_has_no_problems(translated):
    assert _catalogue.problems(translated) == []


def test_a_new_message_is_a_problem_until_it_is_translated(translated):
    (translated / "more.py").write_text(NEW, encoding="utf-8")
    assert _catalogue.problems(translated) == ["not extracted: 'New'"]
    _catalogue.update(translated)
    assert _catalogue.problems(translated) == ["not translated: 'New'"]
    merge(translated, {"New": "新"})
    assert _catalogue.problems(translated) == []


def test_a_message_that_is_gone_is_a_problem_until_the_catalogue_is_updated(translated):
    (translated / "app.py").write_text("", encoding="utf-8")
    assert "used nowhere: 'Plain'" in _catalogue.problems(translated)
    _catalogue.update(translated)
    assert _catalogue.problems(translated) == []


def test_a_fuzzy_entry_is_a_problem(translated):
    path = translated / _catalogue.PO
    po = polib.pofile(str(path), wrapwidth=0)
    po.find("Plain").flags.append("fuzzy")
    po.save()
    assert "fuzzy: 'Plain'" in _catalogue.problems(translated)


@pytest.mark.parametrize("words", ["件", "%(m)d 件", "%(n)s 件"])
def test_other_placeholders_than_the_source_has_are_a_problem(translated, words):
    merge(translated, {"%(n)d case": words})
    assert _catalogue.problems(translated) == [
        f"placeholders differ: '%(n)d case' → {words!r}",
    ]


def test_an_edited_po_without_its_mo_is_a_problem(translated):
    path = translated / _catalogue.PO
    path.write_text(path.read_text(encoding="utf-8").replace("译Plain", "普通"), encoding="utf-8")
    [problem] = _catalogue.problems(translated)
    assert "django.mo is not made from django.po" in problem


def test_updating_twice_changes_no_byte(translated):
    files = [translated / _catalogue.PO, (translated / _catalogue.PO).with_suffix(".mo")]
    before = [file.read_bytes() for file in files]
    _catalogue.update(translated)
    assert [file.read_bytes() for file in files] == before


def test_the_catalogue_names_no_path_of_this_machine(translated):
    assert str(translated) not in (translated / _catalogue.PO).read_text(encoding="utf-8")


def test_merging_reports_what_no_source_uses(translated):
    assert merge(translated, {"Plain": "普通", "Nowhere": "无处"})[2] == ["Nowhere"]


def test_the_last_merged_file_wins(translated):
    first, last = translated / "1.json", translated / "2.json"
    first.write_text(json.dumps({"Plain": "甲"}), encoding="utf-8")
    last.write_text(json.dumps({"Plain": "乙"}), encoding="utf-8")
    _catalogue.update(translated, [first, last])
    assert polib.pofile(str(translated / _catalogue.PO)).find("Plain").msgstr == "乙"
