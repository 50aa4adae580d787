"""Wait for what other processes do."""

import time

PATIENCE = 60


def wait_until(portal, true):
    """Wait until `true()`; show what the processes said when it stays false."""
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until, portal.said()
        time.sleep(0.05)


def as_long_as_a_person():
    """Wait as long as people have a form open before they send it."""
    time.sleep(3.2)
