"""What every base class asks before it shows a row."""

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from puyang_property.core.querysets import view_permission
from puyang_property.core.refusals import Forbidden


def scoped_model(owner, model):
    """Return `model` when its default manager knows visible_to, else raise ImproperlyConfigured."""
    if not hasattr(model._default_manager.none(), "visible_to"):
        raise ImproperlyConfigured(
            f"{owner.__name__} shows {model.__name__}, which has no visible_to(user)."
        )
    return model


class Scoped:
    """Rows of `model` that the reader may see; not yours → 404, not your role → 403.

    A class that names a model without `visible_to(user)` is refused when it is made.
    """

    model = None
    permission = None

    def __init_subclass__(cls, **kwargs):
        """Refuse a model that cannot say who may see it."""
        super().__init_subclass__(**kwargs)
        if cls.model is not None:
            scoped_model(cls, cls.model)

    def get_permission(self):
        """Return the permission that opens this page: named here, else view of the model."""
        return self.permission or view_permission(self.model)

    def scoped_queryset(self):
        """Return the rows that the reader may see."""
        if self.model is None:
            raise ImproperlyConfigured(f"{type(self).__name__} names no model.")
        return self.model._default_manager.visible_to(self.request.user)

    def require(self, permission, obj=None):
        """Raise Forbidden unless the reader holds `permission` (for `obj`, or anywhere)."""
        if not self.request.user.has_perm(permission, obj):
            raise Forbidden(_("Your post does not include this."))


class ScopedPage(Scoped):
    """A page on scoped rows: the permission is asked before anything is read."""

    def dispatch(self, request, *args, **kwargs):
        """Answer 403 to a reader whose posts never include the permission."""
        self.require(self.get_permission())
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        """Return the rows that the reader may see; extend it with select_related."""
        return self.scoped_queryset()

    def get_object(self, queryset=None):
        """Return the row of the address: 404 when not visible, 403 when not for this role."""
        obj = super().get_object(queryset)
        self.require(self.get_permission(), obj)
        return obj
