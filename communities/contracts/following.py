"""Contracts follow a compound that was merged into another entry, with their past and clocks."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communities.contracts.actions import CONTRACT_FACTS
from communities.models.contracts import NO_END
from puyang_property.core import clock, files, history
from puyang_property.core.refusals import Refused

UNKNOWN = (None, "", "unknown")


def follow_merged_community(source, into, *, by, now=None):
    """Move the contracts of `source` to `into`, those that ended as well: they are its past too.

    One compound has one provider at a time: contracts of both for the same days are refused, for
    one of them is wrong or stands in the register twice. What says nothing that the other does not
    say, of one company for the same days, is one contract: it stays behind, taken back.
    """
    there = list(into.contracts.standing().select_related("company"))
    for contract in source.contracts.standing().select_related("company").order_by("pk"):
        if twin := next((other for other in there if _is_twin(contract, other)), None):
            _leave_twin(contract, twin, by, now)
            continue
        _refuse_overlap(contract, there)
        contract.community = into
        contract.save(update_fields=["community", "changed_at"])
        history.record(contract, "moved", by=by, now=now, changes={"community": into.pk})
    for contract in into.contracts.standing():
        for subject in (contract, *contract.handovers.all()):
            clock.reassign(subject, area_path=into.area_path)


def _is_twin(contract, other):
    """Tell whether `contract` is `other` once more: nothing stands in it or hangs on it besides."""
    if contract.company_id != other.company_id or contract.starts_on != other.starts_on:
        return False
    ours, theirs = ({f: getattr(c, f) for f in CONTRACT_FACTS} for c in (contract, other))
    if contract.last_on != other.last_on:
        return False
    if any(value not in UNKNOWN and value != theirs[field] for field, value in ours.items()):
        return False
    hangs = contract.end_notices.standing().exists() or contract.handovers.exists()
    return not hangs and not files.of(contract).exists()


def _leave_twin(contract, twin, by, now):
    contract.withdrawn_at = now or timezone.now()
    contract.save(update_fields=["withdrawn_at", "changed_at"])
    changes = {"twin_of": twin.pk}
    history.record(contract, "withdrawn", by=by, now=now, changes=changes)
    clock.cancel(contract, now=now)


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
