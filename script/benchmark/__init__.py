"""Measures the portal under stored cases and load. Needs the portal's own Python."""
