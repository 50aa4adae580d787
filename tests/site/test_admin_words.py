"""In Chinese each name that the admin shows of a record is Chinese."""

import re

import pytest
from django.contrib.admin import site
from django.contrib.admin.utils import flatten_fieldsets, get_fields_from_path, label_for_field
from django.utils.translation import override

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ADMINS = [a for a in site._registry.values() if not type(a).__module__.startswith("django.")]


def labels(admin, names, form):
    """Return name → label of what an admin or an inline shows."""
    shown = form.fields
    return {
        name: form[name].label if name in shown else label_for_field(name, admin.model, admin)
        for name in names
    }


def filters(admin, request):
    """Return the names of the filters beside a list."""
    told = {}
    for asked in admin.get_list_filter(request):
        path = asked[0] if isinstance(asked, tuple) else asked
        if isinstance(path, str):
            told[path] = get_fields_from_path(admin.model, path)[-1].verbose_name
        else:
            told[path.__name__] = path.title
    return told


@pytest.mark.django_db
@pytest.mark.parametrize("admin", ADMINS, ids=lambda admin: admin.opts.label)
def test_columns_fields_and_filters_have_chinese_names(admin, rf, officer_city):
    request = rf.get("/admin/")
    request.user = officer_city
    with override("zh-hans"):
        form = admin.get_form(request, change=True)()
        names = {*admin.get_list_display(request), *flatten_fieldsets(admin.get_fieldsets(request))}
        told = labels(admin, names - {"__str__"}, form) | filters(admin, request)
        for inline in (kind(admin.model, site) for kind in admin.get_inlines(request, None)):
            formset = inline.get_formset(request)
            names = {*flatten_fieldsets(inline.get_fieldsets(request))} - {formset.fk.name}
            told |= labels(inline, names, formset.form())
        told = {name: str(label) for name, label in told.items()}
    assert {name: label for name, label in told.items() if not CHINESE.search(label)} == {}
