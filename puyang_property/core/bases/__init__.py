"""Base classes of every door; each refuses a model without visible_to(user)."""

from puyang_property.core.bases.admin import ScopedModelAdmin, verb_action
from puyang_property.core.bases.api import KeysetPagination, ScopedReadViewSet, ScopedViewSet
from puyang_property.core.bases.details import ScopedDetailView
from puyang_property.core.bases.forms import ScopedCreateView, ScopedUpdateView
from puyang_property.core.bases.lists import ScopedListView
from puyang_property.core.bases.scope import Scoped, ScopedPage
from puyang_property.core.bases.verbs import NoteForm, PressView, VerbView

__all__ = [
    "KeysetPagination",
    "NoteForm",
    "PressView",
    "Scoped",
    "ScopedCreateView",
    "ScopedDetailView",
    "ScopedListView",
    "ScopedModelAdmin",
    "ScopedPage",
    "ScopedReadViewSet",
    "ScopedUpdateView",
    "ScopedViewSet",
    "VerbView",
    "verb_action",
]
