"""The cases of the demo: a closed 2017 and a live present."""

from disputes.demo import live, past
from puyang_property.core import demo


def fill(demo_):
    """File, handle and close the past, then leave the present in every state."""
    past.fill(demo_)
    live.fill(demo_)


def register():
    """Enter this part, after people and compounds."""
    demo.register(30, fill)
