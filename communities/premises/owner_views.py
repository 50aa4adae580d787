"""The owners' register at the desk: masked; names and telephones only for a reason, and logged."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from communities.models import Community, Owner, Ownership
from communities.premises import owner_forms, owner_merging, owning, parents
from communities.premises.filters import OwnerFilter
from puyang_property.core import bases, secrecy
from puyang_property.core.forms import PortalForm
from puyang_property.core.pagination import Order

KEEP = owning.KEEP
SECRETS = ("name", "phone")


class OfCompound:
    """A page on the owners of one compound."""

    @cached_property
    def community(self):
        """Return the compound of the address: 404 when not visible, 403 when not for this role."""
        rows = Community.objects.visible_to(self.request.user)
        found = get_object_or_404(rows, pk=self.kwargs["pk"])
        self.require(self.get_permission(), found)
        return found

    def get_context_data(self, **kwargs):
        """Add the compound."""
        return super().get_context_data(community=self.community, **kwargs)


@method_decorator(never_cache, name="dispatch")
class OwnerList(OfCompound, bases.ScopedListView):
    """The owners of one compound, masked, in the order in which they were recorded."""

    model = Owner
    filterset_class = OwnerFilter
    orders = (Order("entered", _("as entered"), "id"),)
    template_name = "communities/owner_list.html"

    def get_queryset(self):
        """Keep the compound's, with the number of units that each owns today."""
        today = Q(ownerships__in=Ownership.objects.current())
        rows = super().get_queryset().unmerged().filter(community=self.community)
        return rows.annotate(number_of_units=Count("ownerships__unit", filter=today, distinct=True))

    def get_context_data(self, **kwargs):
        """Add what else the reader may do with the register."""
        user, row = self.request.user, self.community
        return super().get_context_data(
            may_export=user.has_perm("communities.export_owner", row),
            lookup=owner_forms.LookupForm(),
            **kwargs,
        )


@method_decorator(never_cache, name="dispatch")
class OwnerLookup(OfCompound, bases.ScopedPage, FormView):
    """Who has this telephone number in this compound? By its keyed hash, as a whole."""

    model = Owner
    form_class = owner_forms.LookupForm
    template_name = "communities/owner_lookup.html"

    def get(self, request, *args, **kwargs):
        """Show the form for a compound in reach."""
        return super().get(request, *args, **kwargs) if self.community else None

    def form_valid(self, form):
        """Show who was found, masked; the number is not given back."""
        digest = secrecy.phone_digest(form.cleaned_data["phone"])
        rows = self.scoped_queryset().filter(community=self.community, phone_digest=digest)
        found = list(rows)
        secrecy.log_lookup(
            [Owner._meta.label_lower, "phone"],
            by=self.request.user,
            count=len(found),
            area_path=self.community.area_path,
            subject=self.community,
            permission=self.get_permission(),
        )
        context = self.get_context_data(form=self.form_class(), found=found)
        return self.render_to_response(context)

    def form_invalid(self, form):
        """Show the form again, for a compound in reach."""
        return self.render_to_response(self.get_context_data(form=form), status=422)


@method_decorator(never_cache, name="dispatch")
class OwnerDetail(bases.ScopedDetailView):
    """One owner, masked, with what they own and who looked."""

    model = Owner
    template_name = "communities/owner.html"

    def get_queryset(self):
        """Bring the compound along."""
        return super().get_queryset().select_related("community__area")

    def get_context_data(self, **kwargs):
        """Add the ownerships, the looks and what may be done."""
        row, user = self.object, self.request.user
        held = row.ownerships.standing().select_related("unit__building", "unit__entrance")
        return super().get_context_data(
            held=held.order_by("from_on", "id"),
            looks=secrecy.read_log_of(row).select_related("user")[:20],
            may_reveal=user.has_perm(Owner.reveal_permission, row) and not row.anonymised_at,
            may_keep=user.has_perm(KEEP, row) and not row.anonymised_at,
            may_merge=user.has_perm(owner_merging.MERGE, row) and not row.anonymised_at,
            merged=row.merged_from.order_by("pk"),
            **kwargs,
        )


@method_decorator(never_cache, name="dispatch")
class OwnerReveal(bases.ScopedDetailView):
    """Ask for a reason, write the read log, show name and telephone once."""

    model = Owner
    permission = Owner.reveal_permission
    template_name = "communities/owner_reveal.html"

    def get_queryset(self):
        """Keep the owners of the reader's areas."""
        return Owner.objects.visible_to(self.request.user).select_related("community")

    def get_context_data(self, **kwargs):
        """Ask first."""
        kwargs.setdefault("form", owner_forms.ReasonForm())
        return super().get_context_data(**kwargs)

    def post(self, request, *args, **kwargs):
        """Write who looks and why, then show."""
        self.object = self.get_object()
        form = owner_forms.ReasonForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        found = secrecy.reveal(
            self.object, SECRETS, by=request.user, reason=form.cleaned_data["reason"]
        )
        labels = {name: self.object._meta.get_field(name).verbose_name for name in SECRETS}
        shown = [(labels[name], text) for name, text in found.items() if text]
        context = self.get_context_data(form=form, shown=shown, is_shown=True)
        return self.render_to_response(context)


class OwnerCorrect(bases.VerbView):
    """Correct what is kept of an owner, without showing it."""

    model = Owner
    permission = KEEP
    form_class = owner_forms.CorrectOwnerForm
    action = staticmethod(owning.correct_owner)
    submit_text = _("Correct the owner")
    success_message = _("The owner is corrected.")

    def get_form_kwargs(self):
        """Let the form say what is there, masked."""
        return {**super().get_form_kwargs(), "owner": self.object}


class OwnerMerge(OwnerCorrect):
    """Let this entry go into another one of the same owner."""

    permission = owner_merging.MERGE
    form_class = owner_forms.MergeOwnerForm
    action = staticmethod(owner_merging.merge_owner)
    submit_text = _("Merge into another entry")
    success_message = _("The two entries are one now.")
    explanation = _(
        "For somebody who stands here twice. The units go to the entry that stays, which also "
        "takes a telephone or code that it lacks; what is kept of this entry is erased."
    )

    def get_success_url(self):
        """Go to the entry that stays."""
        return self.object.merged_into.get_absolute_url()


class OwnerForm(parents.UnderUnit):
    """A form that records an owner of a unit."""

    model = Ownership
    permission = KEEP
    action_of = None

    def get_form_kwargs(self):
        """Leave the instance out, name the unit."""
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance", None)
        return {**kwargs, "unit": self.parent}

    def make(self, form):
        """Record it."""
        return type(self).action_of(self.parent, by=self.request.user, **form.cleaned_data)

    def get_success_url(self):
        """Go back to the unit."""
        return self.parent.get_absolute_url()


class OwnerRecord(OwnerForm):
    """Record a further owner."""

    form_class = owner_forms.RecordOwnerForm
    action_of = staticmethod(owning.record_owner)
    success_message = _("The owner is recorded.")

    @property
    def title(self):
        """Return the heading."""
        return _("Record an owner of %(unit)s") % {"unit": self.heading}


class UnitTransfer(OwnerForm):
    """Let a unit go to somebody else."""

    form_class = owner_forms.TransferForm
    action_of = staticmethod(owning.transfer)
    success_message = _("The old ownership is closed, the new one recorded.")

    @property
    def title(self):
        """Return the heading."""
        return _("Transfer %(unit)s to a new owner") % {"unit": self.heading}


class OwnershipVerb(bases.VerbView):
    """A verb on one ownership."""

    model = Ownership
    permission = KEEP

    def get_queryset(self):
        """Bring the place along."""
        rows = super().get_queryset()
        return rows.select_related("unit__building", "unit__entrance", "unit__community", "owner")


class OwnershipEnd(OwnershipVerb):
    """Close one ownership."""

    form_class = owner_forms.EndOwnershipForm
    action = staticmethod(owning.end_ownership)
    submit_text = _("Close the ownership")
    success_message = _("The ownership is closed.")


class OwnershipWithdraw(OwnershipVerb):
    """Take back an ownership recorded by mistake."""

    form_class = owner_forms.MistakeForm
    action = staticmethod(owning.withdraw_ownership)
    submit_text = _("Take the ownership back")
    success_message = _("The ownership is taken back.")


class OwnershipRepresent(OwnershipVerb):
    """Let a co-owner represent all."""

    form_class = PortalForm
    action = staticmethod(owning.represent)
    submit_text = _("Name as representative")
    success_message = _("The representative is named.")
