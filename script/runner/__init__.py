"""Starts, watches and stops what the portal runs on. Standard library only, outside the Django packages."""
