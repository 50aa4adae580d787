"""Doors made of the base classes, on rows that the kernel and accounts have."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import include, path
from django_filters import CharFilter, ChoiceFilter, FilterSet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from accounts.models import Area, AreaChange
from puyang_property.core import bases, exports, history
from puyang_property.core.actors import ActorKind
from puyang_property.core.models import ReadLog
from puyang_property.core.models.secrecy import ReadKind
from puyang_property.core.pagination import Order
from puyang_property.core.refusals import Forbidden, Refused
from puyang_property.core.transitions import Transition

runs = []


class ReadFilter(FilterSet):
    kind = ChoiceFilter(choices=ReadKind)
    reason = CharFilter(lookup_expr="contains")

    class Meta:
        model = ReadLog
        fields = ["kind", "reason"]


class ReadList(bases.ScopedListView):
    model = ReadLog
    filterset_class = ReadFilter
    orders = (Order("-at", "newest", "-at"), Order("at", "oldest", "at"))
    page_size = 5
    template_name = "read_list.html"
    export_columns = (
        exports.Column("at", "at"),
        exports.Column("kind", "kind", exports.label(ReadKind)),
        exports.Column("reason", "reason"),
        exports.Column("rows", "rows"),
    )

    def get_queryset(self):
        """Leave out what an export of this list writes about itself."""
        return super().get_queryset().exclude(actor_kind=ActorKind.USER)


class ReadDetail(bases.ScopedDetailView):
    model = ReadLog
    template_name = "read_detail.html"


class AreaForm(forms.ModelForm):
    class Meta:
        model = Area
        fields = ["name", "pinyin", "parent", "valid_from"]


class AreaUpdate(bases.ScopedUpdateView):
    model = Area
    form_class = AreaForm
    permission = "accounts.view_area"
    template_name = "area_form.html"
    success_url = "/after/"
    success_message = "saved"


class ChangeForm(forms.ModelForm):
    class Meta:
        model = AreaChange
        fields = ["area", "from_parent", "to_parent", "on"]


class ChangeCreate(bases.ScopedCreateView):
    model = AreaChange
    form_class = ChangeForm
    permission = "accounts.view_areachange"
    template_name = "area_form.html"
    success_url = "/after/"
    success_message = "made"


class PlainChangeCreate(ChangeCreate):
    template_name = bases.ScopedCreateView.template_name


class PlainAreaUpdate(AreaUpdate):
    template_name = bases.ScopedUpdateView.template_name


class RenameForm(forms.Form):
    name = forms.CharField(max_length=20)


def rename(area, *, by, name):
    """Fail in each way that an action can fail, else rename."""
    runs.append(name)
    failures = {
        "refused": Refused("Not today."),
        "refused-name": Refused("Not this name.", field="name"),
        "invalid": ValidationError({"name": ["Taken."], "other": ["Missing."]}),
        "forbidden": Forbidden("Not yours to rename."),
        "twice": IntegrityError("the same name twice"),
    }
    if name in failures:
        raise failures[name]
    area.name = name
    area.save(update_fields=["name"])
    history.record(area, "renamed", by=by)


def rename_to_pinyin(area, *, by):
    rename(area, by=by, name=area.pinyin)


class AreaRename(bases.VerbView):
    model = Area
    slug_field = slug_url_kwarg = "key"
    transition = Transition("rename", "renamed", frozenset(), "", "accounts.view_area", "Rename")
    action = rename
    form_class = RenameForm
    template_name = "area_form.html"
    success_message = "renamed"

    def get_success_url(self):
        return "/after/"


class AreaSerializer(serializers.ModelSerializer):
    class Meta:
        model = Area
        fields = ["key", "name"]


class AreaViewSet(bases.ScopedReadViewSet):
    model = Area
    serializer_class = AreaSerializer
    lookup_field = "key"
    orders = (Order("path", "place", "path"),)
    permissions = {
        "list": "accounts.view_area",
        "retrieve": "accounts.view_area",
        "vacate": "accounts.vacate_post",
    }

    @action(detail=True, methods=["post"])
    def vacate(self, request, key):
        self.get_object()
        return Response(status=204)

    @action(detail=True, methods=["post"])
    def undeclared(self, request, key):
        return Response(status=204)


class ReadAdmin(bases.ScopedModelAdmin):
    export_columns = ReadList.export_columns
    list_display = ["at", "kind"]
    guarded = ("reason",)


class AreaAdmin(bases.ScopedModelAdmin):
    list_display = ["name"]
    fields = ["name", "parent", "level", "kind", "key", "path"]
    guarded = ("path", "key")
    verbs = (bases.verb_action(AreaRename.transition, rename_to_pinyin),)

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("accounts.view_area", obj)


site = admin.AdminSite(name="tried")
site.register(ReadLog, ReadAdmin)
site.register(Area, AreaAdmin)
router = SimpleRouter()
router.register("areas", AreaViewSet, basename="area")
urlpatterns = [
    path("reads/", ReadList.as_view(), name="reads"),
    path("reads/<int:pk>/", ReadDetail.as_view(), name="read"),
    path("areas/<int:pk>/", AreaUpdate.as_view(), name="area-update"),
    path("areas/<str:key>/rename/", AreaRename.as_view(), name="area-rename"),
    path("changes/", ChangeCreate.as_view(), name="change-create"),
    path("plain/changes/", PlainChangeCreate.as_view(), name="plain-create"),
    path("plain/areas/<int:pk>/", PlainAreaUpdate.as_view(), name="plain-update"),
    path("tried/", site.urls),
    path("api/", include(router.urls)),
    path("", include("puyang_property.urls")),
]
