"""How long complaints and parties keep their contacts (PIPL Art. 19: the shortest time needed)."""

from django.utils.translation import gettext_lazy as _

from disputes.choices import FINAL_STATES
from disputes.models import Complaint, Party
from puyang_property.core import secrecy

MONTHS = 36


def register():
    """Tell the kernel what is due and how it is erased."""
    secrecy.retention(
        "disputes.complaint",
        months=MONTHS,
        due=due,
        anonymise=anonymise,
        label=_("contact details of complaints"),
    )
    secrecy.retention(
        "disputes.party",
        months=MONTHS,
        due=parties_due,
        anonymise=anonymise_party,
        label=_("names and telephones of parties to a mediation"),
    )


def due(before):
    """Return the complaints of cases that ended before `before` and still hold contacts.

    None of them was filed later than that: so an index finds them among all that is kept longer.
    """
    return Complaint.objects.filter(
        filed_at__lt=before,
        anonymised_at=None,
        dispute__state__in=FINAL_STATES,
        dispute__closed_at__lt=before,
    )


def anonymise(complaint, *, now):
    """Erase name, telephone and helper of `complaint`."""
    complaint.contact_name = complaint.contact_phone = complaint.helper_name = ""
    complaint.contact_phone_digest = ""
    complaint.anonymised_at = now
    complaint.save(
        update_fields=[
            "contact_name",
            "contact_phone",
            "helper_name",
            "contact_phone_digest",
            "anonymised_at",
        ]
    )


def parties_due(before):
    """Return the parties of cases that ended before `before` and still have a name."""
    return Party.objects.filter(
        mediation__dispute__state__in=FINAL_STATES,
        mediation__dispute__closed_at__lt=before,
        name__isnull=False,
    )


def anonymise_party(party, *, now):
    """Erase name and telephone of `party`; its role and its word stay."""
    party.name = party.phone = ""
    party.save(update_fields=["name", "phone"])
