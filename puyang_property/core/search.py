"""Chinese text search without extensions: two-grams computed here, kept in a GIN index.

PostgreSQL's parser does not split Chinese. A model keeps `search_text = squeeze(...)` and
`search_grams = vector(search_text)`, and asks `matching(queryset, words)`.
"""

import re
import time
import unicodedata

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Func, TextField, Value

LONGEST = 20_000  # characters of one text that are indexed
FEW = 2_000  # hits of a phrase that are cheaper to fetch than to meet from the newest on
COMMON_FOR = 600  # seconds for which a phrase with more hits is not counted again
COMMON_KEPT = 500  # phrases
_BETWEEN = re.compile(r"[\W_]+")  # exactly what str.isalnum denies


def squeeze(text):
    """Return `text` in one width and case, without anything but letters and digits."""
    wide = unicodedata.normalize("NFKC", str(text or "")).lower()
    return _BETWEEN.sub("", wide)


def joined(*texts):
    """Return the squeezed texts as one line to search in; no hit spans two of them."""
    return " ".join(filter(None, (squeeze(text) for text in texts)))


def bigrams(text):
    """Return the two-grams of each word of `text`, sorted, each once; a lone letter is itself."""
    grams = set()
    for word in str(text or "")[:LONGEST].split():
        word = squeeze(word)
        grams.update(map("".join, zip(word, word[1:], strict=False)) if len(word) > 1 else [word])
    return sorted(filter(None, grams))


def vector(text):
    """Return the expression to store in a SearchVectorField for `text`."""
    grams = Value(bigrams(text), output_field=ArrayField(TextField()))
    return Func(grams, function="array_to_tsvector", output_field=SearchVectorField())


class GramQuery(SearchQuery):
    """A tsquery of two-grams taken as they are: no parser of PostgreSQL comes near them."""

    def __init__(self, text):
        """Ask for all grams of `text`, each quoted (they hold letters and digits only)."""
        self.grams = " & ".join(f"'{gram}'" for gram in bigrams(text))
        super().__init__(self.grams, search_type="raw")

    def as_sql(self, compiler, connection, function=None, template=None):
        """Cast instead of calling to_tsquery."""
        return "%s::tsquery", [self.grams]


def matching(queryset, words, *, text="search_text", grams="search_grams"):
    """Return the rows that hold every one of the blank-separated `words`, in any order.

    A word of two characters is a gram itself; a single character has no gram and is looked for
    by LIKE alone; for longer ones see _phrase.
    """
    for word in str(words or "").split()[:8]:
        word = squeeze(word)
        if not word:
            return queryset.none()
        if len(word) == 1:
            queryset = queryset.filter(**{f"{text}__contains": word})
        elif len(word) == 2:
            queryset = queryset.filter(**{grams: GramQuery(word)})
        else:
            queryset = _phrase(queryset, word, text, grams)
    return queryset


def _phrase(queryset, word, text, grams):
    """Return the rows that hold `word`: few are named to the planner, many told by one gram.

    PostgreSQL takes the grams of a phrase for independent and expects next to nothing where a
    phrase is common; it would fetch every hit to sort fifty. So rarity is looked up, not guessed.
    """
    keys = _few(queryset.model, word, grams)
    found = {grams: GramQuery(word[:2])} if keys is None else {"pk__in": keys}
    return queryset.filter(**found, **{f"{text}__contains": word})


_common = {}  # (table, phrase) → until when it counts as common; either way finds the same rows


def _few(model, word, grams):
    """Return the keys of the rows with all grams of `word`; None when there are more than FEW."""
    phrase = (model._meta.db_table, word)
    if _common.get(phrase, 0) > time.monotonic():
        return None
    holders = model._base_manager.filter(**{grams: GramQuery(word)}).order_by()
    keys = list(holders.values_list("pk", flat=True)[: FEW + 1])
    if len(keys) <= FEW:
        return keys
    if len(_common) >= COMMON_KEPT:
        _common.clear()
    _common[phrase] = time.monotonic() + COMMON_FOR
    return None


def likeness(left, right):
    """Return how alike two texts are, 0 to 1: Dice coefficient of their two-grams."""
    return next(likenesses(left, [right]))


def likenesses(text, others):
    """Yield how alike `text` is to each of `others`; its own two-grams are made once."""
    own = set(bigrams(squeeze(text)))
    for other in others:
        yield dice(own, set(bigrams(squeeze(other))))


def dice(left, right):
    """Return how much two sets have in common, 0 to 1; an empty one has nothing."""
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


__all__ = [
    "GramQuery",
    "bigrams",
    "dice",
    "joined",
    "likeness",
    "likenesses",
    "matching",
    "squeeze",
    "vector",
]
