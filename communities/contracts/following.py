"""Contracts follow a compound that was merged into another entry, with their past and clocks."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.models.contracts import NO_END
from puyang_property.core import clock, history
from puyang_property.core.refusals import Refused


def follow_merged_community(source, into, *, by, now=None):
    """Move the contracts of `source` to `into`, those that ended as well: they are its past too.

    One compound has one provider at a time: contracts of both for the same days are refused, for
    one of them is wrong or stands in the register twice.
    """
    there = list(into.contracts.standing().select_related("company"))
    for contract in source.contracts.standing().select_related("company").order_by("pk"):
        _refuse_overlap(contract, there)
        contract.community = into
        contract.save(update_fields=["community", "changed_at"])
        history.record(contract, "moved", by=by, now=now, changes={"community": into.pk})
    for contract in into.contracts.standing():
        for subject in (contract, *contract.handovers.all()):
            clock.reassign(subject, area_path=into.area_path)


def _refuse_overlap(contract, others):
    for other in others:
        begins = max(contract.starts_on or date.min, other.starts_on or date.min)
        if begins > min(contract.last_on, other.last_on):
            continue
        told = {"one": _term(contract), "other": _term(other)}
        raise Refused(
            _(
                "Both compounds have a contract for the same days: %(one)s; %(other)s. "
                "Correct the days of one, or take back what stands here twice."
            )
            % told
        )


def _term(contract):
    first = date_format(contract.starts_on) if contract.starts_on else "…"
    last = "…" if contract.last_on == NO_END else date_format(contract.last_on)
    return f"{contract.company}, {first} – {last}"
