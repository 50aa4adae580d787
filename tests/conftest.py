"""Fixtures of every test: the cast of people."""

pytest_plugins = ["tests.cast"]
