"""Public notices at the desk."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from communities.models import PublicNotice
from communities.publication import actions, forms, wording, workflow
from communities.publication.at_compound import CreateAtCompound
from communities.publication.choices import NoticeKind, NoticeState
from communities.publication.deadlines import SHORTEST
from communities.publication.filters import NoticeFilter
from puyang_property.core import bases, files, panels, rulebook
from puyang_property.core.exports import Column, label
from puyang_property.core.pagination import Order

DRAFTING = workflow.DRAFTING
PLACE = ("community__area", "area", "office__area")


class NoticeList(bases.ScopedListView):
    """The notices of the reader's areas."""

    model = PublicNotice
    filterset_class = NoticeFilter
    template_name = "communities/notice_list.html"
    orders = (Order("newest", gettext_lazy("newest first"), "-from_on"),)
    export_name = "public-notices"
    export_columns = (
        Column("title", gettext_lazy("title")),
        Column("kind", gettext_lazy("kind"), label(NoticeKind)),
        Column("community__name", gettext_lazy("compound")),
        Column("area__name", gettext_lazy("area")),
        Column("from_on", gettext_lazy("on display from")),
        Column("to_on", gettext_lazy("on display to")),
        Column("state", gettext_lazy("state"), label(NoticeState)),
        Column("public_code", gettext_lazy("public code")),
    )

    def get_queryset(self):
        """Bring places and offices along."""
        return super().get_queryset().select_related(*PLACE)


class NoticeDetail(bases.ScopedDetailView):
    """One notice: what it says, where and how long it is displayed, what can be done."""

    model = PublicNotice
    template_name = "communities/notice_detail.html"

    def get_queryset(self):
        """Bring place and office along."""
        return super().get_queryset().select_related(*PLACE)

    def get_context_data(self, **kwargs):
        """Add facts, steps, documents and history."""
        row, user = self.object, self.request.user
        return super().get_context_data(
            facts=wording.facts(row, wording.NOTICE),
            documents=list(files.of(row, actions.PURPOSE)),
            shortest=rulebook.spec(SHORTEST[row.kind]) if row.kind in SHORTEST else None,
            shortest_days=actions.shortest_display(row.kind),
            timeline=wording.timeline(row),
            may_change=row.state == NoticeState.DRAFT and user.has_perm(DRAFTING, row),
            panels=panels.render("communities.notice_detail", self.request, row),
            **kwargs,
        )


class NoticeCreate(bases.ScopedCreateView):
    """Write a notice for an area and everything in it."""

    model = PublicNotice
    permission = DRAFTING
    form_class = forms.NoticeAddForm
    action = staticmethod(actions.draft)
    title = gettext_lazy("Write a public notice for an area")
    success_message = gettext_lazy("The draft is saved. Publish it when it is ready.")

    def get_form_kwargs(self):
        """Let the form offer the writer's areas."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_cancel_url(self):
        """Return the list."""
        return reverse("communities:notice_list")


class NoticeCreateHere(CreateAtCompound):
    """Write a notice for one compound."""

    model = PublicNotice
    permission = DRAFTING
    form_class = forms.NoticeForm
    action = staticmethod(actions.draft)
    heading = gettext_lazy("Write a public notice for %(name)s")
    success_message = NoticeCreate.success_message


class NoticeUpdate(bases.ScopedUpdateView):
    """Change a draft."""

    model = PublicNotice
    permission = DRAFTING
    form_class = forms.NoticeForm
    action = staticmethod(actions.change)
    success_message = gettext_lazy("The change is saved.")


class Publish(bases.VerbView):
    """Put a notice on display."""

    model = PublicNotice
    transition = workflow.PUBLISH
    form_class = forms.PublishForm
    success_message = gettext_lazy("The notice is published.")

    @property
    def explanation(self):
        """Say when it is displayed, and what the law asks for."""
        row = self.object
        days = {"from": row.from_on.isoformat(), "to": row.to_on.isoformat()}
        said = _("It is on display from %(from)s to %(to)s and no longer changes.") % days
        least = actions.shortest_display(row.kind)
        if not least:
            return said
        rule = rulebook.spec(SHORTEST[row.kind])
        told = {"days": least, "basis": rule.basis, "confidence": rule.confidence}
        return (
            said
            + _(" The law asks for at least %(days)d days (%(basis)s; confidence %(confidence)s).")
            % told
        )

    def run(self, record, form):
        """Publish it; the tick was asked for, not kept."""
        actions.publish(record, by=self.request.user, note=form.cleaned_data["note"])


class Withdraw(bases.VerbView):
    """Take a notice out of sight."""

    model = PublicNotice
    transition = workflow.WITHDRAW
    form_class = forms.ReasonForm
    action = staticmethod(actions.withdraw)
    success_message = gettext_lazy("The notice is withdrawn.")
