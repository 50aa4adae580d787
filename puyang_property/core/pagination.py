"""One keyset paginator for pages and API: the cost of a page does not grow with its number."""

from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from urllib.parse import urlencode

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured, ValidationError
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.functional import cached_property

AFTER, BEFORE = "a", "b"
COUNTED = 10_000  # rows that a numbered list counts; who looks for more narrows the list
_signer = signing.Signer(salt="keyset")


class AtLeast(int):
    """A number of rows that counting stopped at."""

    def __str__(self):
        return f"{int(self)}+"


class BoundedPaginator(Paginator):
    """Numbered pages over the first rows of a list: nobody waits for a million to be counted."""

    @cached_property
    def count(self):
        """Return how many rows there are, or AtLeast as many as are counted."""
        found = self.object_list.order_by()[: COUNTED + 1].count()
        return AtLeast(COUNTED) if found > COUNTED else found


class BadCursor(ValueError):
    """The cursor was not made by this list in this order."""


class Order:
    """One order of a list: `fields` as in order_by, made unique by the id.

    slug: its name in the address, "-filed"; label: its name on screen.
    """

    def __init__(self, slug, label, *fields):
        """Append the id in the direction of the last field, unless it is there."""
        self.slug, self.label = slug, label
        if fields[-1].lstrip("-") not in {"id", "pk"}:
            fields = (*fields, "-id" if fields[-1].startswith("-") else "id")
        self.fields = fields

    def __repr__(self):
        return f"Order({self.slug!r}, {', '.join(self.fields)})"

    def key(self, model):
        """Return the key's columns on `model`: they are NOT NULL, so no row falls out of the list.

        Raises ImproperlyConfigured for a column that is unknown or may be empty.
        """
        return tuple(Part.of(model, name) for name in self.fields)


@dataclass(frozen=True)
class Part:
    """One column of a key."""

    path: str
    descending: bool
    column: object

    @classmethod
    def of(cls, model, name):
        """Return the part for `name`, "-due_on" or "community__pinyin"."""
        path, here, column = name.lstrip("-"), model, None
        for step in path.split("__"):
            try:
                column = here._meta.pk if step == "pk" else here._meta.get_field(step)
            except FieldDoesNotExist as missing:
                raise ImproperlyConfigured(f"{model.__name__} cannot be ordered: {missing}")
            if getattr(column, "null", True):
                raise ImproperlyConfigured(f"{model.__name__}.{path} may be empty: no key.")
            here = column.related_model
        return cls(path, name.startswith("-"), column)

    def ordering(self, *, backwards):
        """Return the order_by name, turned round when going back."""
        return f"-{self.path}" if self.descending != backwards else self.path

    def of_row(self, row):
        """Return the value of `row` as text that the cursor can carry."""
        named = hasattr(row, "_fields")  # of values_list(named=True)
        value = getattr(row, self.path) if named else attrgetter(self.path.replace("__", "."))(row)
        return value.isoformat() if isinstance(value, datetime | date) else str(value)


@dataclass
class Page:
    """The rows of one page and the cursors of its neighbours ("" where there is none)."""

    items: list
    order: Order
    size: int
    next: str = ""
    previous: str = ""
    query: dict = field(default_factory=dict)

    def __iter__(self):
        return iter(self.items)

    def __len__(self):
        return len(self.items)

    @property
    def is_first(self):
        """Tell whether nothing comes before this page."""
        return not self.previous

    @property
    def next_url(self):
        """Return the query string of the next page, or ""."""
        return self._url(self.next)

    @property
    def previous_url(self):
        """Return the query string of the page before, or ""."""
        return self._url(self.previous)

    def _url(self, cursor):
        return "?" + urlencode({**self.query, "cursor": cursor}, doseq=True) if cursor else ""


def keyset(queryset, order, *, cursor="", size=50):
    """Return the Page of `queryset` in `order` at `cursor`; one query, whatever the page.

    Raises BadCursor when the cursor was not made for this list and order.
    """
    key = order.key(queryset.model)
    direction, values = read_cursor(cursor, queryset.model, order, key) if cursor else (AFTER, None)
    backwards = direction == BEFORE
    rows = queryset.order_by(*(part.ordering(backwards=backwards) for part in key))
    if values:
        rows = rows.filter(_beyond(key, values, backwards=backwards))
    found = list(rows[: size + 1])
    more, items = len(found) > size, found[:size]
    if backwards and not items:
        return keyset(queryset, order, size=size)
    if backwards:
        items.reverse()
    page = Page(items, order, size)
    if items and (more or backwards):
        page.next = write_cursor(AFTER, items[-1], order, key, queryset.model)
    if items and (more if backwards else values):
        page.previous = write_cursor(BEFORE, items[0], order, key, queryset.model)
    return page


def write_cursor(direction, row, order, key, model):
    """Return the signed cursor that leads from `row` in `direction`."""
    values = [part.of_row(row) for part in key]
    return _signer.sign_object([direction, model._meta.label_lower, order.slug, *values])


def read_cursor(cursor, model, order, key):
    """Return direction and key values of a signed `cursor`."""
    try:
        direction, label, slug, *values = _signer.unsign_object(cursor)
        if (label, slug, len(values)) != (model._meta.label_lower, order.slug, len(key)):
            raise BadCursor("The cursor belongs to another list.")
        values = [part.column.to_python(value) for part, value in zip(key, values, strict=True)]
    except (signing.BadSignature, ValidationError, ValueError, TypeError, UnicodeError) as error:
        raise BadCursor("The cursor is not ours.") from error
    return direction, values


def _beyond(key, values, *, backwards):
    """Return the condition for rows beyond `values` in the direction of travel.

    One direction for all columns is a row comparison, which one index answers at once even when
    thousands of rows share the first column; mixed directions need the long form.
    """
    falling = [part.descending != backwards for part in key]
    if len(set(falling)) == 1:
        compare = TupleLessThan if falling[0] else TupleGreaterThan
        return Q(compare(Tuple(*(F(part.path) for part in key)), values))
    steps, equal = Q(), Q()
    for part, value, falls in zip(key, values, falling, strict=True):
        steps |= equal & Q(**{f"{part.path}__{'lt' if falls else 'gt'}": value})
        equal &= Q(**{part.path: value})
    first, start = key[0], values[0]
    return Q(**{f"{first.path}__{'lte' if falling[0] else 'gte'}": start}) & steps
