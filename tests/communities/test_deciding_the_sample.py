"""The real register of three portals: an officer decides every likely duplicate that it offers."""

import csv
from collections import defaultdict

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from communities import actions, duplicates
from communities.imports import COMPOUNDS
from communities.models import Community
from puyang_property.core.importer import deciding, jobs, running, working
from puyang_property.core.importer.deciding import Alike
from puyang_property.core.models.imports import Decision, ImportStatus, Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.samples]
SAMPLE = "puyang_compounds.csv"


@pytest.fixture
def sample(samples):
    """Return the file of the real register, and the rows of it by their address."""
    content = (samples / SAMPLE).read_bytes()
    given = csv.DictReader(content.decode("utf-8-sig").splitlines())
    return ContentFile(content, name=SAMPLE), {row["url"]: row for row in given}


@pytest.fixture
def taken_in(area, sample, officer_city):
    """The register as the officer took it in: nothing of it decided."""
    call_command("load_areas", verbosity=0)
    job = jobs.upload(COMPOUNDS, sample[0], area=area("puyang"), by=officer_city)
    jobs.begin(job, by=officer_city, dry_run=False, wait=True)
    running.run(job.pk)
    job.refresh_from_db()
    return job


def same(row):
    """Return the likely entry that is called as the row is, to the key; None without one."""
    keys = [one["id"] for one in row.candidates if key(one["label"]) == key(row.label)]
    return Community.objects.filter(pk__in=keys[:1]).first()


def key(name):
    return COMPOUNDS.name_key(name)


def decide_together(job, choice, by):
    deciding.begin(job, choice, by=by, wait=True)
    working.run(job.pk)
    job.refresh_from_db()
    assert job.status == ImportStatus.DONE


def decide_one_by_one(job, by):
    for row in job.rows.filter(outcome=Outcome.OFFERED).order_by("number"):
        if into := same(row):
            deciding.decide(row, Decision.MERGE, by=by, into=into)


def merge_twins_of(kept, by):
    """Merge what was kept into the entry that a later row of its name has made; return how many."""
    merged = 0
    for row in kept:
        entry = Community.objects.get(pk=row.subject_id)
        for other in duplicates.likely(entry, by.paths_for("communities.merge_community")):
            if key(other.name) == key(entry.name):
                actions.merge(entry, into=other, by=by)
                merged += 1
    return merged


def entries_by_name(job, real):
    """Return name → the entries that stand for it, for the names that two portals know."""
    sources, entries = defaultdict(set), defaultdict(set)
    found = {row.pk: row for row in Community.objects.select_related("merged_into")}
    for row in job.rows.exclude(outcome=Outcome.REFUSED):
        line, entry = real[row.data["source_ref"]], found[row.subject_id]
        sources[line["name_key"]].add(line["source"])
        entries[line["name_key"]].add(entry.merged_into or entry)
    return {name: entries[name] for name, known in sources.items() if len(known) > 1}


def test_an_officer_decides_all_that_the_real_register_offers(
    taken_in, sample, officer_city, record_property, capsys
):
    assert taken_in.counts == {"created": 745, "offered": 374}
    decide_together(taken_in, Alike.MERGE, officer_city)
    decide_one_by_one(taken_in, officer_city)
    kept = list(taken_in.rows.filter(outcome=Outcome.OFFERED).order_by("number"))
    decide_together(taken_in, Alike.KEEP, officer_city)
    kept = taken_in.rows.filter(pk__in=[row.pk for row in kept])
    merged = merge_twins_of(kept, officer_city)

    assert not taken_in.rows.filter(outcome=Outcome.OFFERED).exists()
    assert sum(taken_in.counts.values()) == 1119
    decided = taken_in.rows.exclude(decision="")
    assert {row.decided_by for row in decided.select_related("decided_by")} == {officer_city}
    twice = entries_by_name(taken_in, sample[1])
    one = [name for name, entries in twice.items() if len(entries) == 1]
    left = Community.objects.current().count()
    record_property("one entry", f"{len(one)} of {len(twice)}")
    with capsys.disabled():
        print(f"\n  names in two sources: {len(twice)}, one entry: {len(one)}; {left} compounds")
    assert len(one) == len(twice) == 300
    assert left == taken_in.counts["created"] - merged
    assert not any(entry.withdrawn_at for entries in twice.values() for entry in entries)
