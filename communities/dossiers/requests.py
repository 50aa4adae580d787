"""What was asked for: on the clock until it arrives."""

from django.utils import timezone

from communities.models import DossierRequest
from puyang_property.core import clock

CLOCK = "dossier_request"


def settle(assessments, *, now):
    """Meet the open requests whose item is there or not needed; drop those of another kind."""
    waiting = DossierRequest.objects.open().filter(community__in=assessments)
    for request in waiting.select_related("community"):
        assessment = assessments[request.community_id]
        if request.item in assessment.missing:
            continue
        if request.item in assessment.standing:
            request.met_on = timezone.localdate(now)
            clock.meet(request, CLOCK, now=now)
        else:
            request.withdrawn_at = now
            clock.cancel(request, CLOCK, now=now)
        request.save(update_fields=["met_on", "withdrawn_at"])


def start_clock(request, item, *, now=None):
    """Put the request on the clock of its office."""
    clock.start_on(
        request,
        CLOCK,
        request.due_on,
        name_zh=f"催要资料：{item.names[0]}",
        name_en=f"Paper asked for: {item.names[1]}",
        basis_zh=item.basis[0],
        basis_en=item.basis[1],
        post=request.responsible,
        now=now,
    )


def follow_merge(source, into, *, by, now):
    """Let what was asked for of a merged entry be owed by the entry that stands for it."""
    asked = set(DossierRequest.objects.open().filter(community=into).values_list("item", flat=True))
    for request in DossierRequest.objects.open().filter(community=source):
        if request.item in asked:
            request.withdrawn_at = now or timezone.now()
            request.save(update_fields=["withdrawn_at"])
            clock.cancel(request, CLOCK, now=now)
            continue
        request.community = into
        request.save(update_fields=["community"])
        clock.reassign(request, area_path=into.area_path)
