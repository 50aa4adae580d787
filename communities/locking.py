"""One order of locks for the verbs of the register, so that two of them wait, never block.

Companies come first, then compounds, then what hangs on a compound (contracts, transfers,
facilities), then the parts of that (handovers, notices, costs, issues, requests); of one sort by
id. History on what hangs on a compound lets its dossier be counted anew, under the lock of the
compound: so a verb locks the compound before it locks the record.
"""

from django.utils.translation import gettext as _

from communities.models import Community
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock


def lock_under(record):
    """Lock the compound of `record`, then `record` itself, and return it."""
    its = type(record)._base_manager.filter(pk=record.pk).values("community")
    (compound,) = lock_compounds(Community.objects.filter(pk__in=its))
    lock(record)
    if record.community_id != compound.pk:  # it moved between the two locks
        raise Refused(
            _("“%(name)s” was merged or taken back; it no longer changes.") % {"name": compound}
        )
    record.community = compound
    return record


def lock_compounds(rows):
    """Lock the compounds `rows` by id, and return them."""
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
