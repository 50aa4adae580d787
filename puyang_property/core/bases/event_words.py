"""Events of any record in words, for the pages of the desk and the history of the admin."""

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as words

NAMES = {
    "created": words("Created"),
    "changed": words("Changed"),
    "deleted": words("Deleted"),
    "published": words("Published"),
    "hidden": words("Hidden"),
    "moved": words("Moved"),
    "date_moved": words("A date moved with the calendar"),
    "file_released": words("Photo released"),
    "file_withdrawn": words("Release of a photo taken back"),
    "file_erased": words("Photo erased"),
    "anonymised": words("Personal data erased"),
    "merged": words("Merged"),
    "renamed": words("Renamed"),
    "appointed": words("Appointed"),
    "vacated": words("Post vacated"),
    "password_changed": words("Password changed"),
    "password_reset": words("Password reset"),
    "profile_changed": words("Profile changed"),
    "second_factor_enrolled": words("Second factor set up"),
    "second_factor_reset": words("Second factor reset"),
}


def title(name, names):
    """Return an event's name in the reader's language.

    `names` maps names to words, beyond those every room shares. A name that nobody has worded
    stays as it is: a page of history never fails on what another room wrote into it.
    """
    told = names.get(name) or NAMES.get(name)
    return _(told) if told else name


def described(events, record, names):
    """Return the events, each with title, move and told in the reader's language.

    `names` as in `title`: history leaves nothing out.
    """
    events = list(events)
    for event in events:
        event.title = title(event.name, names)
        event.move = _move(record, event)
        event.told = [_change(record, *change) for change in event.changes.items()]
    return events


def _move(record, event):
    if not event.to_state:
        return ""
    states = (event.from_state, event.to_state)
    return " → ".join(str(_value(record, "state", state)) for state in states if state)


def _change(record, name, value):
    field = _field(record, name)
    label = field.verbose_name if field else _(name.replace("_", " "))
    return label, _value(record, name, value)


def _value(record, name, value):
    if value is None or value is True or value is False:
        return {None: "—", True: _("yes"), False: _("no")}[value]
    field = _field(record, name)
    return dict(field.flatchoices).get(value, value) if field and field.choices else value


def _field(record, name):
    try:
        field = record._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if hasattr(field, "flatchoices") else None
