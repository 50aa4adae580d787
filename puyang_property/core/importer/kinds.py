"""What a room says about the files it takes in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import get_language

from puyang_property.core.search import squeeze


@dataclass(frozen=True)
class Column:
    """One thing that a row may hold; `synonyms` are headings that offices write for it.

    masked: "name" or "phone" where the record keeps it encrypted: the report shows no more than
    enough to recognise it.
    """

    slug: str
    label: str
    synonyms: tuple = ()
    required: bool = False
    masked: str = ""

    @property
    def names(self):
        """Return all headings that name this column, squeezed."""
        return set(map(squeeze, (self.slug, self.label, *self.synonyms)))

    def answers_to(self, heading):
        """Tell whether `heading` names this column."""
        return squeeze(heading) in self.names


@dataclass(frozen=True)
class Clean:
    """A row as it can be stored (`data`), with notes on what was dropped or read how."""

    data: dict
    notes: list = field(default_factory=list)
    label: str = ""


@dataclass(frozen=True)
class Match:
    """What is there already: the very `same` record, one that is `known`, or `likely` ones."""

    same: object = None
    known: object = None
    likely: tuple = ()


@dataclass(frozen=True)
class Applied:
    """The record that a row made or filled, and the JSON that an undo needs.

    seq: how many events the record has now; None has it asked of history.
    """

    subject: object
    before: dict | None = None
    notes: list = field(default_factory=list)
    seq: int | None = None


@dataclass(frozen=True)
class ImportKind:
    """One kind of file.

    clean_row(row, job) -> Clean: row maps column slug → cell as read. Raise ValidationError to
        refuse the row with reasons.
    find_duplicates(data, job) -> Match: same → merged, known → left alone, likely → offered.
    apply(data, job, *, by, into=None) -> Applied: create, or fill `into`.
    undo(row, job, *, by): take back what the ImportRow did; raise Refused when that cannot be.
    prepare(rows, job) -> dict: sees all rows (slug → cell) once before the first is cleaned; what
        it returns is job.context.
    open_batch(datas, job, *, by) -> batch: rows of a chunk taken in together; the batch is in
        job.context["batch"] while they are, so that find_duplicates and apply read from it and
        leave what they create waiting in it until batch.flush() writes all at once. Where the
        database refuses a batch, its rows are taken in one by one, without a batch.
    shelves(data) -> texts: for a check in pieces, each rolled back; rows that share a shelf may
        depend on each other, others never do. Earlier rows of its shelves that wrote anything are
        done again before those of a later piece. Without shelves a check is one transaction.
    sketch(rows) -> (key, texts, payload) …, recall(payloads): where doing rows again costs too
        much. A sketch is what a later row needs to find a record that a piece made or filled,
        kept under the texts on which later rows look for it; recall writes it again.
    obstacles(rows) -> (row, reason) …: those of the queryset that cannot be undone, for reasons
        that the history of their record does not tell.
    name_key(name) -> text that two spellings of one name share.
    show(subject) -> field → text, show_data(data) -> field → (label, text): the decision page.
    option_fields() -> option slug → form field: what the upload page asks besides file and area;
        `default_options` where nobody is asked.
    kept: slugs of `data` that may lie in ImportRow.data in the clear; None keeps everything.
    counted: the outcomes that the command's last line names.
    """

    slug: str
    label: str
    columns: tuple
    clean_row: Callable
    find_duplicates: Callable
    apply: Callable
    undo: Callable
    permission: str
    decide_permission: str = ""
    prepare: Callable | None = None
    open_batch: Callable | None = None
    shelves: Callable | None = None
    sketch: Callable | None = None
    recall: Callable | None = None
    obstacles: Callable | None = None
    name_key: Callable = squeeze
    show: Callable | None = None
    show_data: Callable | None = None
    model: type | None = None
    kept: tuple | None = None
    default_options: dict = field(default_factory=dict)
    option_fields: Callable = dict
    counted: tuple = ("created", "merged", "offered", "refused")

    def column_for(self, heading):
        """Return the column that `heading` names, or None."""
        return self._by_heading.get(squeeze(heading))

    @property
    def _by_heading(self):
        """Return squeezed heading → the first column that it names, in the reader's language."""
        language = get_language()
        if language not in self._headings:
            pairs = ((name, c) for c in reversed(self.columns) for name in c.names)
            self._headings[language] = dict(pairs)
        return self._headings[language]

    @cached_property
    def _headings(self):
        return {}

    def keep(self, data):
        """Return the part of `data` that may be stored beside the row."""
        if self.kept is None:
            return data
        return {key: value for key, value in data.items() if key in self.kept}


_kinds = {}


def register(kind):
    """Enter `kind`; a second time replaces it."""
    _kinds[kind.slug] = kind
    return kind


def get(slug):
    """Return the kind `slug`; KeyError when no room offers it."""
    return _kinds[slug]


def all_kinds():
    """Return all kinds in the order of registration."""
    return list(_kinds.values())
