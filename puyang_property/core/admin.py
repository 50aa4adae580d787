"""The kernel's registers in the admin, one module per mechanism."""

from puyang_property.core import (
    admin_calendar,
    admin_clock,
    admin_notifications,
    admin_rules,
    admin_secrecy,
)

__all__ = ["admin_calendar", "admin_clock", "admin_notifications", "admin_rules", "admin_secrecy"]
