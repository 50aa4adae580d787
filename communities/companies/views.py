"""Property companies at the desk."""

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities import wording
from communities.companies import actions, duplicates
from communities.companies.filters import CompanyFilter
from communities.companies.forms import CompanyAddForm, CompanyForm, CompanyMergeForm
from communities.models import PropertyCompany, ServiceContract
from puyang_property.core import bases, panels
from puyang_property.core.exports import Column
from puyang_property.core.models import Deadline
from puyang_property.core.pagination import Order

SHOWN = 200
COLUMNS = (
    Column("name", _("name")),
    Column("credit_code", _("unified social credit code")),
    Column("parent__name", _("branch of")),
    Column("phone", _("telephone for owners")),
    Column("address", _("address")),
    Column("contact_post", _("contact for the government")),
    Column("contact_phone", _("telephone of that post")),
    Column("area__name", _("kept by")),
    Column("running", _("contracts in force")),
)


class CompanyList(bases.ScopedListView):
    """The property companies of the city."""

    model = PropertyCompany
    filterset_class = CompanyFilter
    orders = (Order("name", _("by name"), "pinyin"),)
    template_name = "communities/company_list.html"
    export_columns = COLUMNS

    def get_queryset(self):
        """Leave out former entries; count the contracts in force that the reader sees."""
        running = ServiceContract.objects.in_force().visible_to(self.request.user)
        counted = running.filter(company=OuterRef("pk")).order_by().values("company")
        number = Subquery(counted.annotate(number=Count("pk")).values("number"))
        rows = super().get_queryset().current().select_related("area", "parent")
        return rows.annotate(running=Coalesce(number, 0))


class CompanyDetail(bases.ScopedDetailView):
    """One company: names, branches, what it serves in the reader's areas, what falls due."""

    model = PropertyCompany
    template_name = "communities/company_detail.html"

    def get_object(self, queryset=None):
        """Return the company: every office reads it, its keeper alone changes it."""
        rows = self.get_queryset().select_related("area", "parent", "merged_into")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        """Add names, branches, contracts with their dates, history and what may be done."""
        row, user = self.object, self.request.user
        found = self._contracts()
        contracts = found[:SHOWN]
        today = timezone.localdate()
        may = row.is_current and user.has_perm("communities.change_propertycompany", row)
        return super().get_context_data(
            names=row.aliases.current(),
            branches=row.branches.current().order_by("pinyin", "id"),
            merged_from=row.merged_from.all(),
            running=[c for c in contracts if c.last_on >= today],
            ended=[c for c in contracts if c.last_on < today],
            has_more=len(found) > SHOWN,
            shown=SHOWN,
            deadlines=_deadlines(contracts),
            timeline=wording.timeline(row),
            may_change=may,
            may_merge=row.is_current and user.has_perm(actions.MERGE, row),
            panels=panels.render("communities.company_detail", self.request, row),
            **kwargs,
        )

    def _contracts(self):
        """Return standing contracts of company and branches in the reader's areas, one too many."""
        row = self.object
        own = Q(company=row) | Q(company__parent=row)
        seen = ServiceContract.objects.standing().visible_to(self.request.user).filter(own)
        return list(seen.select_related("community", "company").order_by("-id")[: SHOWN + 1])


def _deadlines(contracts):
    """Return (deadline, its contract) of all that is open for them, the nearest first."""
    by_id = {contract.pk: contract for contract in contracts}
    found = Deadline.objects.for_subjects(ServiceContract, by_id).open()
    return [(each, by_id[each.subject_id]) for each in found.order_by("due_on", "id")[:SHOWN]]


class CompanyCreate(bases.ScopedCreateView):
    """Enter a company, kept by the office of the post that enters it."""

    model = PropertyCompany
    form_class = CompanyAddForm
    template_name = "core/form.html"
    title = _("Enter a company")
    success_message = _("The company is entered.")

    def make(self, form):
        """Enter it for the area of the writer's post."""
        user = self.request.user
        post = user.post_for("communities.add_propertycompany")
        return actions.create_company(by=user, area=post.area, **form.cleaned_data)

    def get_cancel_url(self):
        """Return the list."""
        return wording.url("communities:company_list")


class CompanyUpdate(bases.ScopedUpdateView):
    """Change a company."""

    model = PropertyCompany
    form_class = CompanyForm
    template_name = "core/form.html"
    action = staticmethod(actions.update_company)
    title = _("Change a company")
    success_message = _("The change is saved.")

    def get_cancel_url(self):
        """Return the company's page."""
        return self.object.get_absolute_url()


class CompanyMerge(bases.VerbView):
    """Make the company a former entry of another."""

    model = PropertyCompany
    permission = actions.MERGE
    form_class = CompanyMergeForm
    action = staticmethod(actions.merge_company)
    submit_text = _("Merge into another entry")
    success_message = _("The entries are merged.")

    def get_form_kwargs(self):
        """Let the form leave out the company itself."""
        return {**super().get_form_kwargs(), "source": self.object}

    @property
    def explanation(self):
        """Name the entries that look like the same company."""
        found = duplicates.likely(self.object.name, self.object.credit_code, but=self.object)
        if not found:
            return _("No other entry looks like the same company. The past of this one is kept.")
        names = "、".join(str(row) for row in found)
        return _("Likely the same: %(names)s. The past of this entry is kept.") % {"names": names}
