"""Rows are taken in together: what one makes the next ones find, in a check as in the import."""

import os
import random
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from communities.imports import COMPOUNDS
from communities.models import Community, CommunityAlias, PropertyCompany, ServiceContract
from puyang_property.core import history
from puyang_property.core.importer import applying, jobs, kinds, running
from puyang_property.core.models import Event
from puyang_property.core.models.imports import Outcome
from tests.communities.registers import outcomes, run_command, twin

pytestmark = pytest.mark.django_db
ROWS = 36  # of a register: more than two chunks of 7, less than one of 50
FACTS = ("name", "area_path", "address", "households", "floor_area", "management_mode", "lng")


@pytest.fixture
def seed():
    """Return what another register comes of in each run; pytest shows it when a test fails."""
    drawn = int(os.environ.get("REGISTER_SEED") or random.SystemRandom().randrange(10**6))
    print(f"REGISTER_SEED={drawn}")
    return drawn


def one_by_one(monkeypatch):
    """Let compounds be taken in without batches, as the first importer did."""
    monkeypatch.setitem(kinds._kinds, COMPOUNDS.slug, replace(COMPOUNDS, open_batch=None))


def register():
    """Return what the register holds, in an order that does not depend on keys."""
    names = {}
    for pk, name in CommunityAlias.objects.values_list("community_id", "name"):
        names.setdefault(pk, []).append(name)
    rows = [
        (*(str(getattr(row, field)) for field in FACTS), sorted(names.get(row.pk, [])))
        for row in Community.objects.order_by("id")
    ]
    contracts = ServiceContract.objects.order_by("community_id")
    return rows, list(contracts.values_list("community__name", "company__name"))


def events():
    """Return the names and numbers of all events of the register, chain by chain."""
    found = {}
    for event in Event.objects.order_by("subject_type", "subject_id", "seq"):
        key = event.subject_type_id, event.subject_id
        found.setdefault(key, []).append((event.seq, event.name, event.user_id, event.post_id))
    return sorted(map(str, found.values()))


def what_happened(rows):
    return [(r.number, r.outcome, r.label, r.subject_seq, len(r.candidates)) for r in rows]


@pytest.mark.parametrize("size", [1, 7, 50])
def test_together_and_one_by_one_come_to_the_same(take_in, officer_city, monkeypatch, seed, size):
    found = []
    for alone in (False, True):
        with transaction.atomic(), monkeypatch.context() as patch:
            patch.setattr(running, "CHUNK", size)
            if alone:
                one_by_one(patch)
            job = take_in(*twin(seed, size=ROWS), by=officer_city, key="puyang")
            rows = list(job.rows.order_by("number"))
            found.append((register(), events(), what_happened(rows)))
            assert not list(history.faults())
            transaction.set_rollback(True)
    assert found[0] == found[1]


@pytest.mark.parametrize("size", [1, 7, 50])
def test_a_check_in_pieces_says_of_every_row_what_the_import_then_does(
    take_in, officer_city, monkeypatch, seed, size
):
    with transaction.atomic(), monkeypatch.context() as patch:
        patch.setattr(running, "CHUNK", size)
        before = register()
        job = take_in(*twin(seed, size=ROWS), by=officer_city, key="puyang", dry_run=True)
        assert register() == before
        told = _told(job)
        jobs.begin(job, by=officer_city, dry_run=False, wait=True)
        running.run(job.pk)
        job.refresh_from_db()
        assert _told(job) == told
        transaction.set_rollback(True)


def _told(job):
    """Return what became of the rows; a likely one has another key in a check, so none here."""
    rows = job.rows.order_by("number")
    return job.counts, [
        (r.number, r.outcome, r.label, len(r.candidates), r.outcome == "offered" or r.reasons)
        for r in rows
    ]


def test_a_check_names_the_row_that_would_have_made_the_likely_entry(take_in, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 1)
    lines = "甲网,盟城小区,华龙区,甲路,,,,,,,h1", "乙网,盟城,华龙区,乙路,,,,,,,h2"
    job = take_in(*lines, dry_run=True)
    row = job.rows.get(outcome=Outcome.OFFERED)
    assert row.candidates[0]["row"] == 2
    assert "盟城小区（第2行）" in row.reasons[-1]


def test_no_transaction_of_a_check_is_longer_than_a_piece(take_in, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 3)
    tried, take = [], applying.take_in

    def spy(chunk, *args, **more):
        tried.append((len(chunk), Community.objects.count()))
        return take(chunk, *args, **more)

    monkeypatch.setattr("puyang_property.core.importer.rehearsing.take_in", spy)
    lines = [f"甲网,{n}号院,华龙区,,,,,,,,l{n}" for n in range(7)]
    assert take_in(*lines, dry_run=True).counts == {"created": 7}
    assert tried == [(3, 0), (3, 0), (1, 0)]


def test_a_hundred_rows_more_cost_no_query_more(take_in, monkeypatch):
    monkeypatch.setattr(running, "CHUNK", 500)
    costs = []
    for start, number in ((0, 20), (100, 220)):
        lines = [
            f"甲网,{n}号院,华龙区,第{n}大道{n}号,隆达物业,{n}户,,,{114.9 + n * 0.003:.3f},35.7,l{n}"
            for n in range(start + 1, start + number)
        ]
        take_in("甲网,首院,华龙区,,隆达物业,,,,,,z")
        with CaptureQueriesContext(connection) as found:
            job = take_in(*lines)
        assert job.counts == {"created": number - 1}
        costs.append(len(found))
    assert costs[0] == costs[1]


def test_a_kind_without_shelves_is_checked_in_one_go(take_in, monkeypatch):
    monkeypatch.setitem(kinds._kinds, COMPOUNDS.slug, replace(COMPOUNDS, shelves=None))
    lines = "甲网,盟城小区,华龙区,甲路,,,,,,,h1", "乙网,盟城,华龙区,乙路,,,,,,,h2"
    job = take_in(*lines, dry_run=True)
    assert outcomes(job) == [Outcome.CREATED, Outcome.OFFERED]
    assert not Community.objects.exists()


def test_public_codes_that_somebody_has_are_drawn_anew(take_in, monkeypatch):
    take_in("甲网,东院,华龙区,,,,,,,,m1")
    taken = Community.objects.get().public_code
    drawn = iter([taken, "ACDEF3", "ACDEF4"])
    monkeypatch.setattr("communities.codes.new_code", lambda: next(drawn, "ACDEF6"))
    job = take_in("甲网,西院,华龙区,,,,,,,,m2", "甲网,南院,华龙区,,,,,,,,m3")
    assert job.counts == {"created": 2}


@pytest.mark.samples
def test_a_check_of_the_real_register_says_what_the_import_does(db, samples):
    call_command("load_areas", verbosity=0)
    path = samples / "puyang_compounds.csv"
    told = run_command(path, "--dry-run")
    assert not Community.objects.exists()
    assert not PropertyCompany.objects.exists()
    assert run_command(path) == told
