"""How complete a dossier is: one definition for page, list, export and totals. Pure Python."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from communities.dossiers import items
from communities.dossiers.choices import Answer, Standing

TENTH = Decimal("0.1")
WHOLE = Decimal("100.0")


def percent(present, applicable):
    """Return present ÷ applicable in percent, rounded down: 100 means that nothing is missing.

    A dossier of which nothing applies lacks nothing.
    """
    if applicable == 0:
        return WHOLE
    return (Decimal(present * 100) / Decimal(applicable)).quantize(TENTH, ROUND_DOWN)


@dataclass(frozen=True)
class Assessment:
    """What of the dossier of one kind is there, and what is not."""

    kind: str
    standing: dict

    def _of(self, standing):
        return tuple(key for key, found in self.standing.items() if found == standing)

    @property
    def present(self):
        """Return the keys of what is there, in the order of the dossier."""
        return self._of(Standing.PRESENT)

    @property
    def missing(self):
        """Return the keys of what is missing, in the order of the dossier."""
        return self._of(Standing.MISSING)

    @property
    def applicable(self):
        """Return how many items the compound must have."""
        return len(self.standing) - len(self._of(Standing.NOT_APPLICABLE))

    @property
    def percent(self):
        """Return how complete the dossier is."""
        return percent(len(self.present), self.applicable)

    @property
    def owing(self):
        """Return who owes something, each party once, in the order of the dossier."""
        return tuple(dict.fromkeys(items.BY_KEY[key].owed_by.value for key in self.missing))


def assess(kind, answers, proven):
    """Return the Assessment of a compound of `kind`.

    answers: item key → Answer, as recorded by hand; proven: the names of the facts that the
    register shows. What the register shows is there, whatever was recorded.
    """
    return Assessment(kind, {item.key: _standing(item, answers, proven) for item in items.of(kind)})


def _standing(item, answers, proven):
    answer = answers.get(item.key)
    if item.fact in proven if item.fact else answer == Answer.PRESENT:
        return Standing.PRESENT
    return Standing.NOT_APPLICABLE if answer == Answer.NOT_APPLICABLE else Standing.MISSING
