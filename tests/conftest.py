"""Fixtures of every test: services, strictness and the cast of people."""

pytest_plugins = ["tests.services", "tests.strictness", "tests.append_only", "tests.cast"]
