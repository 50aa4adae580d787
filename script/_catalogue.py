"""The work behind script/catalogue: extract, merge, check, compile, without xgettext."""

import argparse
import ast
import fcntl
import io
import json
import os
import re
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polib
from babel.messages.extract import extract_python

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from django.utils.translation.template import templatize

PO = Path("locale/zh_Hans/LC_MESSAGES/django.po")
NOT_SOURCES = {".venv", ".git", "var", "tests", "script", "migrations", "staticfiles", "locale"}
# What each function of django.utils.translation takes: (context, singular, plural) positions.
SHAPES = {
    "gettext": (None, 0, None),
    "ngettext": (None, 0, 1),
    "pgettext": (0, 1, None),
    "npgettext": (0, 1, 2),
}
SHAPES |= {f"{name}_lazy": shape for name, shape in SHAPES.items()}
SHAPES["gettext_noop"] = SHAPES["gettext"]
BABEL = {"gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
BABEL["npgettext"] = ((1, "c"), 2, 3)
PLACEHOLDER = re.compile(r"%\(\w+\)[sdrf]|%[sdrf]|\{\w*\}")
HEADER = {
    "Project-Id-Version": "puyang-property",
    "Language": "zh_Hans",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


@dataclass(frozen=True, order=True)
class Message:
    """One thing to translate; the plural is no part of its identity."""

    text: str
    context: str = ""
    plural: str = ""

    @property
    def key(self):
        """Return the name of this message in merge files."""
        return f"{self.context}\x04{self.text}" if self.context else self.text


def extract(root):
    """Return {Message: sorted files that use it} for all code and templates under `root`."""
    found = {}
    for path in _sources(root):
        source = path.read_text(encoding="utf-8")
        words = from_python(source) if path.suffix == ".py" else from_template(source)
        for message in words:
            found.setdefault(message, set()).add(path.relative_to(root).as_posix())
    return {message: sorted(files) for message, files in sorted(found.items())}


def _sources(root):
    """Yield the files that may hold words for people, in a stable order."""
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in NOT_SOURCES)
        for name in sorted(names):
            path = Path(folder, name)
            is_template = "templates" in path.parts and path.suffix in {".html", ".txt", ".xml"}
            if path.suffix == ".py" or is_template:
                yield path


def from_python(source):
    """Yield the messages of Python code, under whatever names it imported gettext."""
    tree = ast.parse(source)
    names = dict(SHAPES)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {a.asname: SHAPES[a.name] for a in node.names if a.asname and a.name in SHAPES}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", None))
            if called in names:
                yield from _of_call(node, names[called])


def _of_call(call, shape):
    """Yield the message of one call, if its words are literal."""
    words = [a.value if isinstance(a, ast.Constant) else None for a in call.args]
    context, singular, plural = (
        "" if place is None else (words[place] if place < len(words) else None) for place in shape
    )
    if singular and None not in (context, plural):
        yield Message(singular, context, plural)


def from_template(source):
    """Yield the messages of a Django template."""
    code = "\n".join(line.strip() for line in templatize(source).splitlines())
    for _line, name, words, _comments in extract_python(
        io.BytesIO(code.encode()), list(BABEL), [], {"encoding": "utf-8"}
    ):
        words = [words] if isinstance(words, str) else [w or "" for w in words]
        context = words.pop(0) if name in {"pgettext", "npgettext"} else ""
        if words and words[0]:
            yield Message(words[0], context, words[1] if len(words) > 1 else "")


def build(messages, translations):
    """Return the catalogue of `messages`; `translations` maps keys to words."""
    po = polib.POFile(wrapwidth=0)
    po.metadata = dict(HEADER)
    merged = {}
    for message, files in messages.items():
        plural = message.plural
        if message.key in merged:
            known_plural, known_files = merged[message.key][1:]
            plural, files = known_plural or plural, sorted({*known_files, *files})
        merged[message.key] = (message, plural, files)
    for key, (message, plural, files) in merged.items():
        po.append(_entry(message, plural, files, translations.get(key, "")))
    return po


def _entry(message, plural, files, words):
    """Return one entry; Chinese has one form for all numbers."""
    entry = polib.POEntry(
        msgid=message.text,
        msgctxt=message.context or None,
        occurrences=[(name, "") for name in files],
        flags=["python-format"] if PLACEHOLDER.search(message.text + plural) else [],
    )
    if plural:
        entry.msgid_plural = plural
        entry.msgstr_plural = {0: words}
    else:
        entry.msgstr = words
    return entry


def key_of(entry):
    """Return the merge key of an entry."""
    return f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid


def words_of(entry):
    """Return the Chinese words of an entry, "" when there are none."""
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def problems(root):
    """Return in words what is wrong with the catalogue on disk; empty when nothing is."""
    path = root / PO
    if not path.exists():
        return [f"{PO} is not there: run script/catalogue."]
    po = polib.pofile(str(path), wrapwidth=0)
    said = {key_of(e): e for e in po if not e.obsolete}
    wanted = {m.key for m in extract(root)}
    bad = [f"not extracted: {key!r}" for key in sorted(wanted - said.keys())]
    bad += [f"used nowhere: {key!r}" for key in sorted(said.keys() - wanted)]
    bad += [f"used nowhere: {entry.msgid!r}" for entry in po.obsolete_entries()]
    bad += [f"fuzzy: {entry.msgid!r}" for entry in po if entry.fuzzy]
    for entry in said.values():
        bad += _faults(entry)
    mo = path.with_suffix(".mo")
    if not mo.exists() or mo.read_bytes() != po.to_binary():
        bad.append(f"{PO.with_suffix('.mo')} is not made from {PO.name}.")
    return bad


def _faults(entry):
    """Return what is wrong with one entry's words."""
    words = words_of(entry)
    if not words:
        return [f"not translated: {key_of(entry)!r}"]
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    if entry.msgid_plural:
        wanted |= set(PLACEHOLDER.findall(entry.msgid)) & set(PLACEHOLDER.findall(words))
    if set(PLACEHOLDER.findall(words)) != wanted:
        return [f"placeholders differ: {entry.msgid!r} → {words!r}"]
    return []


def update(root, merge=()):
    """Write .po and .mo from the sources, known translations and the `merge` files.

    Returns (entries, keys without translation, merged keys that no source uses).
    """
    path = root / PO
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path.parent):
        known = {}
        if path.exists():
            known = {key_of(e): words_of(e) for e in polib.pofile(str(path)) if not e.fuzzy}
        given = {}
        for name in merge:
            given |= json.loads(Path(name).read_text(encoding="utf-8"))
        po = build(extract(root), known | {key: words for key, words in given.items() if words})
        _replace(path, str(po).rstrip("\n").encode() + b"\n")
        _replace(path.with_suffix(".mo"), polib.pofile(str(path), wrapwidth=0).to_binary())
    used = {key_of(entry) for entry in po}
    missing = [key_of(entry) for entry in po if not words_of(entry)]
    return len(po), missing, sorted(given.keys() - used)


@contextmanager
def _locked(folder):
    """Let one run at a time write in `folder`."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _replace(path, content):
    """Put `content` in place in one step, so that no reader sees half a file."""
    if path.exists() and path.read_bytes() == content:
        return
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.write_bytes(content)
    os.replace(fresh, path)


def main(root, argv):
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="script/catalogue")
    parser.add_argument("--merge", nargs="+", default=[], metavar="FILE")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--missing", action="store_true")
    args = parser.parse_args(argv)
    if args.check:
        bad = problems(root)
        print("\n".join(bad) or "The catalogue is complete.")
        return 1 if bad else 0
    count, missing, unused = update(root, args.merge)
    if args.missing:
        print(json.dumps(dict.fromkeys(missing, ""), ensure_ascii=False, indent=1))
        return 0
    print(f"{count} messages, {len(missing)} without translation.")
    for label, keys in (("not translated", missing), ("merged but used nowhere", unused)):
        for key in keys:
            print(f"  {label}: {key!r}")
    return 0
