"""What lists of gaps, notices and contacts may be narrowed by."""

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities import codes
from communities.filters import CommunityFilter, districts, streets_within_reach
from communities.models import Community, Contact, PublicNotice
from communities.publication import gaps
from communities.publication.choices import (
    ContactKind,
    Group,
    NoticeKind,
    NoticeState,
    Standing,
)

STANDINGS = ((gaps.GAP, _("with a gap: outdated or never published")), *Standing.choices)
ENDED = "ended"
DISPLAY = (
    ("now", _("on display today")),
    ("later", _("still to come")),
    (ENDED, pgettext_lazy("public notice", "ended")),
)
HOLDING = (("yes", _("holds today")), ("no", _("ended or still to come")))
SHOWN = (("yes", _("shown to the public")), ("no", _("not shown to the public")))


class GapFilter(CommunityFilter):
    """Compounds by place, and by how they stand with one group or with any."""

    placed = None
    group = django_filters.ChoiceFilter(
        label=_("group of information"), choices=Group.choices, method="by_standing"
    )
    standing = django_filters.ChoiceFilter(
        label=_("state of the publication"), choices=STANDINGS, method="by_standing"
    )

    class Meta:
        model = Community
        fields = ("q", "area", "kind", "management_mode", "published", "group", "standing")

    def by_standing(self, queryset, name, value):
        """Keep the compounds that stand like that with the group; once, whichever was asked."""
        asked = {n: self.form.cleaned_data.get(n) or "" for n in ("group", "standing")}
        return gaps.narrowed(queryset, **asked) if name == "standing" else queryset


class PlacedFilter(django_filters.FilterSet):
    """What lies at a compound or in an area."""

    q = django_filters.CharFilter(
        label=_("Title, role or compound"), method="search", max_length=100
    )
    area = django_filters.ModelChoiceFilter(
        label=_("district or street"),
        queryset=streets_within_reach,
        to_field_name="key",
        method="inside",
    )
    words_of = "title"

    def search(self, queryset, name, value):
        """Keep what is called like that, or lies at a compound found by the words."""
        places = Community.objects.search(value)
        return queryset.filter(Q(**{f"{self.words_of}__icontains": value.strip()}) | Q(
            community__in=places
        ))  # fmt: skip

    def inside(self, queryset, name, value):
        """Keep what lies in the area, or holds for an area around it."""
        return queryset.touching(value.path)


class NoticeFilter(PlacedFilter):
    """Notices at the desk."""

    kind = django_filters.ChoiceFilter(label=_("kind"), choices=NoticeKind.choices)
    state = django_filters.ChoiceFilter(label=_("state"), choices=NoticeState.choices)
    display = django_filters.ChoiceFilter(label=_("display"), choices=DISPLAY, method="by_display")

    class Meta:
        model = PublicNotice
        fields = ("q", "area", "kind", "state", "display")

    def by_display(self, queryset, name, value):
        """Keep what is, will be or was on display by its days."""
        day = timezone.localdate()
        if value == "later":
            return queryset.filter(from_on__gt=day)
        if value == ENDED:
            return queryset.filter(to_on__lt=day)
        return queryset.filter(state=NoticeState.PUBLISHED, from_on__lte=day, to_on__gte=day)


class PublicNoticeFilter(PlacedFilter):
    """Notices for everybody; what has ended is read on request."""

    area = None
    district = django_filters.ModelChoiceFilter(
        label=_("district"), queryset=districts, to_field_name="key", method="inside"
    )
    kind = django_filters.ChoiceFilter(label=_("kind"), choices=NoticeKind.choices)
    display = django_filters.ChoiceFilter(
        label=_("display"),
        choices=[choice for choice in DISPLAY if choice[0] == ENDED],
        empty_label=_("on display today"),
        method="by_display",
    )
    compound = django_filters.CharFilter(
        label=_("public code of the compound"), method="of_compound", max_length=10
    )

    class Meta:
        model = PublicNotice
        fields = ("q", "district", "kind", "display", "compound")

    def by_display(self, queryset, name, value):
        """Leave it to `filter_queryset`: without a choice there is a rule as well."""
        return queryset

    def of_compound(self, queryset, name, value):
        """Keep what concerns the compound of the code; nothing for a code that nobody has."""
        code = codes.as_typed(value)
        found = Community.objects.public().filter(public_code=code).first()
        return queryset.concerning(found) if found else queryset.none()

    def filter_queryset(self, queryset):
        """Show what is on display; the archive only when it is asked for."""
        day, found = timezone.localdate(), super().filter_queryset(queryset)
        if self.form.cleaned_data.get("display") == ENDED:
            return found.filter(to_on__lt=day)
        return found.filter(to_on__gte=day)


class ContactFilter(PlacedFilter):
    """Contacts at the desk."""

    words_of = "name"
    kind = django_filters.ChoiceFilter(label=_("post"), choices=ContactKind.choices)
    holding = django_filters.ChoiceFilter(label=_("time"), choices=HOLDING, method="by_time")
    public = django_filters.ChoiceFilter(label=_("public"), choices=SHOWN, method="by_public")

    class Meta:
        model = Contact
        fields = ("q", "area", "kind", "holding", "public")

    def by_time(self, queryset, name, value):
        """Keep what holds today, or the others."""
        holding = Contact.objects.in_force().values("pk")
        return queryset.filter(pk__in=holding) if value == "yes" else queryset.exclude(
            pk__in=holding
        )  # fmt: skip

    def by_public(self, queryset, name, value):
        """Keep what the public reads, or the others."""
        return queryset.filter(is_public=value == "yes")
