"""Companies and contracts at the desk."""

from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from communities import contracts, wording
from communities.choices import ContractKind
from communities.filters import CompanyFilter, ContractFilter
from communities.forms import CompanyForm, ContractAddForm, ContractForm
from communities.models import Community, PropertyCompany, ServiceContract
from puyang_property.core import bases, clock
from puyang_property.core.exports import Column, label
from puyang_property.core.pagination import Order


class CompanyList(bases.ScopedListView):
    """The property companies of the city."""

    model = PropertyCompany
    filterset_class = CompanyFilter
    orders = (Order("name", _("by name"), "pinyin"),)
    template_name = "communities/company_list.html"
    export_columns = (
        Column("name", _("name")),
        Column("credit_code", _("unified social credit code")),
        Column("phone", _("telephone for owners")),
        Column("address", _("address")),
    )

    def get_queryset(self):
        """Leave out entries that were taken back."""
        return super().get_queryset().current()


class CompanyDetail(bases.ScopedDetailView):
    """One company and the compounds it serves in the reader's areas."""

    model = PropertyCompany
    template_name = "communities/company_detail.html"

    def get_object(self, queryset=None):
        """Return the company: every office reads it, its keeper alone changes it."""
        return get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        """Add names, contracts, history and what may be done."""
        row, user = self.object, self.request.user
        seen = row.contracts.standing().visible_to(user).select_related("community", "company")
        return super().get_context_data(
            names=row.aliases.all(),
            contracts=seen.order_by("-id")[:200],
            timeline=wording.timeline(row),
            may_change=user.has_perm("communities.change_propertycompany", row),
            **kwargs,
        )


class CompanyCreate(bases.ScopedCreateView):
    """Enter a company, kept by the office of the post that enters it."""

    model = PropertyCompany
    form_class = CompanyForm
    template_name = "core/form.html"
    title = _("Enter a company")
    success_message = _("The company is entered.")

    def make(self, form):
        """Enter it for the area of the writer's post."""
        user = self.request.user
        post = user.post_for("communities.add_propertycompany")
        return contracts.create_company(by=user, area=post.area, **form.cleaned_data)

    def get_cancel_url(self):
        """Return the list."""
        return wording.url("communities:company_list")


class CompanyUpdate(bases.ScopedUpdateView):
    """Change a company."""

    model = PropertyCompany
    form_class = CompanyForm
    template_name = "core/form.html"
    action = staticmethod(contracts.update_company)
    title = _("Change a company")
    success_message = _("The change is saved.")

    def get_cancel_url(self):
        """Return the company's page."""
        return self.object.get_absolute_url()


class ContractList(bases.ScopedListView):
    """The contracts of the reader's areas."""

    model = ServiceContract
    filterset_class = ContractFilter
    orders = (Order("newest", _("newest first"), "-created_at"),)
    template_name = "communities/contract_list.html"
    export_columns = (
        Column("community__name", _("compound")),
        Column("company__name", _("company")),
        Column("kind", _("kind"), label(ContractKind)),
        Column("starts_on", _("starts on")),
        Column("ends_on", _("ends on")),
        Column("signed_on", _("signed on")),
        Column("filed_on", _("filed on")),
    )

    def get_queryset(self):
        """Leave out contracts that were taken back."""
        return super().get_queryset().standing().select_related("community", "company")


class ContractDetail(bases.ScopedDetailView):
    """One contract with its clocks."""

    model = ServiceContract
    template_name = "communities/contract_detail.html"

    def get_queryset(self):
        """Bring compound and company along."""
        return super().get_queryset().select_related("community__area", "company")

    def get_context_data(self, **kwargs):
        """Add the days, the clocks and the history."""
        row = self.object
        may = self.request.user.has_perm("communities.change_servicecontract", row)
        return super().get_context_data(
            facts=wording.contract_facts(row),
            deadlines=clock.open_for(row),
            timeline=wording.timeline(row),
            may_change=may and row.withdrawn_at is None,
            **kwargs,
        )


class ContractCreate(bases.ScopedCreateView):
    """Enter a contract for a compound."""

    model = ServiceContract
    form_class = ContractAddForm
    template_name = "core/form.html"
    success_message = _("The contract is entered and its deadlines run.")

    @cached_property
    def community(self):
        """Return the compound of the address: 404 when not visible, 403 when not to be served."""
        rows = Community.objects.current().visible_to(self.request.user)
        found = get_object_or_404(rows, pk=self.kwargs["pk"])
        self.require(self.get_permission(), found)
        return found

    @property
    def title(self):
        """Return the heading."""
        return _("Contract for %(name)s") % {"name": self.community}

    def get(self, request, *args, **kwargs):
        """Show the form for a compound in reach."""
        return super().get(request, *args, **kwargs) if self.community else None

    def make(self, form):
        """Enter it and start its clocks."""
        return contracts.conclude(
            by=self.request.user, community=self.community, **form.cleaned_data
        )

    def get_cancel_url(self):
        """Return the compound's page."""
        return self.community.get_absolute_url()


class ContractUpdate(bases.ScopedUpdateView):
    """Change the days of a contract."""

    model = ServiceContract
    form_class = ContractForm
    template_name = "core/form.html"
    action = staticmethod(contracts.change_contract)
    title = _("Change a contract")
    success_message = _("The change is saved and the deadlines are set anew.")

    def get_cancel_url(self):
        """Return the contract's page."""
        return self.object.get_absolute_url()
