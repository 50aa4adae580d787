"""An import that meets a lost file, a broken row, another worker or a confused click."""

import itertools
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, OperationalError, connection
from django.urls import reverse

from communities.imports import COMPOUNDS
from communities.models import Community
from puyang_property.core import history
from puyang_property.core.importer import deciding, jobs, kinds, readers, rehearsing, running, tasks
from puyang_property.core.models import ImportJob
from puyang_property.core.models.imports import Decision, ImportStatus, Outcome
from puyang_property.core.refusals import Forbidden, Refused
from tests.communities.registers import HEAD, outcomes

pytestmark = pytest.mark.django_db
LINES = [f"甲网,{n}号院,华龙区,,,,,,,,l{n}" for n in range(5)]


@pytest.fixture
def waiting(area, officer_hualong, calendar):
    """An import that waits for its worker: waiting(*lines)."""

    def make(*lines, dry_run=False):
        content = ContentFile("\n".join([HEAD, *lines]).encode(), name="小区.csv")
        job = jobs.upload(COMPOUNDS, content, area=area("hualong"), by=officer_hualong)
        return jobs.begin(job, by=officer_hualong, dry_run=dry_run, wait=True)

    return make


def applied_by(monkeypatch, apply):
    """Let rows of compounds be applied by `apply(data, …)`."""
    monkeypatch.setitem(kinds._kinds, COMPOUNDS.slug, replace(COMPOUNDS, apply=apply))


def test_a_lost_file_is_told_and_nothing_came_in(waiting):
    job = waiting(*LINES)
    job.file.storage.delete(job.file.name)
    done = running.run(job.pk)
    assert (done.status, done.problem) == (ImportStatus.FAILED, "文件已不存在。")
    assert [event.name for event in history.of(job)][-1] == "failed"


@pytest.mark.parametrize(
    ("looked_at", "came_in", "status"),
    [(None, 0, ImportStatus.FAILED), (2, 4, ImportStatus.DONE)],
)
def test_a_file_that_becomes_unreadable_keeps_what_came_in_before_it_and_says_why(
    waiting, monkeypatch, looked_at, came_in, status
):
    monkeypatch.setattr(running, "CHUNK", 2)
    job, read = waiting(*LINES), readers.read

    def breaks_off(file, name, kind):
        table = read(file, name, kind)
        return replace(table, rows=_until(table.rows, 4))

    def looks_at_some(rows, job):
        return COMPOUNDS.prepare(itertools.islice(rows, looked_at), job)

    monkeypatch.setattr(readers, "read", breaks_off)
    kind = replace(COMPOUNDS, prepare=looks_at_some)
    monkeypatch.setattr(kinds, "get", lambda _slug: kind)
    done = running.run(job.pk)
    assert (done.status, done.position, done.problem) == (status, came_in, "第6行无法读取。")
    assert Community.objects.count() == came_in


def _until(rows, number):
    for count, row in enumerate(rows):
        if count == number:
            raise ValidationError("第6行无法读取。")
        yield row


def test_an_error_of_the_portal_stops_the_import_says_so_and_reaches_the_log(waiting, monkeypatch):
    job = waiting(*LINES)
    monkeypatch.setattr(running, "_take_in", _fails(RuntimeError("boom")))
    with pytest.raises(RuntimeError):
        running.run(job.pk)
    job.refresh_from_db()
    assert job.status == ImportStatus.FAILED
    assert job.problem


def test_while_the_database_is_away_the_import_stays_running_for_the_sweep(waiting, monkeypatch):
    job = waiting(*LINES)
    monkeypatch.setattr(running, "_take_in", _fails(OperationalError("gone")))
    with pytest.raises(OperationalError):
        running.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.problem) == (ImportStatus.RUNNING, "")


def _fails(error):
    def fail(*args, **kwargs):
        raise error

    return fail


def test_a_row_that_the_database_refuses_says_so_and_the_others_come_in(waiting, monkeypatch):
    job, apply = waiting(*LINES), COMPOUNDS.apply

    def refuse_one(data, job, **more):
        if data["name"].startswith("2号"):
            raise IntegrityError("compound_…")
        return apply(data, job, **more)

    applied_by(monkeypatch, refuse_one)
    running.run(job.pk)
    assert outcomes(job).count(Outcome.CREATED) == 4
    row = job.rows.get(outcome=Outcome.REFUSED)
    assert "数据库" in row.reasons[0]


@pytest.mark.parametrize("batch", [COMPOUNDS.open_batch, None], ids=["together", "one by one"])
def test_a_row_that_the_database_cannot_even_look_for_is_refused_alone(waiting, monkeypatch, batch):
    def clean_row(values, job):
        if values["name"].startswith("2号"):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 99999999999::integer")
        return COMPOUNDS.clean_row(values, job)

    kind = replace(COMPOUNDS, clean_row=clean_row, open_batch=batch)
    monkeypatch.setitem(kinds._kinds, COMPOUNDS.slug, kind)
    job = running.run(waiting(*LINES).pk)
    assert job.counts == {"created": 4, "refused": 1}
    assert "数据库" in job.rows.get(outcome=Outcome.REFUSED).reasons[0]


def test_a_row_that_is_refused_while_it_is_merged_leaves_nothing_half_written(
    take_in, waiting, monkeypatch
):
    take_in(LINES[0])
    first = Community.objects.get()

    def half(data, job, *, into=None, **more):
        if into is not None:
            Community.objects.filter(pk=into.pk).update(address="写了一半")
            raise Refused("不能并入")
        return COMPOUNDS.apply(data, job, **more)

    applied_by(monkeypatch, half)
    job = running.run(waiting(*LINES).pk)
    assert job.counts == {"refused": 1, "created": 4}
    assert job.rows.get(number=2).reasons == ["不能并入"]
    first.refresh_from_db()
    assert first.address == ""


def test_a_row_outside_the_post_of_the_importer_is_refused_with_a_reason(waiting, monkeypatch):
    job = waiting(LINES[0])
    applied_by(monkeypatch, _fails(Forbidden()))
    running.run(job.pk)
    assert job.rows.get().reasons[0]


def test_a_row_with_nothing_in_the_mapped_columns_is_refused_as_such(take_in):
    job = take_in(LINES[0], "只有来源,,,", head="备注,小区名称,区域,地址")
    assert outcomes(job)[-1] == Outcome.REFUSED
    assert job.rows.order_by("number").last().reasons[0].startswith("该行无法读取")


def test_a_chunk_that_another_worker_took_is_left_to_it(waiting, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 2)
    job, take = waiting(*LINES), running._take_in

    def overtaken(job, kind, chunk):
        ImportJob.objects.filter(pk=job.pk).update(position=99)
        return take(job, kind, chunk)

    monkeypatch.setattr(running, "_take_in", overtaken)
    done = running.run(job.pk)
    assert done.status == ImportStatus.RUNNING
    assert not job.rows.exists()


def test_a_rehearsal_tells_how_far_it_is(waiting, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 2)
    job = waiting(*LINES, dry_run=True)
    assert running.progress(job) == 0
    told, keep = [], rehearsing.keep_rows

    def look(job, made):
        kept = keep(job, made)
        told.append(running.progress(ImportJob.objects.get(pk=job.pk)))
        return kept

    monkeypatch.setattr(rehearsing, "keep_rows", look)
    running.run(job.pk)
    assert told == [2, 4, 5]
    job.refresh_from_db()
    assert running.progress(job) == 5


def test_a_check_that_another_worker_goes_on_with_is_left_to_it(waiting, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 2)
    job, tried = waiting(*LINES, dry_run=True), rehearsing._tried

    def overtaken(job, *given):
        ImportJob.objects.filter(pk=job.pk).update(position=99)
        return tried(job, *given)

    monkeypatch.setattr(rehearsing, "_tried", overtaken)
    assert running.run(job.pk).status == ImportStatus.RUNNING
    assert not job.rows.exists()


def test_a_check_in_one_go_tells_how_far_it_is(waiting, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 2)
    monkeypatch.setitem(kinds._kinds, COMPOUNDS.slug, replace(COMPOUNDS, shelves=None))
    told = []
    monkeypatch.setattr(rehearsing, "tell_progress", lambda _job, done: told.append(done))
    assert running.run(waiting(*LINES, dry_run=True).pk).counts == {"created": 5}
    assert told == [2, 4]


def test_the_task_runs_the_import(waiting):
    job = waiting(*LINES)
    tasks.run_import(job.pk)
    job.refresh_from_db()
    assert job.status == ImportStatus.DONE


def test_the_columns_of_an_import_that_has_begun_are_fixed(take_in, officer_hualong):
    job = take_in(*LINES)
    with pytest.raises(Refused):
        jobs.map_columns(job, {"name": 1}, by=officer_hualong)


def test_of_two_who_begin_at_the_same_moment_the_second_is_refused(waiting, officer_hualong):
    job = waiting("甲网,甲院,华龙区,,,,,,,,a1")
    ImportJob.objects.filter(pk=job.pk).update(status=ImportStatus.UPLOADED)
    first, second = (ImportJob.objects.get(pk=job.pk) for _page in range(2))
    jobs.begin(first, by=officer_hualong, dry_run=False, wait=True)
    with pytest.raises(Refused):
        jobs.begin(second, by=officer_hualong, dry_run=False, wait=True)
    second.status = ImportStatus.UPLOADED
    with pytest.raises(Refused):
        jobs.map_columns(second, second.mapping, by=officer_hualong)


def test_columns_may_be_mapped_for_once_without_being_remembered(area, officer_hualong):
    content = ContentFile("\n".join([HEAD, *LINES]).encode(), name="小区.csv")
    job = jobs.upload(COMPOUNDS, content, area=area("hualong"), by=officer_hualong)
    jobs.map_columns(job, {"name": 9}, by=officer_hualong, remember=False)
    again = jobs.upload(COMPOUNDS, content, area=area("hualong"), by=officer_hualong)
    assert again.mapping["name"] == 1


def test_an_unknown_cursor_shows_the_first_rows(take_in, client_of, officer_hualong):
    job = take_in(*LINES)
    client = client_of(officer_hualong)
    page = client.get(job.get_absolute_url(), {"cursor": "nonsense"})
    assert page.status_code == 200
    assert "0号院" in page.text


def test_an_import_without_a_report_has_none_to_send(waiting, client_of, officer_hualong):
    job = waiting(*LINES)
    client = client_of(officer_hualong)
    assert client.get(reverse("desk:import_report", args=[job.pk])).status_code == 404


def test_a_row_that_is_decided_leads_back_to_its_import(offered, client_of, officer_hualong):
    deciding.decide(offered, Decision.KEEP, by=officer_hualong)
    client = client_of(officer_hualong)
    page = client.get(reverse("desk:import_decide", args=[offered.job_id, offered.number]))
    assert page["Location"] == offered.job.get_absolute_url()


def test_after_a_decision_the_next_row_that_waits_is_shown(take_in, client_of, officer_hualong):
    job = take_in(
        "甲网,盟城小区,华龙区,甲路,,300户,,,,,h1",
        "乙网,盟城,华龙区,乙路,,500户,,,,,h2",
        "丙网,盟城,华龙区,丙路,,500户,,,,,h3",
    )
    first, second = job.rows.filter(outcome=Outcome.OFFERED).order_by("number")
    client = client_of(officer_hualong)
    address = reverse("desk:import_decide", args=[job.pk, first.number])
    form = client.get(address).context["form"]
    given = {name: form[name].value() or "" for name in form.fields} | {"decision": "keep"}
    page = client.post(address, {key: value for key, value in given.items() if value != ""})
    assert page.status_code == 302
    assert page["Location"] == reverse("desk:import_decide", args=[job.pk, second.number])
