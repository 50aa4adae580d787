"""The papers of a utility transfer: scans, and the filing of what went over for nothing."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions import require as permitted
from communities.locking import lock_under
from communities.transfers.choices import Paper
from communities.transfers.guards import check, refuse_gone
from communities.transfers.workflow import CARRY
from puyang_property.core import files, history
from puyang_property.core.refusals import Refused

SCAN = "transfer_"  # purpose of a file: with the name of the paper


@transaction.atomic
def file_assets(transfer, *, by, on, filed_with, number="", note="", now=None):
    """Record that the free transfer of the assets was filed (SG-7); no law gives it a time.

    It may come late, also after the settlement: it moves nothing but the record.
    """
    actor = permitted(by, CARRY, lock_under(transfer))
    refuse_gone(transfer)
    if not transfer.assets_transferred_on:
        raise Refused(_("The assets were not transferred yet: there is nothing to file."))
    if transfer.filed_on:
        raise Refused(_("The filing is recorded already."))
    if on > timezone.localdate(now):
        raise ValidationError({"on": _("This day is still to come.")})
    changes = {"filed_on": on, "filed_with": filed_with, "filing_number": number.strip()}
    check(transfer, changes)
    for field, value in changes.items():
        setattr(transfer, field, value)
    transfer.save(update_fields=[*changes, "changed_at"])
    history.record(transfer, "assets_filed", by=actor, note=note, now=now, changes=changes)
    return transfer


@transaction.atomic
def attach(transfer, *, by, paper, file, now=None):
    """Keep a scan of one of its papers; it is read by whoever sees the transfer."""
    actor = permitted(by, CARRY, lock_under(transfer))
    refuse_gone(transfer)
    purpose = f"{SCAN}{Paper(paper)}"
    stored = files.store(file, subject=transfer, purpose=purpose, by=actor, now=now, pdf=True)
    changes = {"paper": paper, "file": str(stored.uuid)}
    history.record(transfer, "paper_kept", by=actor, now=now, changes=changes)
    return transfer


def kept(transfer):
    """Return (what it is, its scans) of each paper that is kept, in the order of the steps."""
    found = {f"{SCAN}{paper}": [] for paper in Paper}
    for stored in files.of(transfer):
        found.setdefault(stored.purpose, []).append(stored)
    return [(paper.label, found[f"{SCAN}{paper}"]) for paper in Paper if found[f"{SCAN}{paper}"]]
