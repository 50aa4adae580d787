"""script/bench: what it asks, counts, judges and writes; no test looks at how fast anything is."""

import json
import subprocess
import sys
import time

import pytest
from benchmark import browser, counting, measuring, options, sessions, table, usage
from benchmark.measured import Row
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django_otp.oath import totp

from accounts.models import Area
from tests.factories.accounts import AreaFactory
from tests.scripts.running import ROOT, environment, run

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
PROMISED = {
    *("scenario", "size", "concurrency", "rps", "p50_ms", "p95_ms", "queries", "web_cpu_ms"),
    *("db_cpu_ms", "baseline", "ratio", "note"),
}


class Idle:
    """A portal that uses no CPU."""

    def cpu(self):
        return 1.0, 2.0


def row(size, ratio, scenario="queue, open"):
    return Row(scenario, size, 8, rps=10.0, baseline="fifty rows", ratio=ratio)


def test_quick_means_ten_thousand_cases_only():
    assert options.parse(["--quick"]).sizes == (10_000,)
    assert options.parse([]).sizes == (10_000, 100_000, 1_000_000)
    assert options.parse(["--sizes", "20_000,5000"]).sizes == (20_000, 5_000)


def test_an_unknown_option_is_refused_before_anything_starts(tmp_path):
    refused = run("bench", "--quik", home=tmp_path / "home")
    assert refused.returncode == 2
    assert "--quik" in refused.stderr
    assert not (tmp_path / "home").exists()


def test_too_few_cases_to_page_through_are_refused(capsys):
    with pytest.raises(SystemExit):
        options.parse(["--sizes", "10"])
    assert "--sizes" in capsys.readouterr().err


def test_a_page_with_the_wrong_status_or_without_its_marks_is_wrong():
    answer = browser.Answer(200, {}, "<main>案件 PY-2026-000123-K</main>".encode())
    assert answer.expect(200, "PY-2026-000123-K") is answer
    with pytest.raises(browser.Wrong, match="status 200 instead of 302"):
        answer.expect(302)
    with pytest.raises(browser.Wrong, match="lacks '没有'"):
        answer.expect(200, "没有")


def test_the_hidden_fields_of_a_form_are_kept_and_others_are_not():
    page = '<input type="hidden" name="stamp" value="a&amp;b"><input name="place" value="x">'
    assert browser.Answer(200, {}, page.encode()).hidden() == {"stamp": "a&b"}


def test_a_loop_counts_what_came_to_its_end():
    done = []
    figures = measuring.measure(Idle(), done.append, ["a", "b"], seconds=0.05, warmup=1)
    assert figures.requests == len(done) - 2
    assert {"a", "b"} == set(done)
    assert (figures.web_cpu_ms, figures.db_cpu_ms) == (0, 0)


def test_a_loop_ends_early_when_its_forms_are_used_up():
    forms = [1, 2, 3, 4, 5]

    def act(reader):
        if not forms:
            raise StopIteration
        forms.pop()

    assert measuring.measure(Idle(), act, ["a"], seconds=30, warmup=2).requests == 3


def test_one_wrong_answer_fails_the_loop():
    def act(reader):
        if reader == "b":
            raise browser.Wrong("status 500 instead of 200")

    with pytest.raises(browser.Wrong, match="500"):
        measuring.measure(Idle(), act, ["a", "b"], seconds=5, warmup=0)


def test_a_loop_without_one_answer_is_no_measurement():
    def act(reader):
        raise StopIteration

    with pytest.raises(browser.Wrong, match="not one"):
        measuring.measure(Idle(), act, ["a"], seconds=1, warmup=0)


@LINUX
def test_the_cpu_of_a_family_includes_its_children_living_and_ended():
    burn = "import time\nwhile time.process_time() < 0.3: pass\n"
    code = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {burn!r}])\ninput()"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        family = usage.Family(parent.pid)
        deadline = time.monotonic() + 60
        while family.cpu() < 0.3 and time.monotonic() < deadline:
            time.sleep(0.05)
        assert family.cpu() >= 0.3
        assert family.peak_mb() > 1
        parent.communicate(b"\n")


def test_the_second_factor_is_that_of_the_portal():
    before = totp(b"12345678901234567890")
    code = sessions.totp("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    assert int(code) in {before, totp(b"12345678901234567890")}


def test_the_json_has_the_promised_keys_and_ends_the_note_with_the_aim(tmp_path):
    judged = row(10_000, 0.4321098).judge("≥0.5", is_met=False)
    table.write([judged], tmp_path / "figures.json")
    [told] = json.loads((tmp_path / "figures.json").read_text())
    assert set(told) == PROMISED
    assert (told["ratio"], told["note"]) == (0.4321, "≥0.5 MISSED")


def test_a_line_of_the_table_stands_under_its_heading():
    heading, line = table.heading(), table.show(row(1_000_000, 0.5))
    assert line.index("fifty rows") == heading.index("baseline")


def test_the_json_of_a_run_becomes_a_table_for_the_documentation():
    heading, _rule, line = table.markdown([row(10_000, 0.5).as_json()])
    assert heading.startswith("| scenario | size | c | rps |")
    assert line.startswith("| queue, open | 10,000 | 8 | 10.0 |")


def test_growth_is_counted_in_times_of_the_baseline_page():
    rows = [row(10_000, 0.8), row(100_000, 0.7), row(1_000_000, 0.5)]
    [line] = table.growth(rows, {"queue, open": 1.3})
    assert "1.60 ×" in line
    assert line.endswith("≤1.3 MISSED")


def test_growth_needs_two_sizes():
    assert list(table.growth([row(10_000, 0.8)], {"queue, open": 1.3})) == []


@pytest.mark.django_db
def test_queries_are_counted_for_the_request_that_asks():
    def view(request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        list(Area.objects.order_by("path")[:1])
        return HttpResponse("done")

    counted = counting.CountingMiddleware(view)
    asked = counted(RequestFactory().get("/", headers={counting.ASKED: "1"}))
    assert asked.headers[counting.ANSWER] == "2"
    assert counting.ANSWER not in counted(RequestFactory().get("/")).headers


@pytest.fixture
def _baseline_pages(settings):
    """The doors and templates that script/bench adds."""
    templates = [{**settings.TEMPLATES[0]}]
    folder = ROOT / "script" / "benchmark" / "templates"
    templates[0]["DIRS"] = [*templates[0]["DIRS"], folder]
    with override_settings(ROOT_URLCONF="benchmark.urls", TEMPLATES=templates):
        yield


@pytest.mark.django_db
@pytest.mark.usefixtures("_baseline_pages")
def test_the_baseline_pages_show_one_row_fifty_rows_and_insert_one(client):
    area = AreaFactory()
    assert area.path in client.get(f"/bench/one-row/?key={area.key}").text
    assert "fifty rows" in client.get("/bench/fifty-rows/?key=a").text
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_line (id bigserial PRIMARY KEY, words text)")
        assert "电梯" in client.post("/bench/one-insert/", {"words": "电梯"}).text
        cursor.execute("SELECT words FROM bench_line")
        assert cursor.fetchall() == [("电梯",)]


def test_the_baseline_pages_are_not_for_production(tmp_path):
    secrets = dict.fromkeys(
        ("PORTAL_SECRET_KEY", "PORTAL_CONTACT_KEYS", "PORTAL_DIGEST_KEY", "PORTAL_HOSTS"), "x" * 50
    )
    services = {"DATABASE_URL": "postgresql:///none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    environ = environment(tmp_path, PORTAL_ENV="production", **secrets, **services)
    refused = subprocess.run(
        [sys.executable, "-c", "import benchmark.settings"],
        env=environ | {"PYTHONPATH": f"{ROOT / 'script'}:{ROOT}"},
        capture_output=True,
        text=True,
    )
    assert "not for production" in refused.stderr


@LINUX
@pytest.mark.slow_services
def test_a_small_city_is_loaded_and_measured(tmp_path):
    out = tmp_path / "figures.json"
    wanted = "file by API,queue"
    arguments = ("--sizes", "1000", "--only", wanted, "--json", out, "--seconds", "0.3")
    done = run("bench", *arguments, home=tmp_path / "home")
    assert done.returncode == 0, done.stdout + done.stderr
    rows = {each["scenario"]: each for each in json.loads(out.read_text())}
    assert {"file by API", "queue, mine", "queue, deep page"} < set(rows)
    assert all(each["size"] == 1_000 for each in rows.values())
    assert rows["queue, open"]["baseline"] == "fifty rows"
    assert rows["queue, open"]["queries"] > 1
    assert not (tmp_path / "home").exists(), "it keeps to a folder of its own"
