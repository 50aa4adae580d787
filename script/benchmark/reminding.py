"""`tick` with nothing, a thousand and a hundred thousand reminders due, without delivery."""

import json
import time
from datetime import datetime, timedelta
from datetime import time as clock_time

from django.db import connection
from django.utils import timezone

from benchmark import usage
from benchmark.counting import counting
from benchmark.measured import Row
from puyang_property.core import ticking
from puyang_property.core.calendar import current_calendar
from puyang_property.core.files import processing
from puyang_property.core.workdays import SHANGHAI

MS_PER_REMINDER = 1.0
DUE = (0, 1_000, 100_000)
# one more open clock on every stored case, far ahead: a review that an office has set itself
FILL = """
INSERT INTO core_deadline (subject_type_id, subject_id, kind, round, area_path, rule_code, name_zh,
    name_en, length, unit, basis_zh, basis_en, started_at, started_on, due_on, provisional, counted,
    remind_from, next_rung_on, post_id)
SELECT t.id, d.id, 'review', 1, d.area_path, '', '复查', 'Review', 0, 'set', '', '', now(),
    current_date, %(due)s, false, %(story)s, %(today)s, %(rung)s, d.responsible_post_id
FROM disputes_dispute d, django_content_type t
WHERE t.app_label = 'disputes' AND t.model = 'dispute'
"""
MAKE_DUE = """
UPDATE core_deadline SET due_on = %(due)s, next_rung_on = %(today)s WHERE id IN (
    SELECT id FROM core_deadline WHERE kind = 'review' AND due_on > %(due)s
    ORDER BY md5(id::text) LIMIT %(number)s)
"""


def fill():
    """Give every case one more open deadline; tidy up with one round of everything."""
    now = moment()
    with connection.cursor() as cursor:
        far = now.date() + timedelta(days=120)
        rung = far - timedelta(days=7)
        steps = [{"what": "set", "to": far.isoformat()}]
        story = json.dumps({"steps": steps, "provisional_years": []})
        cursor.execute(FILL, {"due": far, "rung": rung, "today": now.date(), "story": story})
        cursor.execute("VACUUM ANALYZE core_deadline")
    while processing.process_lost(now):  # photos that no worker has met, twenty at a time
        pass
    ticking.tick(now, deliver=False)  # what the night would have done
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE core_deadline")
        cursor.execute("CHECKPOINT")


def tick(number):
    """Make `number` reminders due, tick, and print what it took as JSON."""
    now = moment()
    due = current_calendar().add_working_days(now.date(), 1)
    with connection.cursor() as cursor:
        cursor.execute(MAKE_DUE, {"due": due, "today": now.date(), "number": number})
        cursor.execute("VACUUM ANALYZE core_deadline")
        cursor.execute("CHECKPOINT")  # what was prepared is not counted
    rest = usage.peak_of_this_process()
    used, started = time.process_time(), time.perf_counter()
    with counting() as counter:
        done = dict(ticking.tick(now, deliver=False))
    took, used = time.perf_counter() - started, time.process_time() - used
    sent = done["reminders"].sent
    if sent != number:
        raise SystemExit(f"{sent} reminders were sent, {number} were due: {done}")
    peak = usage.peak_of_this_process()
    told = {"took": took, "cpu": used, "queries": counter.queries, "peak": peak, "rest": rest}
    print(json.dumps(told))


def moment():
    """Return ten o'clock on this or the next working day: nobody is reminded at night."""
    day = current_calendar().next_working_day(timezone.localdate() + timedelta(days=1))
    return datetime.combine(day, clock_time(10), SHANGHAI)


def grown(found):
    """Yield how `tick` grows with what is not due: it must not."""
    for number in DUE:
        same = [row for row in found if row.scenario == f"tick, {number:,} due" and row.p50_ms]
        first, last = (choose(same, key=_size, default=None) for choose in (min, max))
        if first and first.size < last.size:
            yield first.scenario, last.p50_ms / first.p50_ms


def _size(row):
    return row.size


def rows(portal):
    """Measure each number of reminders in a process of its own; return the rows."""
    portal.run("fill")
    return [_row(portal, number) for number in DUE if number <= portal.size]


def _row(portal, number):
    before = portal.database.cpu()
    told = json.loads(portal.run("tick", str(number)))
    database = (portal.database.cpu() - before) * 1000
    took = told["took"] * 1000
    row = Row(f"tick, {number:,} due", portal.size, 1, p50_ms=took, p95_ms=took)
    row.rps = number / told["took"] if number else None
    row.queries, row.web_cpu_ms, row.db_cpu_ms = told["queries"], told["cpu"] * 1000, database
    row.note = f"of {portal.size:,} open; peak {told['peak']:.0f} MB"
    row.note += f", {told['peak'] - told['rest']:+.0f} MB"
    if number:
        each = took / number
        row.note = f"{each:.2f} ms per reminder, {row.note}"
        row.judge(f"≤{MS_PER_REMINDER:g} ms each", each <= MS_PER_REMINDER)
    return row
