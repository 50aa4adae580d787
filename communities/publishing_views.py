"""The page on which a clerk shows many compounds to the public, after a look at the list."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView

from communities import publishing
from communities.filters import CommunityFilter
from communities.models import Community
from puyang_property.core import exports
from puyang_property.core.bases.posting import PostOnce
from puyang_property.core.bases.scope import ScopedPage
from puyang_property.core.forms import PortalForm

NAMED = 10  # refusals that a message holds


def label(row):
    """Return what tells a compound from the others: name, area, address, size, code."""
    number = row.households or 0
    size = ngettext("%(n)d household", "%(n)d households", number) % {"n": number}
    parts = (row.name, row.area, row.address, number and size, row.public_code)
    return " · ".join(str(part) for part in parts if part)


class WaitingFilter(CommunityFilter):
    """The filter of the register, without what all these have in common."""

    published = None

    class Meta:
        model = Community
        fields = [name for name in CommunityFilter.Meta.fields if name != "published"]


class PublishManyForm(PortalForm):
    """Which compounds the public is to see."""

    communities = forms.ModelMultipleChoiceField(
        label=_("Compounds that the public does not see"),
        queryset=Community.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, user, rows, **kwargs):
        """Offer `rows`, all of them chosen; what was merged meanwhile is told by the verb."""
        super().__init__(*args, **kwargs)
        field = self.fields["communities"]
        field.queryset = Community.objects.visible_to(user, publishing.PUBLISH)
        field.choices = [(row.pk, label(row)) for row in rows]
        self.initial.setdefault("communities", [row.pk for row in rows])

    def clean_communities(self):
        """Take no more than one step holds."""
        chosen = list(self.cleaned_data["communities"][: publishing.AT_ONCE + 1])
        if len(chosen) > publishing.AT_ONCE:
            raise ValidationError(_("Choose no more than %d at once.") % publishing.AT_ONCE)
        return chosen


class PublishMany(ScopedPage, PostOnce, FormView):
    """Show the chosen ones of the filtered list to the public."""

    model = Community
    permission = publishing.PUBLISH
    form_class = PublishManyForm
    template_name = "communities/publish_many.html"

    @cached_property
    def filter(self):
        """Return the filter of the register over the compounds that wait."""
        rows = publishing.waiting(self.request.user).select_related("area")
        return WaitingFilter(self.request.GET, queryset=rows, request=self.request)

    @cached_property
    def waiting(self):
        """Return what the filter leaves, by name; nothing when the filter is not valid."""
        rows = self.filter.qs if self.filter.is_valid() else publishing.waiting(None)
        return rows.order_by("pinyin", "id")

    def get_form_kwargs(self):
        """Let the form offer the first that wait."""
        rows = list(self.waiting[: publishing.AT_ONCE])
        return {**super().get_form_kwargs(), "user": self.request.user, "rows": rows}

    def post(self, request, *args, **kwargs):
        """Publish, once."""
        form = self.get_form()
        return self.send(form, lambda: self.work(form))

    def work(self, form):
        """Show the chosen compounds, tell of each that was refused, and come back to the rest."""
        chosen = form.cleaned_data["communities"]
        shown = publishing.publish_all(chosen, by=self.request.user)
        number = len(shown.done)
        told = ngettext(
            "The public register shows %(n)d compound more.",
            "The public register shows %(n)d compounds more.",
            number,
        )
        if number:
            messages.success(self.request, told % {"n": number})
        for words in shown.refused[:NAMED]:
            messages.warning(self.request, words)
        more = len(shown.refused) - NAMED
        if more > 0:
            messages.warning(self.request, _("%(n)d more were refused as well.") % {"n": more})
        address = "publish_many" if self.waiting.all().exists() else "list"
        return reverse(f"communities:{address}") + self.query

    @property
    def query(self):
        """Return the filter as it stands in the address."""
        return exports.query_string({k: v for k, v in self.request.GET.lists() if any(v)})

    def get_context_data(self, **kwargs):
        """Add the filter, how many wait, and the way back."""
        return super().get_context_data(
            filter=self.filter,
            number=self.waiting.count(),
            at_once=publishing.AT_ONCE,
            query=self.query,
            **kwargs,
        )
