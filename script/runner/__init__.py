"""Starts, watches and stops what the portal runs on. Standard library only."""
