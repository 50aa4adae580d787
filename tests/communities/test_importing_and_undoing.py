"""An import is rehearsed, resumed after a crash, and undone as a whole."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from communities import actions, contracts
from communities.imports import COMPOUNDS
from communities.models import Community, PropertyCompany, ServiceContract
from puyang_property.core import history
from puyang_property.core.importer import deciding, jobs, running, tasks, undoing
from puyang_property.core.models import ImportJob, ImportMapping, ImportRow
from puyang_property.core.models.imports import Decision, ImportStatus, Outcome
from puyang_property.core.refusals import Refused
from tests.communities.registers import HEAD, outcomes
from tests.factories.imports import ImportRowFactory

pytestmark = pytest.mark.django_db


def state():
    return (
        list(
            Community.objects.filter(withdrawn_at=None).order_by("id").values("name", "households")
        ),
        PropertyCompany.objects.current().count(),
        ServiceContract.objects.standing().count(),
    )


def test_a_check_says_exactly_what_the_import_then_does_and_writes_nothing(
    take_in, officer_hualong
):
    lines = [
        "甲网,盟城小区,华龙区,甲路,隆达物业,300户,,,,,h1",
        "乙网,盟城,华龙区,乙路,,500户,,,,,h2",
        "乙网,,华龙区,,,,,,,,h3",
    ]
    before = state()
    job = take_in(*lines, dry_run=True)
    assert (state(), job.status) == (before, ImportStatus.CHECKED)
    told = (job.counts, outcomes(job), [row.reasons for row in job.rows.order_by("number")][2])
    jobs.begin(job, by=officer_hualong, dry_run=False, wait=True)
    running.run(job.pk)
    job.refresh_from_db()
    done = (job.counts, outcomes(job), [row.reasons for row in job.rows.order_by("number")][2])
    assert done == told
    assert Community.objects.count() == 1


def test_undo_takes_back_everything_and_restores_what_was_filled(take_in, officer_hualong):
    take_in("甲网,盟城小区,华龙区,盟城路,,,,,,,i1")
    before = state()
    job = take_in(
        "甲网,盟城小区,华龙区,盟城路,建业物业,300户,3万m2,,,,i1",
        "甲网,新院,华龙区,新路,隆达物业,,,,,,i2",
    )
    assert state() != before
    undoing.undo(job, by=officer_hualong)
    assert state() == before
    row = Community.objects.current().get()
    assert (row.floor_area, row.management_mode) == (None, "unknown")
    assert job.status == ImportStatus.UNDONE
    assert [event.name for event in history.of(job)][-1] == "undone"
    with pytest.raises(Refused):
        undoing.undo(job, by=officer_hualong)


def test_what_was_changed_since_stands_in_the_way_and_is_named(take_in, officer_hualong):
    job = take_in("甲网,东院,华龙区,,,,,,,,j1", "甲网,西院,华龙区,,,,,,,,j2")
    changed = Community.objects.get(name="西院")
    actions.update(changed, by=officer_hualong, households=5)
    with pytest.raises(Refused) as refused:
        undoing.undo(job, by=officer_hualong)
    assert "西院" in str(refused.value)
    assert "东院" not in str(refused.value)
    assert Community.objects.current().count() == 2


def test_a_contract_changed_since_stands_in_the_way(take_in, officer_hualong):
    job = take_in("甲网,东院,华龙区,,隆达物业,,,,,,j1")
    contract = ServiceContract.objects.get()
    contracts.change_contract(contract, by=officer_hualong, kind="preliminary")
    with pytest.raises(Refused):
        undoing.undo(job, by=officer_hualong)
    assert Community.objects.current().count() == 1


def test_decided_rows_are_undone_as_well(offered, officer_hualong):
    row = Community.objects.get()
    deciding.decide(offered, Decision.MERGE, by=officer_hualong, into=row, overwrite=["households"])
    undoing.undo(offered.job, by=officer_hualong)
    assert not Community.objects.current().exists()


def test_after_an_undo_the_same_file_comes_in_again(take_in, officer_hualong):
    line = "甲网,盟城小区,华龙区,盟城路,隆达物业,300户,,,,,k1"
    undoing.undo(take_in(line), by=officer_hualong)
    assert outcomes(take_in(line)) == [Outcome.CREATED]
    assert PropertyCompany.objects.current().count() == 1


def test_an_interrupted_import_goes_on_where_it_was(take_in, area, officer_hualong, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 2)
    lines = [f"甲网,{n}号院,华龙区,,,,,,,,l{n}" for n in range(7)]
    content = ContentFile("\n".join([HEAD, *lines]).encode(), name="小区.csv")
    job = jobs.upload(COMPOUNDS, content, area=area("hualong"), by=officer_hualong)
    jobs.begin(job, by=officer_hualong, dry_run=False, wait=True)
    real, calls = running._take_in, []

    def dies_once(job, kind, chunk):
        calls.append(len(chunk))
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(job, kind, chunk)

    monkeypatch.setattr(running, "_take_in", dies_once)
    with pytest.raises(KeyboardInterrupt):
        running.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.position) == (ImportStatus.RUNNING, 4)
    running.run(job.pk)
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.counts) == (ImportStatus.DONE, {"created": 7})
    assert Community.objects.count() == 7


def test_what_a_dead_worker_left_is_handed_over_again(take_in, monkeypatch, at_moment):
    handed = []
    monkeypatch.setattr(jobs, "hand_over", lambda task, pk: handed.append(pk))
    job = take_in("甲网,东院,华龙区,,,,,,,,m1")
    ImportJob.objects.filter(pk=job.pk).update(
        status=ImportStatus.RUNNING, beat_at=at_moment(minutes=-6)
    )
    assert tasks.requeue(at_moment()) == 1
    assert handed == [job.pk]
    ImportJob.objects.filter(pk=job.pk).update(beat_at=at_moment(minutes=-2))
    assert tasks.requeue(at_moment()) == 0


def test_old_files_are_forgotten_and_outcomes_kept(take_in, at_moment):
    job = take_in("甲网,东院,华龙区,,,,,,,,n1")
    name = job.file.name
    assert tasks.forget_files(at_moment(days=179)) == 0
    assert tasks.forget_files(at_moment(days=181)) == 1
    job.refresh_from_db()
    assert not job.file
    assert not job.file.storage.exists(name)
    assert outcomes(job) == [Outcome.CREATED]


def test_headings_once_mapped_are_known_again(area, officer_hualong):
    lines = "院子,甲,乙\n东院,1,2\n".encode()
    upload = {"area": area("hualong"), "by": officer_hualong}
    job = jobs.upload(COMPOUNDS, ContentFile(lines, name="a.csv"), **upload)
    assert job.mapping == {}
    with pytest.raises(ValidationError):
        jobs.begin(job, by=officer_hualong, dry_run=False)
    with pytest.raises(ValidationError):
        jobs.map_columns(job, {"name": 9}, by=officer_hualong)
    jobs.map_columns(job, {"name": 0, "households": 1}, by=officer_hualong)
    again = jobs.upload(COMPOUNDS, ContentFile(lines, name="b.csv"), **upload)
    assert again.mapping == {"name": 0, "households": 1}
    assert ImportMapping.objects.count() == 1


def test_nobody_imports_into_another_district(area, officer_puyangxian):
    content = ContentFile("小区名称\n东院\n".encode(), name="a.csv")
    with pytest.raises(PermissionDenied):
        jobs.upload(COMPOUNDS, content, area=area("hualong"), by=officer_puyangxian)


@pytest.mark.parametrize("change", [{"decision": "merge"}, {"outcome": "lost"}], ids=str)
def test_the_database_refuses_an_incoherent_row(change):
    row = ImportRowFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRow.objects.filter(pk=row.pk).update(**change)
