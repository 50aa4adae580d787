"""The kernel's registers in the admin, one module per mechanism."""

from puyang_property.core import admin_notifications, admin_secrecy

__all__ = ["admin_notifications", "admin_secrecy"]
