"""House rules of templates: none is unused, none is missing, blocks are named."""

import re

from django.template.loader import get_template

from tests.source import ROOT, modules

# ------------------------------------------------------------------ templates
# Django and its packages ask for these by name.
ASKED_FOR_BY_NAME = re.compile(r"^(\d{3}(_csrf)?\.html|admin/|registration/|django/|core/forms/)")


def templates():
    folder = ROOT / "templates"
    return [str(path.relative_to(folder)) for path in sorted(folder.rglob("*.*"))]


def test_no_template_is_unused():
    texts = [(ROOT / path).read_text() for path in modules()]
    texts += [(ROOT / "templates" / name).read_text() for name in templates()]
    everything = "\n".join(texts)
    unused = [
        name
        for name in templates()
        if not ASKED_FOR_BY_NAME.match(name) and not _is_named(name, everything)
    ]
    assert unused == []


def test_every_template_that_is_asked_for_exists():
    for name in templates():
        text = (ROOT / "templates" / name).read_text()
        for asked in re.findall(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""", text):
            assert get_template(asked), f"{name} asks for {asked}"


def _is_named(name, everything):
    """Tell whether a template is named in full, or by the stem from which code makes its name."""
    stem = re.sub(r"_(title|body|subject)\.\w+$", "_", name)
    return (
        name in everything
        or (stem != name and stem.rstrip("_") in everything)
        or ("/notices/" in name)
    )


def test_blocks_are_named_where_they_end():
    texts = {name: (ROOT / "templates" / name).read_text() for name in templates()}
    nameless = [name for name, text in texts.items() if re.search(r"{%\s*endblock\s*%}", text)]
    assert not nameless, f"name the block that ends: {nameless}"
