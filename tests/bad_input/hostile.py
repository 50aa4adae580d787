"""Texts that are markup, code or a trap elsewhere, and are nothing but text here."""

from importlib import import_module
from pkgutil import walk_packages

from django import forms
from rest_framework import serializers

from tests.source import APPS

MARKS = (
    "<script>x(1)</script>",
    "</textarea><img src=x onerror=x(1)>",
    "{{7*7}}{% x %}${7*7}#{7*7}",
    "'\"><svg/onload=x(1)>",
    "javascript:x(1)",
    "\u202eRTL\u200b零宽\u0301🏚️𠮷",
)
HOSTILE = " ".join(MARKS)
NEVER = ("<script>x(1)", "<img src=x", "<svg/onload", 'href="javascript:', "href='javascript:")
FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", ' =cmd|"/c calc"!A1')


def ours(base):
    """Return every class of ours below `base`, in every module of the rooms."""
    for room in APPS:
        package = import_module(room)
        for module in walk_packages(package.__path__, f"{room}."):
            if not {"migrations", "management", "wsgi", "celery"} & set(module.name.split(".")):
                import_module(module.name)
    found = (each for each in _below(base) if each.__module__.split(".")[0] in APPS)
    return sorted(set(found), key=lambda each: f"{each.__module__}.{each.__qualname__}")


def _below(base):
    for each in base.__subclasses__():
        yield each
        yield from _below(each)


def form_fields():
    """Return (name, field) of every field of every form."""
    return [
        (f"{form.__module__}.{form.__qualname__}.{name}", field)
        for form in ours(forms.BaseForm)
        for name, field in getattr(form, "base_fields", {}).items()
    ]


def serializer_fields():
    """Return (name, field) of every text that a serializer takes in."""
    return [
        (f"{shape.__module__}.{shape.__qualname__}.{name}", field)
        for shape in ours(serializers.Serializer)
        for name, field in shape._declared_fields.items()
        if not field.read_only
    ]
