"""Keeps query codes and telephone numbers out of every log."""

import logging
import re

HIDDEN = "[redacted]"
PATTERNS = [
    # code=ABCD2345, "query_code": "…", X-Query-Code: …
    re.compile(
        r"(?i)((?:query[_-]?)?code|contact_phone|phone|tel)(%3D|[\"']?\s*[:=]\s*)([\"']?)[^\s\"'&,;}]{4,40}"
    ),
    # a query code standing alone: eight characters of its alphabet, letters and digits mixed
    re.compile(
        r"\b(?=[A-Z2-9]*[A-Z])(?=[A-Z2-9]*[2-9])[2-9ABCDEFGHJKMNPQRSTVWXYZ]{4}-?"
        r"[2-9ABCDEFGHJKMNPQRSTVWXYZ]{4}\b"
    ),
    # Chinese mobile numbers and landlines with their area code
    re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"),
    re.compile(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)"),
    # addresses of ours are ASCII: another one holds words that somebody typed
    re.compile(r"(?<=: )/[^\n]*?(?:\\u[0-9a-f]{4}|[^\x00-\x7f])[^\n]*"),
    # PostgreSQL repeats the whole row that a constraint refused: names, words and all
    re.compile(r"(?m)(?<=DETAIL:).*(?:\n(?!CONTEXT:|Traceback |The above |During ).*)*"),
]


def redact(text):
    """Return `text` without query codes and telephone numbers."""
    text = PATTERNS[0].sub(rf"\1\2\3{HIDDEN}", text)
    for pattern in PATTERNS[1:]:
        text = pattern.sub(HIDDEN, text)
    return text


class Redact(logging.Filter):
    """Rewrites each record, its traceback included, before a handler sees it."""

    def filter(self, record):
        """Let every record pass, redacted."""
        record.msg, record.args = redact(record.getMessage()), None
        if record.exc_info:
            text = record.exc_text or logging.Formatter().formatException(record.exc_info)
            record.exc_text = redact(text)
        return True


class BriefRefusals(logging.Filter):
    """Keep the line of a refused request in the log, without the stack that led to it.

    Who may not see a page is no fault of the portal; stacks are for its faults (5xx).
    """

    def filter(self, record):
        """Pass every record; one of a status below 500 loses its stack."""
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        return True
