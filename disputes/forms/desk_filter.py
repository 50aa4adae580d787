"""The filter bar of the work list."""

import copy
from functools import cache, lru_cache

import django_filters
from django import forms
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from communities.models import LegacyIssue, UtilityTransfer
from disputes.choices import Channel, State
from disputes.filters import DisputeFilter
from disputes.forms.desk_figures import FigureFilter
from disputes.models import Category, Complaint
from disputes.models.category import in_language
from puyang_property.core.forms import PlainSelect
from puyang_property.core.prepared import Asked, Prepared

AREAS = Prepared(
    lambda: (
        _named(path__any_of=Asked("paths"))
        .union(_named(parent__path__any_of=Asked("paths")), _named(key=Asked("chosen")))
        .order_by("path")
    )
)
CATEGORIES = Prepared(lambda: Category.objects.values_list("slug", "name_zh", "name_en"))
DRAWN_AT_MOST = 500  # readers' areas in two languages


def _named(**where):
    return Area.objects.filter(**where).order_by().values_list("path", "key", "name")


class DeskFilter(FigureFilter, DisputeFilter):
    """The shared filter with one choice per list, and the areas just below the reader's own."""

    state = django_filters.ChoiceFilter(
        label=_("state"), choices=State.choices, empty_label=_("all")
    )
    channel = django_filters.ChoiceFilter(
        label=_("channel"), choices=Channel.choices, empty_label=_("all")
    )
    transfer = django_filters.ModelChoiceFilter(
        label=_("utility transfer"),
        queryset=UtilityTransfer.objects.all(),
        widget=forms.HiddenInput,
    )
    legacy_issue = django_filters.ModelChoiceFilter(
        label=_("legacy issue"), queryset=LegacyIssue.objects.all(), widget=forms.HiddenInput
    )

    @classmethod
    @cache
    def form_class(cls):
        """Return the class of the form: its fields are the same for every reader."""
        fields = {name: copy.deepcopy(each).field for name, each in cls.base_filters.items()}
        return type(f"{cls.__name__}Form", (cls._meta.form,), fields)

    def get_form_class(self):
        """Return the class of the form, made once."""
        return self.form_class()

    @property
    def folded_fields(self):
        """Draw the fields of the fold; while they are empty, once for the same choices."""
        areas, categories = self._areas(), self._categories()
        if any(bound.data or bound.errors for bound in further(self.form)):
            return drawn(offering(self.form, areas, categories))
        return empty_fields(get_language(), areas, categories)

    def _areas(self):
        """Return the reader's own areas and those below; a deeper one only when asked for."""
        paths = self.request.user.paths_for("disputes.view_dispute")
        found = AREAS.rows(paths=list(paths), chosen=self.data.get("area", ""))
        mine = ((key, name) for path, key, name in found if path.startswith(paths))
        return (("", _("all")), *mine)

    def _categories(self):
        told = ((slug, in_language(zh, en)) for slug, zh, en in CATEGORIES.rows())
        return (("", _("all")), *told)

    @property
    def kept(self):
        """Return the hidden fields that say something, so that a further search keeps them."""
        return [bound for bound in self.form.hidden_fields() if bound.data]

    @property
    def is_unfolded(self):
        """Tell whether one of the folded fields narrows the list."""
        return self.shown_figure is None and any(bound.data for bound in further(self.form))


def further(form):
    """Return the fields that stand in the fold, the search field left out."""
    return [bound for bound in form.visible_fields() if bound.name != "q"]


def offering(form, areas, categories):
    """Return `form` with these choices, drawn without a template for each."""
    offered = {"area": areas, "category": categories}
    for name in ("area", "category", "state", "channel"):
        field = form.fields[name]
        field.widget = PlainSelect(choices=offered.get(name) or field.choices)
    return form


def drawn(form):
    """Return the fields of the fold as HTML."""
    return mark_safe("".join(bound.as_field_group() for bound in further(form)))


@lru_cache(maxsize=DRAWN_AT_MOST)
def empty_fields(language, areas, categories):
    """Return the empty fields of the fold as HTML; everything that they show is named here."""
    return drawn(offering(DeskFilter.form_class()(), areas, categories))


class CountedFilter(FigureFilter):
    """Which complaints a number of the figures counts: the figure, its days, its area."""

    area = django_filters.ModelChoiceFilter(
        queryset=Area.objects.all(),
        to_field_name="key",
        method="inside",
        label=_("area"),
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Complaint
        fields = ()

    def inside(self, rows, name, area):
        """Keep the complaints whose case was filed in `area` or below it."""
        return rows.filter(dispute__area_path__startswith=area.path)
