"""Takes in a register of 60,000 compounds, checked and for real, and searches among them."""

import json
import re
import time
import urllib.parse

from django.core.files import File

from accounts.models import Area
from benchmark import registers, usage
from benchmark.browser import Wrong
from benchmark.counting import counting
from benchmark.measured import Row
from benchmark.scenarios import Scenario
from benchmark.staff import next_link
from communities.imports import COMPOUNDS
from puyang_property.core.importer import jobs, running
from puyang_property.core.models.imports import ImportStatus

ROWS, ROWS_QUICK = 60_000, 2_000
ROWS_A_SECOND = 500
PEAK_MB = 400  # however long the file is
BESIDE = 10_000  # stored cases: the register does not know how many there are
REGISTER, LIST = "/communities/", "/desk/communities/"
DEEP, DEEP_QUICK = 200, 10  # pages of the desk's list
LINK = re.compile(r'href="/(desk/)?communities/(\d+|[A-Z][A-Z0-9]{5})/"')
RARE = "祥竹雅居"  # one compound, and what its name begins with


def take_in(number, mode):
    """Take in a register of so many rows, or check it with `mode` "check"; print the figures."""
    with registers.book(int(number)) as file:
        job = jobs.upload(
            COMPOUNDS,
            File(file, name="小区台账.xlsx"),
            area=Area.objects.get(key="hualong"),
            by=None,
        )
    jobs.begin(job, by=None, dry_run=mode == "check", wait=True)
    used, started = time.process_time(), time.perf_counter()
    with counting() as counter:
        job = running.run(job.pk)
    took, used = time.perf_counter() - started, time.process_time() - used
    wanted = ImportStatus.CHECKED if mode == "check" else ImportStatus.DONE
    if job.status != wanted or job.position != int(number):
        raise SystemExit(f"the import ended {job.status} at {job.position}: {job.problem}")
    told = {"took": took, "cpu": used, "queries": counter.queries, "counts": job.counts}
    print(json.dumps({**told, "peak": usage.peak_of_this_process()}))


def rows(city):
    """Measure the check and the import, each in a process of its own."""
    number = ROWS_QUICK if city.quick else ROWS
    return [_row(city.portal, number, mode) for mode in ("check", "import")]


def _row(portal, number, mode):
    before = portal.database.cpu()
    told = json.loads(portal.run("take_in", str(number), mode))
    database = (portal.database.cpu() - before) * 1000
    took, rate = told["took"] * 1000, number / told["took"]
    row = Row(f"{mode} {number:,} rows", portal.size, 1, rate, took, took)
    row.queries, row.web_cpu_ms, row.db_cpu_ms = told["queries"], told["cpu"] * 1000, database
    each = (row.web_cpu_ms + row.db_cpu_ms) / number
    row.note = f"rps is rows/s; {each:.2f} ms CPU a row; peak {told['peak']:.0f} MB"
    row.note += "; " + ", ".join(f"{name} {count:,}" for name, count in told["counts"].items())
    is_met = rate >= ROWS_A_SECOND and told["peak"] <= PEAK_MB
    return row.judge(f"≥{ROWS_A_SECOND} rows/s, ≤{PEAK_MB} MB", is_met)


def opened(path, readers):
    """Return the scenario that opens one list of compounds; it must show some."""

    def prepare(city):
        def act(reader):
            if not LINK.search(reader.get(path).expect(200, "</html>").text):
                raise Wrong("no compound is on the page")

        return act, readers(city)

    return prepare


def searched(words):
    """Return the scenario that looks for `words` in the public register."""
    return opened(f"{REGISTER}?{urllib.parse.urlencode({'q': words})}", lambda c: c.residents)


def deep_page(city):
    """Follow “next” through many pages beforehand; then measure the page reached."""
    reader, reached = city.officers[0], LIST
    for _page in range(DEEP_QUICK if city.quick else DEEP):
        reached = LIST + next_link(reader.get(reached).expect(200))
    return opened(reached, lambda c: c.officers)(city)


SCENARIOS = (
    Scenario("register search 2", "fifty rows", 0.5, searched("锦苑")),
    Scenario("register search, pinyin", "fifty rows", 0.5, searched("jinyuan")),
    Scenario("register search, rare", "fifty rows", 0.5, searched(RARE)),
    Scenario("compounds, first page", "fifty rows", 0.5, opened(LIST, lambda c: c.officers)),
    Scenario("compounds, deep page", "fifty rows", 0.5, deep_page),
)
