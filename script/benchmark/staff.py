"""What staff does: lists, deep pages, a long case, searches, overdue cases, figures."""

import re
import urllib.parse
from datetime import date
from html import unescape

from benchmark import lives, texts
from benchmark.browser import Wrong
from benchmark.drawing import DOSSIER_EVENTS
from benchmark.scenarios import GROWTH_COMMON, Scenario

QUEUE = "/desk/disputes/"
FIGURES = "/desk/disputes/figures/"
DEEP = 2_000  # rows before the deep page
PAGE = 50
PAGE_BUDGET_MS = 300
NEXT = re.compile(r'rel="next" href="([^"]+)"')
CASE_LINK = re.compile(r'<a href="/desk/disputes/PY-\d{4}-\d+-[A-Z]/"')


def listed(path, readers, *, least=1):
    """Return a scenario that opens one list; the page must show at least so many cases."""

    def prepare(city):
        chosen = readers(city)

        def act(reader):
            answer = reader.get(path).expect(200, "</html>")
            count_rows(answer, least)

        shown = [len(CASE_LINK.findall(each.get(path).text)) for each in chosen]
        city.remarks["rows"] = f"{min(shown)}–{max(shown)} rows" if shown else ""
        return act, chosen

    return prepare


def count_rows(answer, least):
    """Raise Wrong when the list shows fewer cases than it must."""
    found = len(CASE_LINK.findall(answer.text))
    if found < least:
        raise Wrong(f"{found} cases on the page, at least {least} expected")


def deep_page(city):
    """Follow “next” through thousands of cases beforehand; then measure the page reached."""
    reached = f"{QUEUE}?tab=all"
    for _ in range(min(DEEP, city.portal.size // 2) // PAGE):
        reached = QUEUE + next_link(city.officers[0].get(reached).expect(200))

    def act(reader):
        count_rows(reader.get(reached).expect(200, "</html>"), PAGE)

    return act, city.officers


def next_link(answer):
    """Return the address of the next page of a list."""
    found = NEXT.search(answer.text)
    if not found:
        raise Wrong("the list ends too early")
    return unescape(found[1])


def long_case(city):
    """Open a case with fifty events, each reader one of the own area."""
    mine = {}
    for reader in city.staff:
        path = city.paths[reader.user.area]
        mine[id(reader)] = next(n for n, street in city.dossiers if street.startswith(path))

    def act(reader):
        number = mine[id(reader)]
        answer = reader.get(f"{QUEUE}{number}/").expect(200, number, "</html>")
        if answer.text.count("timeline__title") < DOSSIER_EVENTS:
            raise Wrong("the history is not on the page")

    return act, city.staff


def searched(words):
    """Return the scenario that looks for `words` in all cases that the reader may see."""
    query = urllib.parse.urlencode({"tab": "all", "q": words})
    return listed(f"{QUEUE}?{query}", lambda city: city.staff, least=0)


def figures(span):
    """Return the scenario that opens the figures of the whole city, one reader at a time."""

    def prepare(city):
        def act(reader):
            reader.get(f"{FIGURES}?{span}").expect(200, "</html>", "<table")

        return act, city.officers[:1]

    return prepare


def five_years():
    """Return the longest span that holds cases."""
    today = date.today()  # noqa: DTZ011 - a day more or less does not matter here
    return f"since={today.year - lives.YEARS - 1}-01-01&until={today.isoformat()}"


def has_figures(city):
    """Tell whether the portal has the page of figures."""
    return city.officers[0].get(FIGURES).status == 200


FIGURES_SCENARIOS = tuple(
    Scenario(
        f"figures, {name}", "fifty rows", None, figures(span), growth=None, within_ms=PAGE_BUDGET_MS
    )
    for name, span in (("this month", ""), ("last year", "period=last_year"), ("all", five_years()))
)
SCENARIOS = (
    Scenario("queue, mine", "fifty rows", 0.5, listed(f"{QUEUE}?tab=mine", lambda c: c.clerks)),
    Scenario("queue, open", "fifty rows", 0.5, listed(f"{QUEUE}?tab=open", lambda c: c.officers)),
    Scenario("queue, deep page", "fifty rows", 0.5, deep_page, note=f"{DEEP:,} rows in"),
    Scenario("case, 50 events", "one row", 0.25, long_case),
    Scenario("search 2, rare", "fifty rows", 0.5, searched(texts.RARE_WORD)),
    Scenario("search 4, rare", "fifty rows", 0.5, searched(texts.RARE_PHRASE)),
    Scenario(
        "search 2, common", "fifty rows", 0.5, searched(texts.COMMON_WORD), growth=GROWTH_COMMON
    ),
    Scenario(
        "search 4, common", "fifty rows", 0.5, searched(texts.COMMON_PHRASE), growth=GROWTH_COMMON
    ),
    Scenario(
        "overdue list", "fifty rows", 0.5, listed(f"{QUEUE}?tab=overdue", lambda c: c.officers)
    ),
)
