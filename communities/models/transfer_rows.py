"""Which utility transfers: by where they stand, and by what stands out."""

from django.db import models
from django.db.models import Count, Exists, ExpressionWrapper, OuterRef, Q

from communities.transfers import shares
from communities.transfers.choices import FINAL_STATES, Source, State
from puyang_property.core.querysets import ScopedQuerySet


class UtilityTransferQuerySet(ScopedQuerySet):
    """Transfers by where they stand."""

    def standing(self):
        """Return those neither cancelled nor taken back: one per compound and item."""
        return self.exclude(state=State.CANCELLED).filter(withdrawn_at=None)

    def current(self):
        """Return for each compound and item the standing one, else the one cancelled last."""
        among = self.model.objects.filter(withdrawn_at=None)
        others = among.filter(community=OuterRef("community"), item=OuterRef("item"))
        later = others.filter(~Q(state=State.CANCELLED) | Q(pk__gt=OuterRef("pk")))
        rows = self.filter(withdrawn_at=None)
        return rows.filter(~Q(state=State.CANCELLED) | ~Exists(later))

    def unfinished(self):
        """Return those that somebody still has to carry on."""
        return self.exclude(state__in=FINAL_STATES).filter(withdrawn_at=None)

    def late(self):
        """Return those whose function was handed over after the day the policy names."""
        return self.filter(function_transferred_on__gt=shares.DONE_BY)

    def with_claw_back(self):
        """Return those whose subsidy goes back as things stand (SG-8)."""
        return self.filter(self.goes_back())

    def unfiled(self):
        """Return those whose assets went over without a filing of that on record (SG-7)."""
        return self.filter(assets_transferred_on__isnull=False, filed_on=None)

    def with_open_issues(self):
        """Return those that left something behind which is not put right yet."""
        return self.filter(self.has_open_issues())

    def marked(self):
        """Let each row know its `open_issues` and whether its subsidy `goes_back`."""
        waiting = Count(
            "issues",
            filter=Q(issues__pk__isnull=False)
            & Q(issues__resolved_at=None, issues__withdrawn_at=None),
        )
        back = ExpressionWrapper(self.goes_back(), output_field=models.BooleanField())
        return self.annotate(open_issues=waiting, subsidy_goes_back=back)

    def goes_back(self):
        """Return the condition for a subsidy without a real transfer."""
        given = self._has("fundings", source=Source.CENTRAL, amount__gt=0)
        return Q(given) & (Q(function_transferred_on=None) | Q(state=State.CANCELLED))

    def has_open_issues(self):
        """Return the condition for something left behind and not put right."""
        return Q(self._has("issues", resolved_at=None, withdrawn_at=None))

    def _has(self, parts, **facts):
        rows = self.model._meta.get_field(parts).related_model.objects
        return Exists(rows.filter(transfer=OuterRef("pk"), **facts))
