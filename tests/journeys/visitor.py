"""Somebody at a browser, who looks closely at every page that comes up.

A story names links, buttons and fields in English, as the code does; the visitor looks for them
in the language of the page. So the same story can be told in both languages, and a text without
a translation is found by eye: no foreign word may be left on a page.
"""

import re
from collections import defaultdict
from urllib.parse import urlsplit

from django.utils import translation
from playwright.sync_api import expect

from tests.browser import STANDARDS, WCAG, overflow, violations

CHINESE, ENGLISH = "zh-hans", "en"
# In a Chinese page Latin words are names and formats; the switch offers the other language.
LATIN = re.compile(r"(?<![A-Za-z_-])[A-Za-z]*[a-z]{3,}(?![A-Za-z_-])")
LATIN_NAMES = {"English", "Excel", "Django", "hfss"}  # the last: initials of pinyin in a hint
HAN = re.compile(r"[\u4e00-\u9fff]+")
# What kinds of elements a page is made of; not how many there are, nor what they say.
MADE_OF = """
    [...new Set([...document.querySelectorAll('*')].map(e => [e.tagName, e.className, e.type,
      e.parentElement && e.parentElement.tagName, ...e.getAttributeNames().sort()].join(' ')))]
"""


class Visitor:
    """One person, one window. `names`: words of the data that stand in any language."""

    scanned = defaultdict(set)  # (address, language, width) → kinds of elements that axe has seen

    def __init__(self, page, server, *, scripts=True):
        self.page, self.server, self.language = page, server, CHINESE
        self.scripts = scripts
        self.names = {"中文"}
        self.complaints, self.hosts, self.faults = [], set(), []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def _hear(self, message):
        # that the page itself was refused stands in the story, not in the console
        if message.type == "error" and message.location.get("url") != self.page.url:
            self.complaints.append((message.text, message.location.get("url")))

    # -- going about
    def word(self, text):
        """Return `text` in the language of the page."""
        with translation.override(self.language):
            return translation.gettext(str(text))

    def open(self, path, status=200):
        """Go to an address of the portal."""
        answer = self.page.goto(self.server.url + path)
        assert answer.status == status, (path, answer.status)
        self.look()

    def follow(self, text):
        """Click a link."""
        self._go(self._named("link", text))

    def follow_in_row(self, row, text):
        """Click a link in the row of a table that says `row`."""
        self._go(self.row(row).get_by_role("link", name=self.word(text)))

    def row(self, text):
        """Return the row of a table that says `text`."""
        return self.page.get_by_role("row").filter(has_text=text)

    def press(self, text):
        """Click a button that sends a form."""
        self._go(self._named("button", text))

    def press_key(self, key):
        """Press a key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.look()

    def _go(self, target):
        with self.page.expect_navigation():
            target.first.click()
        self.look()

    def _named(self, role, text):
        words = self.word(text)
        exact = self.page.get_by_role(role, name=words, exact=True)
        return exact if exact.count() else self.page.get_by_role(role, name=words)

    # -- forms
    def field(self, label):
        """Return the input with this label; “(optional)” may follow it."""
        start = re.compile(
            rf"^\s*{re.escape(self.word(label))}\s*([(（].*[)）])?\s*$", re.IGNORECASE
        )
        return self.page.get_by_label(start).first

    def fill(self, label, value):
        """Type into a field."""
        self.field(label).fill(value)

    def choose(self, label, option):
        """Choose from a list by the option's text."""
        self.field(label).select_option(label=self.word(option))

    def pick(self, group, option):
        """Pick one of the choices of a group."""
        legend = re.compile(re.escape(self.word(group)), re.IGNORECASE)
        choices = self.page.get_by_role("group", name=legend).first
        choices.get_by_label(self.word(option), exact=True).check()

    def unfold(self, text):
        """Open a folded part."""
        self.page.locator("summary", has_text=self.word(text)).first.click()

    # -- by keyboard alone
    def tab_to(self, target, most=60):
        """Press Tab until `target` has the focus."""
        for _press in range(most):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{target} cannot be reached with Tab")

    def type_into(self, label, text):
        """Reach a field with Tab and type."""
        self.tab_to(self.field(label))
        self.page.keyboard.type(text)

    # -- looking
    def sees(self, *texts):
        """Expect each text somewhere on the page."""
        for text in texts:
            expect(self.page.get_by_text(self.word(text)).first).to_be_visible()

    def misses(self, *texts):
        """Expect none of the texts on the page."""
        shown = self.page.locator("body").inner_text()
        for text in texts:
            assert self.word(text) not in shown

    def look(self):
        """Check the page that came up as everybody would: readable, narrow enough, quiet."""
        where = urlsplit(self.page.url).path
        found = {
            "axe": violations(self.page, self.standards(where)) if self.is_new(where) else [],
            "scrolls sideways": overflow(self.page) > 0,
            "console": self.complaints,
            "other hosts": self.hosts - {urlsplit(self.server.url).netloc},
            "not translated": self.foreign_words(),
        }
        self.faults += [(where, kind, what) for kind, what in found.items() if what]
        self.complaints = []

    def is_new(self, where):
        """Tell whether axe may find something here: an element that such a page did not have yet.

        Axe is a script itself; where scripts are off, the same pages are scanned elsewhere.
        """
        if not self.scripts:
            return False
        width = self.page.viewport_size["width"]
        known = self.scanned[re.sub(r"\d+", "N", where), self.language, width]
        made_of = set(self.page.evaluate(MADE_OF))
        is_new = not made_of <= known
        known |= made_of
        return is_new

    @staticmethod
    def standards(where):
        """Return what axe asks: the stock admin keeps the law, its habits are Django's."""
        return WCAG if where.startswith("/admin/") else STANDARDS

    def foreign_words(self):
        """Return the words of the other language that stand on the page."""
        shown = self.page.locator("body").inner_text()
        for name in sorted(self.names, key=len, reverse=True):
            shown = shown.replace(name, " ")
        if self.language == ENGLISH:
            return sorted(set(HAN.findall(shown)))
        return sorted(set(LATIN.findall(shown)) - LATIN_NAMES)
