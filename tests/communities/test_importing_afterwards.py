"""Rows of a finished import are decided together, or all undone, by a worker that may die."""

import errno
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.urls import reverse

from communities import actions
from communities.imports import COMPOUNDS
from communities.models import Community
from puyang_property.core import history
from puyang_property.core.importer import deciding, jobs, kinds, running, tasks, undoing, working
from puyang_property.core.importer.deciding import Alike
from puyang_property.core.models import ImportJob
from puyang_property.core.models.imports import Decision, ImportStatus, Outcome
from puyang_property.core.refusals import Refused
from tests.communities.registers import outcomes

pytestmark = pytest.mark.django_db
REGISTER = (
    "甲网,盟城小区,华龙区,甲路,,300户,,,,,h1",
    "甲网,东湖苑,华龙区,乙路一百二十三号,,,,,,,h2",
    "甲网,西湖苑,华龙区,丙路,,,,,,,h3",
)
AGAIN = (
    "乙网,盟城小区,华龙区,丁路,,500户,9000m2,,,,i1",  # exactly the same name
    "乙网,盟城,华龙区,丁路,,,,,,,i2",  # the same key, spelt otherwise
    "乙网,东湖苑北区,华龙区,乙路一百二十三号,,,,,,,i3",  # another name at the same address
    "乙网,南院,华龙区,戊路,,,,,,,i4",
)


@pytest.fixture
def second(take_in):
    """An import of which three rows wait for a decision."""
    take_in(*REGISTER)
    job = take_in(*AGAIN)
    assert job.counts == {"offered": 3, "created": 1}
    return job


def waiting(job):
    return list(job.rows.filter(outcome=Outcome.OFFERED).values_list("label", flat=True))


def test_a_preview_counts_and_names_what_each_choice_would_decide(second):
    found = deciding.previews(second)
    assert [row.label for row in found[Alike.MERGE].first] == ["盟城小区"]
    assert [row.label for row in found[Alike.KEEP].first] == ["东湖苑北区"]
    assert (found[Alike.MERGE].count, found[Alike.KEEP].count) == (1, 1)
    assert len(waiting(second)) == 3


def test_all_of_exactly_the_same_name_are_merged_and_the_register_is_not_overwritten(
    second, officer_hualong
):
    deciding.begin(second, Alike.MERGE, by=officer_hualong, wait=True)
    job = working.run(second.pk)
    assert (job.status, waiting(job)) == (ImportStatus.DONE, ["盟城", "东湖苑北区"])
    row = Community.objects.get(name="盟城小区")
    assert (row.households, row.floor_area) == (300, 9000)
    decided = job.rows.get(label="盟城小区")
    assert (decided.decision, decided.decided_by) == (Decision.MERGE, officer_hualong)
    assert job.counts == {"created": 1, "merged": 1, "offered": 2}


def test_all_called_otherwise_are_kept_and_a_spelling_of_the_name_waits_on(
    second, officer_hualong, monkeypatch
):
    monkeypatch.setattr(working, "CHUNK", 1)
    deciding.begin(second, Alike.KEEP, by=officer_hualong, wait=True)
    job = working.run(second.pk)
    assert waiting(job) == ["盟城小区", "盟城"]
    assert Community.objects.filter(name="东湖苑北区").exists()
    assert (job.work["done"], job.work["of"]) == (1, 1)


def test_a_worker_that_dies_while_deciding_is_followed_by_one_that_goes_on(
    second, officer_hualong, monkeypatch, at_moment
):
    monkeypatch.setattr(working, "CHUNK", 1)
    deciding.begin(second, Alike.MERGE, by=officer_hualong, wait=True)
    working._some(second.pk, officer_hualong)
    second.refresh_from_db()
    assert second.status == ImportStatus.DECIDING
    handed = []
    monkeypatch.setattr(jobs, "hand_over", lambda task, pk: handed.append((task, pk)))
    assert tasks.requeue(at_moment()) == 0
    assert tasks.requeue(at_moment(minutes=3)) == 1
    assert handed == [("go_on", second.pk)]
    tasks.go_on(second.pk)
    tasks.go_on(second.pk)
    second.refresh_from_db()
    assert second.counts == {"created": 1, "merged": 1, "offered": 2}
    assert Community.objects.filter(name="盟城小区").count() == 1


def test_where_no_row_is_alike_nothing_begins(take_in, officer_hualong):
    with pytest.raises(Refused):
        deciding.begin(take_in(REGISTER[0]), Alike.KEEP, by=officer_hualong)


def test_while_rows_are_decided_nothing_else_begins(second, officer_hualong, officer_puyangxian):
    with pytest.raises(PermissionDenied):
        deciding.begin(second, Alike.KEEP, by=officer_puyangxian)
    deciding.begin(second, Alike.KEEP, by=officer_hualong, wait=True)
    for begin in (
        lambda: deciding.begin(second, Alike.MERGE, by=officer_hualong),
        lambda: undoing.begin(second, by=officer_hualong),
        lambda: deciding.decide(second.rows.get(label="盟城"), Decision.KEEP, by=officer_hualong),
    ):
        with pytest.raises(Refused):
            begin()


def test_a_row_that_is_refused_when_all_alike_are_decided_waits_on_with_the_reason(
    second, officer_hualong, monkeypatch
):
    def refuse(*_given, **_more):
        raise Refused("登记锁定")

    monkeypatch.setitem(kinds._kinds, COMPOUNDS.slug, replace(COMPOUNDS, apply=refuse))
    deciding.begin(second, Alike.MERGE, by=officer_hualong, wait=True)
    job = working.run(second.pk)
    assert (job.status, job.counts) == (ImportStatus.DONE, {"offered": 3, "created": 1})
    assert job.rows.get(label="盟城小区").reasons[-1] == "登记锁定"


def test_while_the_database_is_away_the_rest_waits_for_the_sweep(
    second, officer_hualong, monkeypatch
):
    def away(*_given, **_more):
        raise OperationalError("gone")

    deciding.begin(second, Alike.KEEP, by=officer_hualong, wait=True)
    monkeypatch.setitem(working._works, ImportStatus.DECIDING, away)
    with pytest.raises(OperationalError):
        working.run(second.pk)
    second.refresh_from_db()
    assert (second.status, second.problem) == (ImportStatus.DECIDING, "")


def test_who_lost_the_post_meanwhile_decides_nothing_more(
    second, officer_hualong, officer_puyangxian
):
    deciding.begin(second, Alike.KEEP, by=officer_hualong, wait=True)
    second.work["by"] = officer_puyangxian.pk
    second.save()
    job = working.run(second.pk)
    assert (job.status, job.counts) == (ImportStatus.DONE, {"offered": 3, "created": 1})
    assert job.problem
    assert history.of(job).last().name == "stopped"


def test_what_another_worker_finished_is_not_done_again(second, officer_hualong):
    before = history.of(second).count()
    assert working._some(second.pk, officer_hualong).status == ImportStatus.DONE
    assert history.of(second).count() == before


@pytest.mark.parametrize("has_report", [True, False])
def test_what_was_decided_stands_without_room_for_a_report_and_without_one(
    second, officer_hualong, monkeypatch, caplog, has_report, django_capture_on_commit_callbacks
):
    def full(_job):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(running.report, "write", full)
    if not has_report:
        ImportJob.objects.filter(pk=second.pk).update(report="")
    deciding.begin(second, Alike.MERGE, by=officer_hualong, wait=True)
    with django_capture_on_commit_callbacks(execute=True):
        job = working.run(second.pk)
    assert (job.status, job.counts["merged"]) == (ImportStatus.DONE, 1)
    assert ("could not be written" in caplog.text) is has_report


def test_an_interrupted_undoing_goes_on_where_it_was(take_in, officer_hualong, monkeypatch):
    monkeypatch.setattr(working, "CHUNK", 2)
    job = take_in(*(f"甲网,{n}号院,华龙区,,隆达物业,,,,,,l{n}" for n in range(5)))
    undoing.begin(job, by=officer_hualong, wait=True)
    working._some(job.pk, officer_hualong)
    job.refresh_from_db()
    assert (job.status, job.percent) == (ImportStatus.UNDOING, 40)
    assert Community.objects.current().count() == 3
    withdrawn = history.of(Community.objects.get(name="4号院")).count()
    tasks.go_on(job.pk)
    tasks.go_on(job.pk)
    job.refresh_from_db()
    assert (job.status, job.counts) == (ImportStatus.UNDONE, {"undone": 5})
    assert not Community.objects.current().exists()
    assert history.of(Community.objects.get(name="4号院")).count() == withdrawn
    assert not list(history.faults())


def test_what_was_changed_is_left_and_reported_and_the_rest_undone(take_in, officer_hualong):
    job = take_in(*REGISTER)
    running.report.write(job)
    actions.update(Community.objects.get(name="东湖苑"), by=officer_hualong, households=5)
    undoing.begin(job, by=officer_hualong, leave_changed=True, wait=True)
    working.run(job.pk)
    job.refresh_from_db()
    assert job.status == ImportStatus.UNDONE
    assert outcomes(job) == [Outcome.UNDONE, Outcome.LEFT, Outcome.UNDONE]
    assert list(Community.objects.current().values_list("name", flat=True)) == ["东湖苑"]
    assert job.rows.get(outcome=Outcome.LEFT).reasons[-1]


def test_what_somebody_changes_while_it_is_undone_is_left(take_in, officer_hualong, monkeypatch):
    monkeypatch.setattr(working, "CHUNK", 1)
    job = take_in(*REGISTER)
    undoing.begin(job, by=officer_hualong, wait=True)
    working._some(job.pk, officer_hualong)
    actions.update(Community.objects.get(name="盟城小区"), by=officer_hualong, households=5)
    working.run(job.pk)
    assert outcomes(job) == [Outcome.LEFT, Outcome.UNDONE, Outcome.UNDONE]


def test_a_record_of_several_rows_is_undone_row_by_row(take_in, officer_hualong):
    more = REGISTER[0].replace("300户", "").replace(",,,,,h1", ",9000m2,,,,h1")
    job = take_in(REGISTER[0], more)
    assert outcomes(job) == [Outcome.CREATED, Outcome.MERGED]
    undoing.undo(job, by=officer_hualong)
    assert job.counts == {"undone": 2}
    assert not Community.objects.current().exists()


def test_a_fault_of_the_portal_gives_the_import_back(take_in, officer_hualong, monkeypatch):
    job = take_in(*REGISTER)
    undoing.begin(job, by=officer_hualong, wait=True)

    def fails(*args, **more):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(kinds, "get", fails)
        with pytest.raises(RuntimeError):
            working.run(job.pk)
    job.refresh_from_db()
    assert job.status == ImportStatus.DONE
    assert job.problem
    undoing.undo(job, by=officer_hualong)
    assert not Community.objects.current().exists()


def test_the_pages_show_what_would_be_decided_and_how_far_it_is(
    second, client_of, officer_hualong, monkeypatch, django_capture_on_commit_callbacks
):
    client = client_of(officer_hualong)
    address = reverse("desk:import_decide_alike", args=[second.pk])
    assert address in client.get(second.get_absolute_url()).text
    assert "东湖苑北区" in client.get(address).text
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"choice": "keep"}).status_code == 302
    page = client.get(second.get_absolute_url()).text
    assert 'http-equiv="refresh"' in page
    assert '<progress max="1" value="0"' in page
    assert 'http-equiv="refresh"' in client.get(reverse("desk:import_list")).text
    assert client.get(address)["Location"] == second.get_absolute_url()
    assert ImportJob.objects.get(pk=second.pk).percent == 0


def test_the_side_that_was_chosen_wins_field_by_field(second, client_of, officer_hualong):
    client = client_of(officer_hualong)
    row = second.rows.get(label="盟城小区")
    address = reverse("desk:import_decide", args=[second.pk, row.number])
    page = client.get(address)
    assert {"wins_households", "wins_address"} <= set(page.context["form"].fields)
    assert page.context["left"] == 3
    into = page.context["sides"].into.pk
    chosen = {"decision": "merge", "into": into, "wins_households": "row", "wins_address": "entry"}
    refused = client.post(address, {**chosen, "decision": ""})
    assert refused.status_code == 422
    assert 'name="wins_households" value="row" checked' in refused.text
    answer = client.post(address, chosen)
    assert answer["Location"] == reverse("desk:import_decide", args=[second.pk, row.number + 1])
    merged = Community.objects.get(name="盟城小区")
    assert (merged.households, merged.address) == (500, "甲路")


def test_the_kind_says_which_names_are_one(second):
    assert COMPOUNDS.name_key("盟城小区") == COMPOUNDS.name_key("盟城")
