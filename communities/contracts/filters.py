"""What the list of contracts may be narrowed by."""

from datetime import timedelta

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.forms import CheckboxInput, HiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.choices import ContractKind
from communities.filters import streets_within_reach
from communities.models import Community, PropertyCompany, ServiceContract
from puyang_property.core.models import Deadline

FORCE = (("yes", _("in force today")), ("no", _("not in force")))
CONTINUES = (("confirmed", _("confirmed")), ("open", _("to be confirmed")), ("any", _("all")))
MOST_DAYS = 3650


class ContractFilter(django_filters.FilterSet):
    """Filters of the contracts."""

    q = django_filters.CharFilter(label=_("compound or company"), method="search", max_length=100)
    area = django_filters.ModelChoiceFilter(
        label=_("district or street"),
        queryset=streets_within_reach,
        to_field_name="key",
        method="inside",
    )
    kind = django_filters.ChoiceFilter(label=_("kind"), choices=ContractKind.choices)
    in_force = django_filters.ChoiceFilter(label=_("term"), choices=FORCE, method="by_force")
    within = django_filters.NumberFilter(
        label=_("ends within so many days"),
        method="ends_within",
        min_value=0,
        max_value=MOST_DAYS,
        decimal_places=0,
    )
    continuing = django_filters.ChoiceFilter(
        label=_("continuing after its term"), choices=CONTINUES, method="by_continuation"
    )
    unfiled = django_filters.BooleanFilter(
        label=_("only not filed"), method="only_unfiled", widget=CheckboxInput
    )
    overdue = django_filters.BooleanFilter(
        label=_("only overdue"), method="only_overdue", widget=CheckboxInput
    )
    company = django_filters.ModelChoiceFilter(
        queryset=PropertyCompany.objects.all(), widget=HiddenInput
    )

    class Meta:
        model = ServiceContract
        fields = (
            *("q", "area", "kind", "in_force", "within", "continuing", "unfiled", "overdue"),
            "company",
        )

    def search(self, queryset, name, value):
        """Keep the contracts of compounds or of companies found by the words."""
        companies = PropertyCompany.objects.search(value)
        found = queryset.filter(community__in=Community.objects.search(value))
        return found | queryset.filter(company__in=companies)

    def inside(self, queryset, name, value):
        """Keep what lies in the area."""
        return queryset.filter(community__area_path__startswith=value.path)

    def by_force(self, queryset, name, value):
        """Keep those that run today, or the others."""
        running = ServiceContract.objects.in_force().values("pk")
        return (
            queryset.filter(pk__in=running) if value == "yes" else queryset.exclude(pk__in=running)
        )

    def ends_within(self, queryset, name, value):
        """Keep those in force whose last day comes within so many days."""
        until = timezone.localdate() + timedelta(days=int(value))
        return queryset.filter(pk__in=ServiceContract.objects.ending(until).values("pk"))

    def by_continuation(self, queryset, name, value):
        """Keep those that continue after their term; confirmed, to be confirmed, or all."""
        found = ServiceContract.objects.continuing()
        if value != "any":
            found = found.filter(continued_on__isnull=value == "open")
        return queryset.filter(pk__in=found.values("pk"))

    def only_unfiled(self, queryset, name, value):
        """Keep those signed and not filed."""
        return queryset.filter(pk__in=ServiceContract.objects.unfiled()) if value else queryset

    def only_overdue(self, queryset, name, value):
        """Keep those with a deadline that passed."""
        if not value:
            return queryset
        kind = ContentType.objects.get_for_model(ServiceContract)
        late = Deadline.objects.filter(subject_type=kind).overdue().values("subject_id")
        return queryset.filter(pk__in=late)
