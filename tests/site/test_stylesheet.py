"""The stylesheet knows every class that templates use, and its colours can be read."""

import re
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin

CSS = Path(settings.BASE_DIR, "static", "portal.css").read_text(encoding="utf-8")
ALL_CSS = "\n".join(path.read_text() for path in Path(settings.BASE_DIR, "static").glob("*.css"))
TEMPLATES = Path(settings.BASE_DIR, "templates")
ROOMS = ("puyang_property", "accounts", "communities", "disputes")

TEXT_ON = [
    ("ink", "ground"), ("ink", "paper"), ("ink", "sunken"),
    ("ink-soft", "ground"), ("ink-soft", "paper"), ("ink-soft", "sunken"),
    ("link", "ground"), ("link", "paper"), ("link", "brand-tint"),
    ("on-brand", "brand"), ("on-brand", "brand-deep"), ("brand-deep", "brand-tint"),
    ("paper", "good"), ("paper", "bad"), ("bad", "paper"), ("bad", "ground"),
    ("accent", "accent-tint"), ("on-frame", "frame"), ("on-frame-soft", "frame"),
    *((tone, f"{tone}-tint") for tone in ("good", "warn", "bad", "info")),
    *(("ink", f"{tone}-tint") for tone in ("good", "warn", "bad", "info")),
]  # fmt: skip
LINES_ON = [("line-strong", "paper"), ("line-strong", "ground"), ("brand", "paper")]


def tokens(selector):
    """Return the colour tokens that the rules of `selector` set."""
    found = {}
    for block in re.findall(re.escape(selector) + r" \{(.*?)\}", CSS, flags=re.S):
        found |= dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
    return found


LIGHT = tokens(":root")
THEMES = {
    "light": LIGHT,
    "dark": LIGHT | tokens(':root[data-theme="dark"]'),
    "dark of the device": LIGHT | tokens(':root:not([data-theme="light"])'),
    "high contrast": LIGHT | tokens(':root[data-contrast="high"]'),
    "high contrast, dark": LIGHT
    | tokens(':root[data-theme="dark"]')
    | tokens(':root[data-contrast="high"]')
    | tokens(':root[data-contrast="high"][data-theme="dark"]'),
}


def luminance(colour):
    """Return the relative luminance of WCAG 2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """Return the contrast of two colours."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_has_the_greatest_contrast():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read_on_every_ground(theme):
    colours = THEMES[theme]
    weak = {
        (text, ground): round(contrast(colours[text], colours[ground]), 2)
        for text, ground in TEXT_ON
        if contrast(colours[text], colours[ground]) < (7 if "contrast" in theme else 4.5)
    }
    assert weak == {}


@pytest.mark.parametrize("theme", THEMES)
def test_borders_of_inputs_and_buttons_can_be_seen(theme):
    colours = THEMES[theme]
    weak = [pair for pair in LINES_ON if contrast(*(colours[name] for name in pair)) < 3]
    assert weak == []


def test_high_contrast_tells_the_browser_which_scheme_it_is():
    blocks = re.findall(r'data-contrast="high"\][^{,]* \{([^}]*)\}', CSS)
    schemes = [block for block in blocks if "--paper" in block]
    assert len(schemes) == 3
    assert all("color-scheme:" in block for block in schemes)


def test_the_device_s_dark_and_the_chosen_dark_are_the_same():
    assert tokens(':root[data-theme="dark"]') == tokens(':root:not([data-theme="light"])')


def test_every_token_that_is_used_is_defined():
    used = set(re.findall(r"var\(--([a-z0-9-]+)", ALL_CSS))
    assert used <= set(re.findall(r"--([a-z0-9-]+):", ALL_CSS))


def test_every_class_in_templates_is_in_the_stylesheet():
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", ALL_CSS))
    unknown = {}
    for path in sorted(TEMPLATES.rglob("*.html")):
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\x00", path.read_text(encoding="utf-8"))
        for attribute in re.findall(r'\sclass="([^"]*)"', text):
            whole = {name for name in attribute.split() if "\x00" not in name}
            if whole - known:
                unknown.setdefault(str(path.relative_to(TEMPLATES)), set()).update(whole - known)
    assert unknown == {}


def test_paper_is_black_on_white_whatever_the_screen_wore():
    on_paper = tokens(":root[data-theme][data-size][data-contrast]")
    assert (on_paper["ink"], on_paper["paper"]) == ("#000000", "#ffffff")


def test_the_stylesheet_loads_nothing():
    assert "@import" not in ALL_CSS
    assert "url(" not in ALL_CSS


# Names that code puts together; each begins one of these families.
FAMILIES = ("badge--", "alert--", "text--", "is-", "field-", "figure-", "select2-")
WORDS = "\n".join(
    path.read_text(encoding="utf-8")
    for folder, kinds in (
        (TEMPLATES, ("*.html",)),
        (Path(settings.BASE_DIR, "static"), ("*.js",)),
        *((Path(settings.BASE_DIR, room), ("*.py",)) for room in ROOMS),
        (Path(admin.__file__).parent, ("*.html", "*.js", "*.py")),
        (Path(forms.__file__).parent, ("*.py",)),
    )
    for kind in kinds
    for path in sorted(folder.rglob(kind))
)


def rules():
    """Return the sheets without comments and without the definitions of tokens."""
    text = re.sub(r"/\*.*?\*/", "", ALL_CSS, flags=re.S)
    return re.sub(r"--[a-z0-9-]+:[^;}]*[;}]", "", text)


def test_colours_stand_among_the_tokens_only():
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?)\(", rules()) == []


def test_the_sheets_of_desk_and_admin_name_no_colour_of_their_own():
    for name in ("desk.css", "admin.css"):
        text = Path(settings.BASE_DIR, "static", name).read_text(encoding="utf-8")
        assert re.findall(r"--[a-z-]+: (?:#|rgb)", text) == [], name


def test_type_has_the_sizes_of_the_tokens_and_few_others():
    sizes = set(re.findall(r"font-size: ([^;}]+?)\s*[;}]", rules()))
    assert {size for size in sizes if not size.startswith("var(")} <= {
        "inherit", "100%", "125%", "0.9375rem", "0.95em", "1rem", "1.35em", "1.6rem",
    }  # fmt: skip


def test_every_class_in_the_stylesheets_is_used():
    selectors = re.sub(r"\{[^{}]*\}", "{}", rules())
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors))
    unused = {
        name
        for name in known
        if not name.startswith(FAMILIES) and not re.search(rf"(?<![\w-]){name}(?![\w-])", WORDS)
    }
    assert unused == set()


def test_every_theme_sets_the_colours_that_the_dark_one_sets():
    dark = set(tokens(':root[data-theme="dark"]')) - {"feature", "frame"}
    assert dark <= set(tokens(':root[data-contrast="high"]'))
    assert dark <= set(tokens(':root[data-contrast="high"][data-theme="dark"]'))
