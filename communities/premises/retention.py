"""How long the owners' register keeps a name after the last ownership ended (PIPL Art. 19)."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models import Owner, Ownership
from communities.premises import owning
from puyang_property.core import secrecy

MONTHS = 36  # a decision may be contested for one year, ballots are kept three (CC-280-1Y, R12)


def register():
    """Tell the kernel what is due and how it is erased; settings.RETENTION_MONTHS may change it."""
    secrecy.retention(
        "communities.owner",
        months=MONTHS,
        due=due,
        anonymise=anonymise,
        label=_("names and telephones of former owners"),
    )


def due(before):
    """Return the owners who own nothing since before `before` and are still named."""
    day = timezone.localdate(before)
    recent = Ownership.objects.standing().filter(Q(to_on__isnull=True) | Q(to_on__gte=day))
    taken_back = Ownership.objects.filter(withdrawn_at__gte=before)
    return (
        Owner.objects.named()
        .filter(created_at__lt=before)
        .exclude(pk__in=recent.values("owner"))
        .exclude(pk__in=taken_back.values("owner"))
    )


def anonymise(owner, *, now):
    """Erase name, telephone and code of `owner`."""
    owning.erase(owner, now=now)
