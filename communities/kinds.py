"""Write the kind of a compound: its dated period and the copy on the compound, always both."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.models import KindPeriod

ONE_DAY = timedelta(days=1)


def begin(community):
    """Open the first period of a compound that was made in this transaction."""
    period = first(community)
    period.save()
    return period


def first(community):
    """Return the unsaved first period of a compound."""
    return KindPeriod(community=community, kind=community.kind)


def write(community, kind, *, since=None, reason="", document="", now=None):
    """Let the locked `community` be of `kind` since a day, and return its open period.

    Without a day the register was wrong or did not know: the open period is set right and keeps
    its days. Raises ValidationError for a day that is not after the last change, or to come.
    """
    period = community.kind_periods.open().get()
    if since is not None:
        _refuse_impossible(since, period, now)
        period.ends_on = since - ONE_DAY
        period.save(update_fields=["ends_on"])
        period = KindPeriod(community=community, starts_on=since)
    period.kind = kind
    period.reason, period.document = reason or period.reason, document or period.document
    period.full_clean(exclude=["community"])
    period.save()
    community.kind = kind
    community.save(update_fields=["kind", "changed_at"])
    return period


def _refuse_impossible(since, period, now):
    if since > timezone.localdate(now):
        raise ValidationError({"since": _("This day is still to come.")})
    if period.starts_on is not None and since <= period.starts_on:
        raise ValidationError(
            {"since": _("The last change of kind was on %(day)s.") % {"day": period.starts_on}}
        )
