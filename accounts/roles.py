"""What a role is; the roles themselves stand in puyang_property/roles.py."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.choices import RoleSlug


@dataclass(frozen=True)
class Role:
    """One role: what its holder may do, at which levels it can stand, what a login needs."""

    slug: str
    description: str
    permissions: frozenset
    levels: frozenset
    needs_totp: bool = False
    uses_admin: bool = False

    @property
    def label(self):
        """Return the role's name in the reader's language."""
        return RoleSlug(self.slug).label


def all_roles():
    """Return slug → Role of the whole portal."""
    return import_string(settings.PORTAL_ROLES)


@cache
def granting(permission):
    """Return the slugs of the roles that hold `permission`."""
    return frozenset(s for s, role in all_roles().items() if permission in role.permissions)
