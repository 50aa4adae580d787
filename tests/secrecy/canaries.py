"""Secrets that nobody else in the world has, and how to find them again in anything.

A canary is a text with a mark of its own: 雀, a sign for what it is, three digits. Telephones are
1990393 and four digits, e-mails end in canary.test. Whatever a page does to it (escapes, full
width, blanks, JSON, Excel, EXIF, UTF-16), `Flock.found_in` recognises it.
"""

import html
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote


class What(StrEnum):
    """What a canary is, and the sign in its text."""

    NAME = "名"  # who complained
    PHONE = "电"
    HELPER = "助"  # who helped to file
    PARTY = "方"  # a person at the mediation
    PARTY_PHONE = "机"
    OWNER = "主"  # of a unit
    OWNER_PHONE = "户"
    TITLE = "题"  # the first words of what happened: the case's title
    WORDS = "述"  # what happened: flat, name and telephone in free text
    PLACE = "址"
    ADDED = "补"  # what a resident adds, answers, complains about again
    ADVICE = "致"  # what an office writes to residents
    NOTE = "记"  # internal notes
    REASON = "因"  # why a case was referred, a clock stopped
    VISIT = "访"
    TABLE = "调"  # places, minutes, facts, clauses and proofs of a mediation
    SUMMARY = "摘"  # released for everybody
    KEPT_BACK = "留"  # a draft, a publication taken back, a number that is not public
    LOOK = "看"  # why somebody looked at a contact
    PHOTO_NAME = "照"
    METADATA = "元"  # EXIF, XMP, IPTC, GPS, comment; author of a workbook
    FILE_NAME = "件"  # of an import
    ORDER_NAME = "单"  # contact in a row that was refused: no record holds it
    CODE = "码"  # query codes
    KEY = "钥"  # passwords, tokens, seeds of second factors
    STAFF = "官"  # what staff is called
    EMAIL = "邮"
    MASKED = "掩"  # 199****1001: enough to recognise


OWNERS = frozenset({What.OWNER, What.OWNER_PHONE})
SEALED = OWNERS | {What.NAME, What.PHONE, What.HELPER, What.PARTY, What.PARTY_PHONE}


@dataclass(frozen=True)
class Canary:
    """One secret: what it is, the case it belongs to, and the residents whose own it is."""

    text: str
    what: What
    case: str = ""
    own_of: frozenset = frozenset()
    gone: bool = False  # erased since: nobody sees it any more

    def __str__(self):
        return f"{self.what.name} of {self.case or 'nobody'}"


MARK = re.compile(r"雀[\u4e00-\u9fff]\d{3}|1990393\d{4}|199\*{4}\d{4}|[a-z]+\d*@canary\.test")
JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s\-()._·]+(?=\d)")
PLUS = re.compile(r"\+?86(?=1990393\d{4})")


class Flock:
    """All canaries of one world."""

    def __init__(self):
        """Start without any."""
        self.by_text = {}
        self.literals = {}

    def new(self, what, case="", own_of=(), form="{}"):
        """Let out a canary and return its text; `form` puts it into words."""
        number = len(self.by_text) + 1
        phone = what in {What.PHONE, What.PARTY_PHONE, What.OWNER_PHONE}
        text = f"1990393{1000 + number}" if phone else f"雀{what}{number:03}"
        self._keep(Canary(text, what, case, frozenset(own_of)))
        if phone:
            masked = f"199****{text[-4:]}"
            self._keep(Canary(masked, What.MASKED, case, frozenset(own_of)))
        return form.format(text)

    def adopt(self, text, what, case="", own_of=()):
        """Watch a secret that the portal made itself: a query code, a token."""
        canary = Canary(text, what, case, frozenset(own_of))
        self.literals[text] = canary
        return text

    def email(self, name):
        """Let out an e-mail address."""
        self._keep(Canary(f"{name}@canary.test", What.EMAIL))
        return f"{name}@canary.test"

    def forget(self, case, *whats):
        """Note that the secrets of `case` were erased."""
        for text, old in list(self.by_text.items()):
            if old.case == case and old.what in whats:
                self.by_text[text] = Canary(text, old.what, case, old.own_of, gone=True)

    def of(self, *whats, case=None):
        """Return the canaries of these kinds (of one case)."""
        every = [*self.by_text.values(), *self.literals.values()]
        return [c for c in every if c.what in whats and case in (None, c.case)]

    def found_in(self, content):
        """Return the canaries in a text or in bytes, however they are written."""
        text = content if isinstance(content, str) else as_text(content)
        marks = set(MARK.findall(plain(text)))
        found = {self.by_text[mark] for mark in marks if mark in self.by_text}
        return found | {c for literal, c in self.literals.items() if literal in text}

    def _keep(self, canary):
        self.by_text[canary.text] = canary


def plain(text):
    """Return `text` without escapes, in one width, telephone numbers in one piece."""
    if "\\u" in text:
        text = JSON_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    if "&" in text:
        text = html.unescape(text)
    if "%" in text:
        text = unquote(text)
    text = unicodedata.normalize("NFKC", text)
    return PLUS.sub("", BETWEEN_DIGITS.sub("", text))


def as_text(content):
    """Return all that bytes may say: in three encodings, with workbooks unpacked."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"\n".join(book.read(name) for name in book.namelist())
    text = content.decode("utf-8", "ignore")
    if b"\x00" not in content:
        return text
    others = [content.decode(name, "ignore") for name in ("utf-16-le", "utf-16-be", "gb18030")]
    return "\n".join([text, *others, content[1:].decode("utf-16-le", "ignore")])


def spellings(phone):
    """Return the ways in which people write a mobile number."""
    head, middle, tail = phone[:3], phone[3:7], phone[7:]
    return [
        phone,
        f"+86{phone}",
        f"+86 {head} {middle} {tail}",
        f"{head}-{middle}-{tail}",
        "".join(chr(ord(digit) + 0xFEE0) for digit in phone),
    ]
