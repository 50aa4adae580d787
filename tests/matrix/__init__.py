"""Role × object × action over every address of the portal. One module per room, or large part.

A new address makes tests/test_matrix.py fail until it stands here. To add one:

1. Write a line into the module of its room, with the words of `lines.py`:

       Line("disputes:accept", "POST", yes=CLERKS - ELSEWHERE, hidden=ELSEWHERE)

   Whoever is in no group gets 403; who is not signed in is sent to sign in (401 in the API).
   `public(...)`, `staff(...)` and `admin("app.model", view=…)` write the usual lines at once.
2. When the address has arguments, say in SAMPLES what they are, for an object that lies in
   京东社区, 中原路街道, 华龙区; `s` has the cast by name and `s.area(KEY)`:

       SAMPLES = {"disputes:accept": lambda s: {"number": s.dispute.number}}

   Objects are made once per room: put a function `dispute(s)` into MAKERS, then `s.dispute` is it.

An API address needs a line for each of its methods, a page for GET and, when it has one, POST.
"""

from importlib import import_module

ROOMS = ("core", "accounts", "communities", "handovers", "disputes")


def rooms():
    """Return room → module of its lines."""
    return {name: import_module(f"tests.matrix.{name}") for name in ROOMS}
