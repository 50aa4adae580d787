"""What the list of handovers may be narrowed by."""

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.forms import CheckboxInput
from django.utils.translation import gettext_lazy as _

from communities.filters import streets_within_reach
from communities.handovers.choices import Receiver, State
from communities.models import Community, ExitHandover, PropertyCompany
from puyang_property.core.models import Deadline


class HandoverFilter(django_filters.FilterSet):
    """Search and filters of the handovers."""

    q = django_filters.CharFilter(label=_("compound or company"), method="search", max_length=100)
    area = django_filters.ModelChoiceFilter(
        label=_("district or street"),
        queryset=streets_within_reach,
        to_field_name="key",
        method="inside",
    )
    state = django_filters.ChoiceFilter(label=_("state"), choices=State.choices)
    receiver_kind = django_filters.ChoiceFilter(label=_("who takes over"), choices=Receiver.choices)
    overdue = django_filters.BooleanFilter(
        label=_("only overdue"), method="only_overdue", widget=CheckboxInput
    )

    class Meta:
        model = ExitHandover
        fields = ("q", "area", "state", "receiver_kind", "overdue")

    def search(self, queryset, name, value):
        """Keep the handovers of compounds or by companies found by the words."""
        companies = PropertyCompany.objects.search(value)
        found = queryset.filter(contract__community__in=Community.objects.search(value))
        return found | queryset.filter(contract__company__in=companies)

    def inside(self, queryset, name, value):
        """Keep what lies in the area."""
        return queryset.filter(contract__community__area_path__startswith=value.path)

    def only_overdue(self, queryset, name, value):
        """Keep those with a deadline that passed."""
        if not value:
            return queryset
        kind = ContentType.objects.get_for_model(ExitHandover)
        late = Deadline.objects.filter(subject_type=kind).overdue().values("subject_id")
        return queryset.filter(pk__in=late)
