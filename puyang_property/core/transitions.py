"""Workflows as data: pure Python that a lawyer can read."""

from dataclasses import dataclass, field

from puyang_property.core.actors import ActorKind

STAFF = frozenset({ActorKind.USER})


@dataclass(frozen=True)
class Transition:
    """From one of `sources` to `target`, by actors of the kinds `actors` who hold `permission`.

    slug: the verb as it stands in URLs and in the API, "start_mediation".
    name: what history says, a past participle, "accepted".
    target: a state, or None where the record goes back to where it was.
    label: the button's text.
    """

    slug: str
    name: str
    sources: frozenset
    target: str | None
    permission: str
    label: str
    actors: frozenset = STAFF

    def leaves(self, state):
        """Tell whether the transition may start in `state`."""
        return state in self.sources


@dataclass(frozen=True)
class Workflow:
    """All transitions of one noun; it begins in `initial` and may rest in the `final` states."""

    initial: str
    final: frozenset
    transitions: tuple = field(default_factory=tuple)

    def __getitem__(self, slug):
        """Return the transition `slug`; KeyError when there is none."""
        return {t.slug: t for t in self.transitions}[slug]

    def leaving(self, state):
        """Return the transitions that may start in `state`, in the table's order."""
        return [t for t in self.transitions if t.leaves(state)]
