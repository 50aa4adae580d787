"""Where a measure stands at one compound: rooms above say so, else the dossier does."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from communities.dossiers import facts, fitting, items, measures
from communities.dossiers.choices import Standing

_rooms = {}


@dataclass(frozen=True)
class Progress:
    """Where it stands in words, and what comes next; `next_url` "" where nothing is left to do."""

    words: str
    tone: str = "neutral"
    next_step: str = ""
    next_url: str = ""
    url: str = ""


def register(key, func):
    """Let `func(community) -> Progress or None` say where the measure `key` stands.

    For the room that carries the measure out (renovation, activities). None leaves it to the
    dossier. Raises KeyError for a measure that does not exist.
    """
    if key not in {measure.key for measure in measures.MEASURES}:
        raise KeyError(key)
    _rooms[key] = func


def unregister(key):
    """Leave the measure `key` to the dossier again."""
    _rooms.pop(key, None)


def of(community, assessment):
    """Return (measure, Fitting, Progress) for each measure of the compound's kind."""
    return [
        (
            measure,
            fitting.of(measure.key, community),
            _asked(measure, community) or _by_dossier(measure, community, assessment),
        )
        for measure in measures.of(community.kind)
    ]


def _asked(measure, community):
    func = _rooms.get(measure.key)
    return func(community) if func else None


def _by_dossier(measure, community, assessment):
    """Return how many steps are done, and the first one that is not, with the page for it."""
    applying = [key for key in measure.steps if assessment.standing[key] != Standing.NOT_APPLICABLE]
    todo = [key for key in applying if assessment.standing[key] == Standing.MISSING]
    done = len(applying) - len(todo)
    if not todo:
        return Progress(_("All steps are done."), "good")
    words = _("%(done)d of %(all)d steps done") % {"done": done, "all": len(applying)}
    return Progress(
        words, "info" if done else "warn", items.BY_KEY[todo[0]].name, entry_url(todo[0], community)
    )


def entry_url(key, community):
    """Return the page where the item is entered: of the register, or of the dossier."""
    item = items.BY_KEY[key]
    if item.fact:
        return facts.FACTS[item.fact].entered_at(community)
    return reverse("communities:dossier_record", args=[community.pk, key])
