"""A record that two people change at once: their values are compared field by field.

A form carries digests of the values that it showed. When it comes back, a field that only the
other one changed takes the other's value, and a field that both changed is a conflict: the page
shows both values, and the sender keeps the own one or takes the other's. Works without a script.
"""

import hashlib
from dataclasses import dataclass, field

from django import forms
from django.core import signing
from django.utils.translation import gettext as _

from puyang_property.core import history

VERSION = "_version"
THEIRS = "theirs"
_signer = signing.Signer(salt="form version")


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed: both values in words, and where the choice is sent."""

    label: str
    theirs: str
    mine: str
    choice: str
    takes_theirs: bool = False


@dataclass
class Comparison:
    """What became of a form that was compared: conflicts, and labels taken from the other."""

    conflicts: list = field(default_factory=list)
    kept: list = field(default_factory=list)

    @property
    def words(self):
        """Return what the sender is told above the form."""
        return _("Someone changed this meanwhile. Compare both values, choose, then save again.")


def sign_version(form, names=None):
    """Return the signed digests of the values that the record behind `form` has now."""
    return _signer.sign_object(
        {bound.name: _digest(_as_sent(bound, bound.initial)) for bound in _watched(form, names)}
    )


def settle(form, names=None):
    """Compare a bound, not yet validated `form` with the record; return the Comparison.

    Fields that only someone else changed, and those of which the sender takes the other's value,
    are put into the form's data. `names`: the fields that show the record; all when not given.
    """
    found, shown = Comparison(), _shown_digests(form.data.get(VERSION, ""))
    form.data = form.data.copy()
    for bound in _watched(form, names):
        if bound.name in shown:
            _settle_field(form, bound, shown[bound.name], found)
    return found


def last_saved(record):
    """Return the newest event of `record`, for who saved it and when, or None."""
    return history.of(record).select_related("user").last()


def _settle_field(form, bound, shown, found):
    now, typed = _as_sent(bound, bound.initial), _typed(form, bound)
    choice = f"_take-{bound.html_name}"
    takes_theirs = form.data.get(choice) == THEIRS
    if now == typed:
        return
    if _digest(now) == shown:  # nobody else touched it since the page was made
        if takes_theirs:
            _put(form, bound, now)
    elif _digest(typed) == shown:  # only the other one did
        _put(form, bound, now)
        found.kept.append(bound.label)
    else:
        both = (in_words(bound, values) for values in (now, typed))
        found.conflicts.append(Conflict(bound.label, *both, choice, takes_theirs))


def in_words(bound, values):
    """Return the sent `values` of a field as a reader knows them: labels of choices, else text."""
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return _("yes") if values else _("no")
    labels = dict(_choices(bound.field)) if any(values) else {}
    return "、".join(labels.get(value, value) for value in values)


def _choices(choosing):
    for key, label in getattr(choosing, "choices", None) or ():
        grouped = isinstance(label, list | tuple)
        yield from ((str(k), str(text)) for k, text in (label if grouped else [(key, label)]))


def _watched(form, names):
    for name in form.fields if names is None else names:
        bound = form[name]
        if not (bound.field.disabled or isinstance(bound.field, forms.FileField)):
            yield bound


def _as_sent(bound, value):
    """Return `value` as the list of texts that a browser sends back untouched."""
    widget = _innermost(bound)
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    value = bound.field.prepare_value(value)
    if isinstance(widget, forms.MultiWidget):
        parts = value if isinstance(value, list) else widget.decompress(value)
        pairs = zip(widget.widgets, parts, strict=True)
        return [_text(one.format_value(part)) for one, part in pairs]
    shown = widget.format_value(value)
    return sorted(map(_text, shown)) if isinstance(shown, list | tuple) else [_text(shown)]


def _typed(form, bound):
    widget = _innermost(bound)
    raw = widget.value_from_datadict(form.data, form.files, bound.html_name)
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if raw else []
    if isinstance(widget, forms.MultiWidget):
        return [_text(part) for part in raw]
    return sorted(map(_text, raw)) if isinstance(raw, list | tuple) else [_text(raw)]


def _put(form, bound, values):
    """Put the sent `values` of a field into the data of the form."""
    widget = _innermost(bound)
    if isinstance(widget, forms.MultiWidget):
        for suffix, value in zip(widget.widgets_names, values, strict=True):
            form.data[bound.html_name + suffix] = value
    else:
        form.data.setlist(bound.html_name, values)


def _innermost(bound):
    """Return the widget itself; the admin wraps those of related rows."""
    widget = bound.field.widget
    return getattr(widget, "widget", widget)


def _text(value):
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _digest(values):
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def _shown_digests(sent):
    try:
        return _signer.unsign_object(sent)
    except signing.BadSignature:
        return {}
