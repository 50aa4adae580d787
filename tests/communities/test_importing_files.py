"""From the file to the report: command, pages, the real register and its twin."""

import csv
import io
from collections import defaultdict

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from communities.imports import COMPOUNDS
from communities.models import Community, PropertyCompany
from puyang_property.core import history
from puyang_property.core.actors import CLOCK
from puyang_property.core.importer import jobs, running, undoing, working
from puyang_property.core.models import ImportJob, ImportRow
from puyang_property.core.models.imports import ImportStatus, Outcome
from tests.communities.registers import HEAD, check_report, run_command, twin

pytestmark = pytest.mark.django_db


def test_the_report_of_a_workbook_is_the_workbook_with_a_column(area, officer_hualong):
    book = Workbook()
    book.active.append(["台账"])
    book.active.append(["小区名称", "户数"])
    book.active.append(["东院", "西地块约3户"])
    book.active.append([None, 4])
    book.create_sheet("说明").append(["不要动"])
    target = io.BytesIO()
    book.save(target)
    content = ContentFile(target.getvalue(), name="台账.xlsx")
    job = jobs.upload(COMPOUNDS, content, area=area("hualong"), by=officer_hualong)
    jobs.begin(job, by=officer_hualong, dry_run=False, wait=True)
    running.run(job.pk)
    job.refresh_from_db()
    with job.report.open("rb") as file:
        report = load_workbook(file)
        lines = list(report.worksheets[0].iter_rows(values_only=True))
        assert report.sheetnames == ["Sheet", "说明"]
    assert lines[0][0] == "台账"
    assert lines[1][:2] == ("小区名称", "户数")
    assert lines[1][2]
    assert "西地块" in lines[2][2]
    assert lines[3][2]


def test_a_generated_register_adds_up_and_is_undone(area, tmp_path, officer_city):
    lines = twin(2017)
    path, report = tmp_path / "小区.csv", tmp_path / "结果.csv"
    path.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    told = run_command(path, "--dry-run")
    assert not Community.objects.exists()
    counts = run_command(path, "--report", str(report))
    assert counts == told
    assert counts["offered"]
    assert counts["refused"]
    check_report(report, lines, counts)
    assert Community.objects.current().count() == counts["created"]
    undoing.undo(ImportJob.objects.first(), by=officer_city)
    assert not Community.objects.current().exists()
    assert run_command(path) == counts


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10**6))
@example(seed=1139)
def test_no_name_in_two_sources_is_entered_twice(take_in, officer_city, seed):
    with transaction.atomic():
        job = take_in(*twin(seed, size=25), by=officer_city, key="puyang")
        by_name = defaultdict(list)
        for row in job.rows.exclude(outcome=Outcome.REFUSED).order_by("number"):
            by_name[row.label].append(row)
        for rows in by_name.values():
            assert rows[0].outcome in {Outcome.CREATED, Outcome.OFFERED}
            # the first may be offered for another name: then the next one is entered
            assert sum(row.outcome == Outcome.CREATED for row in rows) <= 1
        transaction.set_rollback(True)


def test_the_command_says_in_words_what_it_cannot_do(area, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("小区名称\n东院\n", encoding="utf-8")
    for arguments in (
        (str(path), "--area", "nowhere"),
        (str(tmp_path / "missing.csv"),),
        (str(path.rename(tmp_path / "x.pdf")),),
    ):
        with pytest.raises(CommandError):
            call_command("import_compounds", *arguments)


@pytest.mark.samples
def test_the_real_register_comes_in_as_it_is(db, samples, tmp_path, record_property, capsys):
    call_command("load_areas", verbosity=0)
    path, report = samples / "puyang_compounds.csv", tmp_path / "result.csv"
    counts = run_command(path, "--report", str(report))
    with path.open(encoding="utf-8", newline="") as file:
        given = list(csv.DictReader(file))
    assert counts["rows"] == len(given) == 1119
    assert sum(counts[k] for k in counts if k != "rows") == 1119
    refs = {row["url"]: row for row in given}
    sources, met = defaultdict(set), defaultdict(set)
    for row in ImportRow.objects.exclude(outcome=Outcome.REFUSED):
        real = refs[row.data["source_ref"]]
        sources[real["name_key"]].add(real["source"])
        met[real["name_key"]].add(row.outcome)
    twice = [name for name, found in sources.items() if len(found) > 1]
    offered = [name for name in twice if Outcome.OFFERED in met[name]]
    record_property("offered", f"{len(offered)} of {len(twice)}")
    with capsys.disabled():
        print(f"\n  names in two sources: {len(twice)}, offered: {len(offered)}; {counts}")
    assert len(twice) == 300
    assert len(offered) == 300
    assert not Community.objects.filter(name__contains="不详").exists()
    assert not PropertyCompany.objects.filter(name__contains="自").exists()


def test_an_officer_uploads_checks_imports_decides_and_undoes(
    client_of, officer_hualong, area, monkeypatch, django_capture_on_commit_callbacks
):
    does = {"run_import": running.run, "go_on": working.run}
    monkeypatch.setattr(jobs, "hand_over", lambda task, pk: does[task](pk))
    client = client_of(officer_hualong)
    lines = ["甲网,盟城小区,华龙区,甲路,,300户,,,,,h1", "乙网,盟城,华龙区,乙路,,500户,,,,,h2"]
    file = ContentFile("\n".join([HEAD, *lines]).encode(), name="小区.csv")
    form = {"kind": "compounds", "file": file, "area": area("hualong").pk, "publish": "on"}
    answer = client.post(reverse("desk:import_upload"), form)
    job = ImportJob.objects.get()
    columns = reverse("desk:import_columns", args=[job.pk])
    assert answer["Location"] == columns
    shown = client.get(columns).context["form"]
    mapping = {name: shown[name].initial or shown.initial.get(name, "") for name in shown.fields}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(columns, mapping).status_code == 302
    job.refresh_from_db()
    assert job.status == ImportStatus.CHECKED
    page = client.get(job.get_absolute_url()).content.decode()
    assert reverse("desk:import_begin", args=[job.pk]) in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("desk:import_begin", args=[job.pk]))
    job.refresh_from_db()
    assert job.counts == {"created": 1, "offered": 1}
    row = job.rows.get(outcome=Outcome.OFFERED)
    decide = reverse("desk:import_decide", args=[job.pk, row.number])
    both = client.get(decide).content.decode()
    assert "300" in both
    assert "500" in both
    assert client.post(decide, {"decision": "merge"}).status_code == 422
    into = Community.objects.get().pk
    choice = {"decision": "merge", "into": into, "wins_households": "row"}
    assert client.post(decide, choice).status_code == 302
    assert Community.objects.get().households == 500
    report = client.get(reverse("desk:import_report", args=[job.pk]))
    assert b"".join(report.streaming_content).startswith("\ufeff".encode())
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("desk:import_undo", args=[job.pk])).status_code == 302
    assert not Community.objects.current().exists()


def test_a_file_that_cannot_be_read_comes_back_to_the_form(client_of, officer_hualong, area):
    file = ContentFile(b"nothing", name="x.xlsx")
    form = {"kind": "compounds", "file": file, "area": area("hualong").pk}
    answer = client_of(officer_hualong).post(reverse("desk:import_upload"), form)
    assert answer.status_code == 422
    assert not ImportJob.objects.exists()


def test_the_command_line_acts_without_a_person(area, tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("小区名称\n东院\n", encoding="utf-8")
    assert run_command(path, "--area", "hualong", "--unpublished")["created"] == 1
    row = Community.objects.get()
    assert not row.is_published
    assert history.of(row).get().actor_kind == CLOCK.kind
