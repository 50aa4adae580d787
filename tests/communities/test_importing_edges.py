"""Files at the edge of what can be read, and an import whose services are away."""

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from communities.imports import COMPOUNDS
from disputes.imports import WORK_ORDERS
from puyang_property.core import patience
from puyang_property.core.importer import jobs, readers, running, tasks
from puyang_property.core.models import ImportJob
from puyang_property.core.models.imports import ImportStatus
from puyang_property.core.querysets import home_path
from tests.communities.registers import HEAD
from tests.factories.imports import ImportJobFactory, ImportRowFactory

pytestmark = pytest.mark.django_db
LINES = [f"甲网,{n}号院,华龙区,,,,,,,,l{n}" for n in range(4)]


@pytest.fixture
def redis_away(settings):
    """Redis and the broker at an address where nobody answers."""
    place = "unix:///nowhere/redis.sock"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": place}}
    patience.ask_again()
    yield
    patience.ask_again()


@pytest.fixture
def uploaded(area, officer_hualong, calendar):
    """Upload a file as the officer of 华龙区: uploaded(bytes, name)."""

    def make(content, name="小区.csv", kind=COMPOUNDS):
        file = ContentFile(content, name=name)
        return jobs.upload(kind, file, area=area("hualong"), by=officer_hualong)

    return make


@pytest.fixture
def waiting(uploaded, officer_hualong):
    def make(dry_run):
        job = uploaded("\n".join([HEAD, *LINES]).encode())
        return jobs.begin(job, by=officer_hualong, dry_run=dry_run, wait=True)

    return make


def book_of(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_workbook_with_diagrams_only_is_refused_with_words(uploaded):
    book = Workbook()
    book.create_chartsheet("图")
    book.remove(book["Sheet"])
    with pytest.raises(ValidationError):
        uploaded(book_of(book), "图.xlsx")


def test_a_workbook_without_a_sheet_is_refused_as_such(uploaded):
    whole, empty = zipfile.ZipFile(io.BytesIO(book_of(Workbook()))), io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        for part in whole.namelist():
            content = re.sub(rb"<sheets>.*</sheets>", b"<sheets/>", whole.read(part))
            archive.writestr(part, content)
    with pytest.raises(ValidationError, match="工作表"):
        uploaded(empty.getvalue(), "空.xlsx")


def test_records_with_too_many_different_keys_are_refused(uploaded):
    lines = [f'{{"key{n}": 1}}' for n in range(readers.KEYS_LIMIT + 1)]
    assert readers.read(io.BytesIO("\n".join(lines[:-1]).encode()), "a.jsonl", COMPOUNDS).headings
    with pytest.raises(ValidationError):
        uploaded("\n".join(lines).encode(), "单.jsonl")


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(uploaded, monkeypatch):
    content = "\n".join([HEAD, *LINES]).encode()
    monkeypatch.setattr(jobs, "UPLOAD_LIMIT", len(content))
    assert uploaded(content).pk
    with pytest.raises(ValidationError, match="50 MB"):
        uploaded(content + b"\n")
    assert ImportJob.objects.count() == 1


def test_text_that_looks_like_a_formula_comes_back_as_text(uploaded, officer_hualong):
    book = Workbook()
    book.active.append(["小区名称", "备注"])
    book.active.append(["东院", None])
    book.active["B2"].value, book.active["B2"].data_type = "=1+1", "s"
    job = uploaded(book_of(book), "台账.xlsx")
    jobs.begin(job, by=officer_hualong, dry_run=False, wait=True)
    running.run(job.pk)
    job.refresh_from_db()
    with job.report.open("rb") as file:
        cell = load_workbook(file).active["B2"]
        assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_the_report_of_records_leaves_out_blank_lines_and_covers_only_what_is_there(
    uploaded, officer_hualong
):
    call_command("load_categories")
    first = '{"date": "2026-11-20 09:00:00", "text": "电梯坏了", "phone": "13800138000"'
    second = first.replace("电梯", "大门").replace(', "phone": "13800138000"', ', "phone": ""')
    lines = [first + ', "id": "a1"}', "", second + ', "id": "a2"}']
    job = uploaded("\n".join(lines).encode(), "单.jsonl", WORK_ORDERS)
    jobs.begin(job, by=officer_hualong, dry_run=False, wait=True)
    running.run(job.pk)
    job.refresh_from_db()
    with job.report.open("rb") as file:
        records = [readers.json_object(line) for line in file]
    assert [record["id"] for record in records] == ["a1", "a2"]
    assert "13800138000" not in records[0]["phone"]
    assert records[0]["phone"]
    assert records[1]["phone"] == ""


def test_a_row_that_breaks_off_late_ends_the_command_with_words(area, tmp_path, calendar):
    path = tmp_path / "小区.csv"
    lines = [HEAD, *[f"甲网,{n}号院,华龙区,,,,,,,,l{n}" for n in range(30)]]
    too_long = "甲" * (csv.field_size_limit() + 1)
    path.write_text("\n".join([*lines, f"乙网,{too_long}"]), encoding="utf-8")
    with pytest.raises(CommandError, match="32"):
        call_command("import_compounds", str(path))
    assert ImportJob.objects.get().problem


def test_a_file_that_cannot_be_opened_fails_the_import_with_words(waiting):
    job = waiting(dry_run=False)
    job.file.storage.delete(job.file.name)
    Path(job.file.path).mkdir()
    assert running.run(job.pk).status == ImportStatus.FAILED
    job.refresh_from_db()
    assert job.problem


def test_the_page_sees_how_far_a_rehearsal_is(waiting, redis_client):
    job = waiting(dry_run=True)
    running.tell_progress(job, 3)
    assert running.progress(job) == 3


def test_without_redis_a_rehearsal_runs_and_tells_no_progress(waiting, redis_away, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 2)
    job = waiting(dry_run=True)
    running.tell_progress(job, 3)
    patience.ask_again()
    assert running.progress(job) == 0
    assert running.run(job.pk).status == ImportStatus.CHECKED


def test_an_import_that_begins_is_handed_to_the_workers(
    uploaded, officer_hualong, monkeypatch, django_capture_on_commit_callbacks
):
    handed = []
    monkeypatch.setattr(tasks.run_import, "delay", handed.append)
    job = uploaded("\n".join([HEAD, *LINES]).encode())
    with django_capture_on_commit_callbacks(execute=True):
        jobs.begin(job, by=officer_hualong, dry_run=False)
    assert handed == [job.pk]


def test_without_a_queue_an_import_waits_for_the_sweep(waiting, monkeypatch, caplog):
    def away(pk):
        raise ConnectionRefusedError

    job = waiting(dry_run=False)
    monkeypatch.setattr(tasks.run_import, "delay", away)
    patience.ask_again()
    jobs.hand_over("run_import", job.pk)
    patience.ask_again()
    assert f"Import {job.pk} waits for the sweep" in caplog.text
    job.refresh_from_db()
    assert job.status == ImportStatus.WAITING


def test_a_row_lies_where_its_import_lies(area, officer_hualong, officer_puyangxian):
    place = area("hualong")
    row = ImportRowFactory(job=ImportJobFactory(area=place))
    assert home_path(row) == place.path
    assert officer_hualong.has_perm("core.view_importjob", row)
    assert not officer_puyangxian.has_perm("core.view_importjob", row)


def test_a_stranger_is_sent_to_sign_in_before_anything_is_asked(client):
    answer = client.get(reverse("desk:import_upload"))
    assert (answer.status_code, "next=" in answer["Location"]) == (302, True)
