"""The system's Chromium for the frame's own pages."""

from tests.browser import browser_type_launch_args

__all__ = ["browser_type_launch_args"]
