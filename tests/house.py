"""What the house consists of, found by introspection, for tests that hold it together."""

import importlib
import pkgutil
import sys
from functools import cache

import factory
from django.apps import apps
from django.urls import URLPattern, get_resolver

import tests.factories
from puyang_property.roles import ROLES

LABELS = ("core", "accounts", "communities", "disputes")


def models():
    """Return every concrete model of ours."""
    return [
        model
        for label in LABELS
        for model in apps.get_app_config(label).get_models(include_auto_created=False)
        if not model._meta.proxy and model._meta.managed
    ]


def moving_models():
    """Return the models that live by a workflow."""
    return [model for model in models() if hasattr(model, "workflow")]


def actions_of(model):
    """Return the module of the verbs of `model`: beside the table of its workflow."""
    table = {id(value): name for name, value in _workflows()}[id(model.workflow)]
    return importlib.import_module(table.removesuffix("workflow") + "actions")


def _workflows():
    """Yield the name of each module called workflow with the Workflow it holds."""
    for name, module in list(sys.modules.items()):
        if name.endswith(".workflow") and hasattr(module, "WORKFLOW"):
            yield name, module.WORKFLOW


def governed_models():
    """Return the models whose rows only verbs may change."""
    return moving_models()


@cache
def factories():
    """Return model → factories, from tests/factories/*."""
    found = {}
    for module in pkgutil.iter_modules(tests.factories.__path__, "tests.factories."):
        for item in vars(importlib.import_module(module.name)).values():
            if isinstance(item, type) and issubclass(item, factory.django.DjangoModelFactory):
                found.setdefault(item._meta.model, []).append(item)
    return found


def permissions():
    """Return every permission that exists, "disputes.accept_dispute"."""
    found = set()
    for model in models():
        options = model._meta
        found |= {
            f"{options.app_label}.{verb}_{options.model_name}"
            for verb in options.default_permissions
        }
        found |= {f"{options.app_label}.{name}" for name, _text in options.permissions}
    return found


def granted():
    """Return every permission that some role holds."""
    return set().union(*(role.permissions for role in ROLES.values()))


def doors():
    """Yield (pattern, view class) of every class-based view in the URLconf."""
    yield from ((str(p.pattern), _view_class(p)) for p in _patterns(get_resolver().url_patterns))


def _patterns(entries):
    for entry in entries:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from _patterns(entry.url_patterns)


def _view_class(pattern):
    view = pattern.callback
    while hasattr(view, "__wrapped__") and not hasattr(view, "view_class"):
        view = view.__wrapped__
    return getattr(view, "view_class", None) or getattr(view, "cls", None)
