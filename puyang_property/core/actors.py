"""Whoever acts: a user through a post, a resident, a company link, an owner's code or the clock."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class ActorKind(models.TextChoices):
    """The kinds of actor that history tells apart."""

    USER = "user", _("member of staff")
    RESIDENT = "resident", _("resident")
    COMPANY_LINK = "company_link", _("property company by link")
    OWNER_CODE = "owner_code", _("owner by code")
    CLOCK = "clock", _("the clock")


@dataclass(frozen=True)
class Actor:
    """One actor; `user` is set exactly when the kind is USER.

    `subject` is what a link or code was issued for: a resident may act on that record only.
    """

    kind: ActorKind
    user: object = None
    subject: object = None

    def __post_init__(self):
        """Raise ValueError when kind and user do not fit."""
        if (self.kind == ActorKind.USER) != (self.user is not None):
            raise ValueError("A user acts as USER, and only a user does.")

    @classmethod
    def of(cls, by):
        """Return `by` itself when it is an actor, else the actor for the user `by`."""
        if isinstance(by, cls):
            return by
        if not getattr(by, "is_authenticated", False):
            raise ValueError("Nobody anonymous acts: name an Actor.")
        return cls(ActorKind.USER, user=by)

    @classmethod
    def resident(cls, subject=None):
        """Return the resident who showed the query code of `subject`."""
        return cls(ActorKind.RESIDENT, subject=subject)

    def has_perm(self, permission, obj=None):
        """Tell whether a user holds `permission` for `obj`; codes and clock need none."""
        return self.user.has_perm(permission, obj) if self.user else True

    def post_for(self, permission, obj=None):
        """Return the post through which a user holds `permission` for `obj`, or None."""
        return self.user.post_for(permission, obj) if self.user else None

    @property
    def user_id(self):
        """Return the user's id, or None."""
        return self.user.pk if self.user else None


CLOCK = Actor(ActorKind.CLOCK)
