"""The page of one case."""

from itertools import groupby

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from disputes import case_queries, stages, timeline
from disputes.choices import Decision
from disputes.duplicates import likely_same
from disputes.models import Complaint, Dispute, Party
from disputes.views import desk_verbs
from disputes.views.desk_base import CasePage
from disputes.workflow import MERGE
from puyang_property.core import bases
from puyang_property.core.models import ReadLog, StoredFile

DECIDE = "disputes.approve_suspension_dispute"


class CaseView(CasePage, bases.ScopedDetailView):
    """Everything about one case, and what can be done now."""

    permission = "disputes.view_dispute"
    template_name = "disputes/desk/case.html"

    def get(self, request, *args, **kwargs):
        """Show the case; the number of a complaint that was joined leads to its case."""
        self.object = self.get_object()
        if self.object.number != self.kwargs["number"]:
            view_name = request.resolver_match.view_name
            return HttpResponseRedirect(reverse(view_name, args=[self.object.number]))
        return self.render_to_response(self.get_context_data(object=self.object))

    def get_object(self, queryset=None):
        """Return the case by one prepared question; whoever may not see it is told by the long one.

        The permission of the page is the one that shows cases, so both say the same of a reader.
        """
        found = case_queries.case(self.kwargs["number"])
        if found is not None and self.request.user.has_perm(self.permission, found):
            return found
        return super().get_object(queryset)

    @cached_property
    def complaints(self):
        """Return the complaints of the case with what the page shows of them."""
        kind = ContentType.objects.get_for_model(Complaint)
        found = case_queries.of(case_queries.COMPLAINTS, self.object, kind=kind.pk)
        for complaint in found:
            complaint.dispute = self.object
        photos = StoredFile.objects.filter(
            subject_type=kind,
            subject_id__in=[complaint.pk for complaint in found if complaint.has_photos],
        ).exclude(state="erased")
        by_complaint = {
            key: list(group)
            for key, group in groupby(
                photos.order_by("subject_id", "id"), key=lambda photo: photo.subject_id
            )
        }
        for complaint in found:
            complaint.shown_photos = by_complaint.get(complaint.pk, [])
        return found

    @property
    def is_dissatisfied(self):
        """Tell whether a resident's answer asks for another look."""
        return any(complaint.is_dissatisfied for complaint in self.complaints)

    def get_context_data(self, **kwargs):
        """Gather the parts of the page, each in a fixed number of queries."""
        dispute, user = self.object, self.request.user
        kinds = case_queries.kinds()
        deadlines = case_queries.of(case_queries.CLOCKS, dispute, case_kind=kinds["case_kind"])
        requests = self.hanging("clock_requests", "has_requests")
        requests = list(requests.prefetch_related("asked_by", "decided_by"))
        pending = [each for each in requests if each.decision == Decision.PENDING]
        facts = {"is_dissatisfied": self.is_dissatisfied}
        may_read_contact = user.has_perm("disputes.view_contact", dispute)
        mediation = self.hanging("mediations", "has_mediations").select_related("mediator").last()
        return super().get_context_data(
            steps=desk_verbs.steps(dispute, user, **facts),
            further=desk_verbs.further(
                dispute,
                user,
                deadlines=deadlines,
                pending=pending,
                is_joined=len(self.complaints) > 1,
                **facts,
            ),
            stage=stages.STAGES[dispute.state],
            dates=[shown(deadline) for deadline in deadlines],
            complaints=self.complaints,
            is_dissatisfied=self.is_dissatisfied,
            texts=self.of_complaints(case_queries.of(case_queries.TEXTS, dispute)),
            referrals=self.hanging("referrals", "has_referrals").prefetch_related(
                "from_post__area", "to_post__area", "referred_by", "sent_back_by"
            ),
            requests=requests,
            pending=pending[0] if pending and user.has_perm(DECIDE, dispute) else None,
            visits=self.of_complaints(
                self.hanging("visits", "has_visits").select_related("visited_by")
            ),
            mediation=mediation,
            entries=timeline.entries(dispute, self.complaints),
            duplicates=self.duplicates(),
            same_phone=self.same_phone() if may_read_contact else [],
            may_join=user.has_perm("disputes.merge_dispute", dispute),
            may_read_contact=may_read_contact,
            may_release=user.has_perm("disputes.release_summary", dispute),
            reads=self.reads(may_read_contact, mediation),
            **kwargs,
        )

    def hanging(self, name, flag):
        """Return the rows `name` that hang on the case; nothing is asked where there are none."""
        rows = getattr(self.object, name)
        return rows.all() if getattr(self.object, flag, True) else rows.none()

    def of_complaints(self, rows):
        """Return `rows` as a list, with the complaints that the page has read already."""
        complaints = {complaint.pk: complaint for complaint in self.complaints}
        found = list(rows)
        for row in found:
            if row.complaint_id in complaints:
                row.complaint = complaints[row.complaint_id]
        return found

    def duplicates(self):
        """Return the likely duplicates while the case can still be joined."""
        if not MERGE.leaves(self.object.state):
            return []
        return likely_same(self.object, Dispute.objects.visible_to(self.request.user))

    def same_phone(self):
        """Return the newest other cases from the same telephone, without showing it."""
        digests = {c.contact_phone_digest for c in self.complaints} - {""}
        if not digests:
            return []
        if not case_queries.of(case_queries.ELSEWHERE, self.object, digests=list(digests)):
            return []
        seen = Dispute.objects.visible_to(self.request.user).exclude(pk=self.object.pk)
        seen = seen.only("number", "title", "state", "received_on")
        same = Complaint.objects.filter(contact_phone_digest__in=digests).values("dispute")
        return list(seen.filter(pk__in=same).order_by("-registered_at", "-id")[:5])

    def reads(self, may_read_contact, mediation):
        """Return who saw contact details of the case; None for those who may not know."""
        if not (may_read_contact or self.request.user.has_perm("core.view_readlog")):
            return None
        numbers = {complaint.pk: complaint.number for complaint in self.complaints}
        if not mediation and not any(complaint.was_viewed for complaint in self.complaints):
            return []
        complaint, party = map(ContentType.objects.get_for_model, (Complaint, Party))
        seen = Q(subject_type=complaint, subject_id__in=numbers)
        if mediation:
            parties = Party.objects.filter(mediation__dispute=self.object).values("pk")
            seen |= Q(subject_type=party, subject_id__in=parties)
        rows = list(ReadLog.objects.filter(seen).select_related("user", "post__area"))
        for row in rows:
            of_complaint = row.subject_type_id == complaint.pk
            about = numbers[row.subject_id] if of_complaint and len(numbers) > 1 else ""
            row.about = about if of_complaint else _("a party to the mediation")
        return rows


def shown(deadline):
    """Return `deadline` as the component of that name shows it."""
    return {
        "label": deadline.label,
        "due_on": deadline.due_on,
        "counted": deadline.counted_text,
        "basis": deadline.basis,
        "provisional": deadline.provisional,
        "met_at": deadline.met_at,
        "suspended": deadline.suspended_at,
    }
