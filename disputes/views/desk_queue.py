"""The work list of the desk: what is due first comes first."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from disputes import queues, rows
from disputes.choices import Channel, State
from disputes.forms.desk_filter import DeskFilter
from disputes.handing_over import ASSIGN
from disputes.models import Dispute
from disputes.models.dispute import NO_DATE
from disputes.views.desk_figures import counted_rows
from puyang_property.core import bases, exports
from puyang_property.core.pagination import Order

DUE = Order("due", _("what is due first"), "next_due_on")
NEWEST = Order("-registered", _("newest first"), "-registered_at")
OLDEST = Order("registered", _("oldest first"), "registered_at")

EMPTY = {
    "mine": _("Nothing lies with your posts. Look at “All open”, or enter a new complaint."),
    "today": _("Nothing is due today. Look at what comes next in “All open”."),
    "overdue": _("Nothing is overdue here."),
    "requests": _("No request for a suspension or an extension waits for a decision."),
    "vacant": _("Every open case lies with a post that somebody holds."),
}


def _date(value):
    return "" if value == NO_DATE else value


class QueueView(bases.ScopedListView):
    """The cases that the reader may see, by work list and filter."""

    model = Dispute
    permission = "disputes.view_dispute"
    filterset_class = DeskFilter
    template_name = "disputes/desk/queue.html"
    orders = (DUE, NEWEST, OLDEST)
    export_permission = "disputes.export_dispute"
    export_name = "cases"
    # no contact details and nothing that people wrote
    export_columns = (
        exports.Column("number", _("number")),
        exports.Column("state", _("state"), exports.label(State)),
        exports.Column("channel", _("channel"), exports.label(Channel)),
        exports.Column("category__name_zh", _("category")),
        exports.Column("area__name", _("area")),
        exports.Column("community__name", _("compound")),
        exports.Column("received_on", _("received on")),
        exports.Column("accepted_at", _("accepted at")),
        exports.Column("next_due_on", _("next date"), _date),
        exports.Column("closed_at", _("ended at")),
        exports.Column("round", _("round")),
    )

    @cached_property
    def queue(self):
        """Return the work list asked for; the first one has the reader's own cases."""
        offered = queues.offered_to(self.request.user)
        asked = self.request.GET.get("tab")
        return next((queue for queue in offered if queue.slug == asked), self._default(offered))

    def _default(self, offered):
        """Return all cases when the reader searches or filters, else their own."""
        slug = "all" if self.is_filtered else "mine"
        return next((queue for queue in offered if queue.slug == slug), offered[0])

    @property
    def order(self):
        """Return the order asked for; where most have ended, the newest come first."""
        if self.queue.slug in {"closed", "all"} and "ordering" not in self.request.GET:
            return NEWEST
        return super().order

    def get_queryset(self):
        """Return the rows of the work list with all that a row shows."""
        return self.queue.of(super().get_queryset(), self.request.user)

    def paginated(self, cases):
        """Return the page: its keys first, which an index answers, then the words of its rows."""
        columns = [name.lstrip("-") for name in self.order.fields]
        page = super().paginated(cases.values_list(*columns, named=True))
        page.items = rows.of(row.id for row in page.items)
        return page

    @property
    def about(self):
        """Return the transfer or the legacy issue whose cases the list shows, or None."""
        chosen = self.filterset.form.cleaned_data if self.filterset.is_valid() else {}
        found = chosen.get("legacy_issue") or chosen.get("transfer")
        may_know = self.request.user.has_perm("communities.view_utilitytransfer", found)
        return found if found and may_know else None

    def get_context_data(self, **kwargs):
        """Add the work lists; nobody who may not export is offered an export."""
        may_export = self.request.user.has_perm(self.export_permission)
        context = super().get_context_data(**kwargs)
        if not may_export:
            context["export_links"] = []
        return {
            **context,
            "queues": queues.offered_to(self.request.user),
            "queue": self.queue,
            "rows": rows.drawn(context["object_list"]),
            "empty_text": EMPTY.get(self.queue.slug, _("No case stands in this list.")),
            "counted": counted_rows(self.filterset),
            "about": self.about,
            "may_hand_over": self.queue.slug == "vacant" and self.request.user.has_perm(ASSIGN),
            "may_file": self.request.user.has_perm("disputes.file_dispute"),
            "is_searched": bool(set(self.query) - {"tab", "ordering", "page_size"}),
        }
