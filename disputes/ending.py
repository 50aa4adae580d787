"""The other ways after a mediation without agreement (People's Mediation Law, Art. 26)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as words

TEXT = words(
    "The mediation of case %(number)s ended without an agreement. These ways are open to you: "
    "1. arbitration, where a contract or a later agreement provides for it; "
    "2. the competent authority: the housing administration of your district, or the street "
    "office, handles what the law puts into its hands; "
    "3. the people's court: you can sue there within the period of limitation. "
    "The mediator can tell you the addresses. Mediation is free, and you may ask for it again."
)


def other_ways(dispute):
    """Return the text that names arbitration, authority and court; the mediator completes it."""
    return _(TEXT) % {"number": dispute.number}
