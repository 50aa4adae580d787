"""What hangs on an entry of the register: while something does, nobody takes the entry back."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from communities.models import Community, ServiceContract, UtilityTransfer

_kinds = {}


def on_withdraw(name, rows, words, *, through="community"):
    """Register what keeps an entry in the register: `rows()` that point to it by `through`.

    `words` say so of “%(name)s”. A room above registers its own records when the portal starts.
    """
    _kinds[name] = (rows, words, through)


def on(communities, *, apart_from=()):
    """Return key → a sentence for those `communities` (keys) on which something hangs.

    One query for any number of them. Contracts whose keys are `apart_from` do not count.
    """
    hanging = {f"has_{name}": Exists(_at(name, apart_from)) for name in _kinds}
    found = Community.objects.filter(Q(*hanging.values(), _connector=Q.OR), pk__in=communities)
    return {
        facts["pk"]: _words(next(name for name in _kinds if facts[f"has_{name}"]), facts["name"])
        for facts in found.order_by().values("pk", "name", **hanging)
    }


def _at(name, apart_from):
    rows, _words, through = _kinds[name]
    found = rows().filter(**{through: OuterRef("pk")}).order_by()
    if apart_from and found.model is ServiceContract:
        found = found.exclude(pk__in=apart_from)
    return found


def _words(name, community):
    return _kinds[name][1] % {"name": community}


on_withdraw(
    "merged",
    Community.objects.all,
    _("“%(name)s” has merged entries."),
    through="merged_into",
)
on_withdraw("contracts", ServiceContract.objects.standing, _("“%(name)s” has a contract."))
on_withdraw("transfers", UtilityTransfer.objects.standing, _("“%(name)s” has utility transfers."))
