"""What the list of companies may be narrowed by."""

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.filters import streets_within_reach
from communities.models import PropertyCompany, ServiceContract

YES_NO = (("yes", _("with a code")), ("no", _("without a code")))
BRANCHES = (("head", _("companies")), ("branch", pgettext_lazy("company", "branches")))


class CompanyFilter(django_filters.FilterSet):
    """Search and filters of the companies."""

    q = django_filters.CharFilter(
        label=_("Name, pinyin or credit code"), method="search", max_length=100
    )
    code = django_filters.ChoiceFilter(label=_("credit code"), choices=YES_NO, method="by_code")
    branch = django_filters.ChoiceFilter(
        label=_("company or branch"), choices=BRANCHES, method="by_branch"
    )
    kept_by = django_filters.ModelChoiceFilter(
        label=_("kept by"), queryset=streets_within_reach, to_field_name="key", method="kept_in"
    )
    serves = django_filters.ModelChoiceFilter(
        label=_("has a contract in"),
        queryset=streets_within_reach,
        to_field_name="key",
        method="serving",
    )

    class Meta:
        model = PropertyCompany
        fields = ("q", "code", "branch", "kept_by", "serves")

    def search(self, queryset, name, value):
        """Keep what holds all the words."""
        return queryset.search(value)

    def by_code(self, queryset, name, value):
        """Keep those whose code is known, or the others."""
        return (
            queryset.exclude(credit_code="") if value == "yes" else queryset.filter(credit_code="")
        )

    def by_branch(self, queryset, name, value):
        """Keep branches, or what is none."""
        return queryset.heads() if value == "head" else queryset.filter(parent__isnull=False)

    def kept_in(self, queryset, name, value):
        """Keep entries of offices in the area."""
        return queryset.filter(area_path__startswith=value.path)

    def serving(self, queryset, name, value):
        """Keep companies with a contract in force in the area."""
        running = ServiceContract.objects.in_force().filter(
            company=OuterRef("pk"), community__area_path__startswith=value.path
        )
        return queryset.filter(Exists(running))
