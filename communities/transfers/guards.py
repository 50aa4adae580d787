"""What the verbs on utility transfers refuse alike."""

from copy import copy

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from communities.transfers.choices import DAYS
from puyang_property.core.refusals import Refused


def check(transfer, changes):
    """Raise what the rules say of the changed transfer, in words, before it is saved."""
    changed = copy(transfer)
    for name, value in changes.items():
        setattr(changed, name, value)
    changed.full_clean()


def refuse_future(changes, today):
    """Raise at its field what says of a day to come that something happened on it."""
    for field, value in changes.items():
        if field.endswith("_on") and value and value > today:
            where = "on" if field in DAYS.values() else field
            raise ValidationError({where: _("This day is still to come.")})


def refuse_gone(transfer):
    """Raise Refused for an entry that was taken back."""
    if transfer.withdrawn_at:
        raise Refused(_("This entry was taken back."))


def refuse_gone_compound(community):
    """Raise Refused for a locked compound that was merged or taken back meanwhile."""
    if not community.is_current:
        raise Refused(
            _("“%(name)s” was merged or taken back; it no longer changes.") % {"name": community}
        )


def refuse_fixed(transfer):
    """Raise Refused when facts and money of the transfer no longer change."""
    refuse_gone(transfer)
    if not transfer.is_changeable:
        raise Refused(_("The transfer is settled; it no longer changes."))


def reason(note):
    """Return the reason that must be given."""
    if not note.strip():
        raise ValidationError({"note": _("Give the reason.")})
    return note
