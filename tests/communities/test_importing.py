"""A register comes in as it is: nothing guessed, everything accounted for, all of it undone."""

import csv
import io
import json
import os
import random
from collections import defaultdict
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from communities import actions, contracts, reading
from communities.imports import COMPOUNDS
from communities.models import Community, PropertyCompany, ServiceContract
from puyang_property.core import history
from puyang_property.core.actors import CLOCK
from puyang_property.core.importer import jobs, running, tasks, undoing
from puyang_property.core.models import ImportJob, ImportMapping, ImportRow
from puyang_property.core.models.imports import Decision, ImportStatus, Outcome
from puyang_property.core.refusals import Refused
from tests.factories.communities import CommunityFactory
from tests.factories.core_clock import load_calendar
from tests.factories.imports import ImportRowFactory

HEAD = "来源,小区名称,区域,地址,物业公司,户数,建筑面积,绿化率,经度,纬度,网址"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _calendar(db):
    load_calendar()


@pytest.fixture
def take_in(area, officer_hualong):
    """Import lines of CSV as the officer of 华龙区: take_in("…", "…") -> job."""

    def run(*lines, by=officer_hualong, key="hualong", name="小区.csv", dry_run=False, head=HEAD):
        content = ContentFile("\n".join([head, *lines]).encode(), name=name)
        job = jobs.upload(COMPOUNDS, content, area=area(key), by=by)
        jobs.begin(job, by=by, dry_run=dry_run, wait=True)
        running.run(job.pk)
        job.refresh_from_db()
        assert sum(job.counts.values()) == job.position
        return job

    return run


def outcomes(job):
    return [row.outcome for row in job.rows.order_by("number")]


# ------------------------------------------------------------------ rows as they are
def test_dirt_is_dropped_with_a_note_and_facts_are_kept(take_in):
    job = take_in(
        "甲网,华府山水,华龙华龙,任丘路１８号,自持物业,约1147 户,23万m2,40% %,115.1053,35.7715,a1",
        "甲网,濮水小镇,华龙区,不详,无物业,西地块约1181户,-1 平方米,暂无信息 %,106.8361,32.3372,a2",
    )
    clean, dirty = Community.objects.order_by("id")
    assert (clean.households, clean.floor_area, clean.green_rate) == (1147, 230000, 40)
    assert (clean.address, clean.area.key) == ("任丘路18号", "hualong")
    assert clean.lng is not None
    assert clean.management_mode == "unknown"
    assert (dirty.households, dirty.floor_area, dirty.green_rate, dirty.lng) == (None,) * 4
    assert (dirty.address, dirty.management_mode) == ("", "none")
    first, second = job.rows.order_by("number")
    assert "自持物业" in first.reasons[0]
    assert len(second.reasons) == 3
    assert not PropertyCompany.objects.exists()


def test_a_row_without_a_name_or_outside_the_area_comes_back_with_its_reason(take_in):
    job = take_in(
        "甲网,,华龙区,某路1号,,,,,,,b1",
        "甲网,濮水小镇,濮阳县,,,,,,,,b2",
        "甲网," + "长" * 121 + ",华龙区,,,,,,,,b3",
    )
    assert outcomes(job) == [Outcome.REFUSED] * 3
    assert all(row.reasons for row in job.rows.all())
    assert not Community.objects.exists()


@pytest.mark.parametrize(
    ("words", "address", "key"),
    [
        ("华龙区", "", "hualong"),
        ("华龙", "", "hualong"),
        ("华龙华龙", "", "hualong"),
        ("濮阳县濮阳", "", "puyangxian"),
        ("清丰濮阳", "", "qingfeng"),
        ("开发区", "", "jingkaiqu"),
        ("濮阳县华龙", "", "puyang"),
        ("高新区", "", "puyang"),
        ("濮阳市", "", "puyang"),
        ("", "华龙-华龙-黄河东路729号", "hualong"),
        ("", "濮阳县城关镇某路", "puyangxian"),
        ("", "黄河路", "puyang"),
    ],
)
def test_the_area_is_what_the_words_say_and_else_the_city(
    take_in, officer_city, words, address, key
):
    take_in(f"甲网,某花园,{words},{address},,,,,,,", by=officer_city, key="puyang")
    assert Community.objects.get().area.key == key


def test_street_and_committee_place_the_compound(take_in):
    head = "小区名称,街道,社区"
    take_in("甲院,中原路街道办事处,京东社区", "乙院,中原路,没有社区", head=head)
    placed, street = Community.objects.order_by("id")
    assert placed.area.key == "hualong-zhongyuanlu-jingdong"
    assert street.area.key == "hualong-zhongyuanlu"
    assert list(Community.objects.unplaced()) == [street]


def test_a_point_that_many_compounds_share_is_the_middle_of_a_map(take_in):
    points = ["115.02662744067,35.753297888208"] * 3 + ["115.1,35.7"] * 2
    lines = [f"甲网,{n}号院,华龙区,,,,,,{point},c{n}" for n, point in enumerate(points)]
    take_in(*lines)
    assert Community.objects.filter(lng=None).count() == 3


@pytest.mark.parametrize(
    ("company", "mode"),
    [
        ("业主自管", "self_managed"),
        ("单位自管", "work_unit"),
        ("街道代管", "trusteeship"),
        ("无物业", "none"),
        ("自营", "unknown"),
        ("某置业有限公司", "unknown"),
        ("", "unknown"),
    ],
)
def test_what_is_no_company_becomes_a_way_of_management(take_in, company, mode):
    take_in(f"甲网,某花园,华龙区,,{company},,,,,,")
    assert Community.objects.get().management_mode == mode
    assert not PropertyCompany.objects.exists()


def test_a_company_is_entered_once_under_all_its_spellings(take_in):
    take_in(
        "甲网,东院,华龙区,,濮阳市隆达物业有限公司,,,,,,d1",
        "甲网,西院,华龙区,,隆达物业,,,,,,d2",
        "甲网,南院,华龙区,,河南隆达物业管理有限公司濮阳分公司,,,,,,d3",
    )
    assert PropertyCompany.objects.count() == 2
    assert ServiceContract.objects.in_force().count() == 3
    assert set(Community.objects.values_list("management_mode", flat=True)) == {"company"}


@pytest.mark.parametrize(
    ("name", "found"), [("盟城小区(濮水花园)", ["濮水花园"]), ("甲(中原路)", [])]
)
def test_a_second_name_in_brackets_is_kept_as_such(name, found):
    assert reading.aliases(name, "") == found


# ------------------------------------------------------------------ duplicates
def test_the_same_name_in_two_sources_is_offered_and_never_merged(take_in):
    job = take_in("甲网,盟城小区,华龙区,盟城路,,,,,,,e1", "乙网,盟城,华龙区,盟城路,,,,,,,e2")
    assert outcomes(job) == [Outcome.CREATED, Outcome.OFFERED]
    assert Community.objects.count() == 1
    row = job.rows.get(outcome=Outcome.OFFERED)
    assert row.candidates[0]["id"] == Community.objects.get().pk


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        ("乙网,清华如意碧水云天,华龙区,黄河路与大庆路口,,,,,,,f2", Outcome.OFFERED),
        ("乙网,碧水云天北,华龙区,,,,,,115.1001,35.7701,f2", Outcome.OFFERED),
        ("乙网,别处花园,华龙区,黄河路与大庆路口,,,,,,,f2", Outcome.CREATED),
        ("乙网,碧水云天北,华龙区,,,,,,115.2,35.7,f2", Outcome.CREATED),
    ],
)
def test_a_similar_name_is_offered_only_near_by(take_in, other, outcome):
    job = take_in("甲网,碧水云天,华龙区,黄河路与大庆路口,,,,,115.1,35.77,f1", other)
    assert outcomes(job)[1] == outcome


def test_the_same_file_again_makes_nothing_new(take_in):
    lines = ["甲网,盟城小区,华龙区,盟城路,,300户,,,,,g1", "甲网,盟城小区,华龙区,盟城路,,,3万m2,,,,"]
    first, second = take_in(*lines), take_in(*lines)
    assert outcomes(first) == [Outcome.CREATED, Outcome.MERGED]
    assert outcomes(second) == [Outcome.MERGED, Outcome.MERGED]
    row = Community.objects.get()
    assert (row.households, row.floor_area) == (300, 30000)


def test_merging_never_overwrites_what_the_register_says(take_in):
    take_in("甲网,盟城小区,华龙区,盟城路,,300户,,,,,g1")
    job = take_in("甲网,盟城小区,华龙区,盟城路,,500户,3万m2,,,,g1")
    row = Community.objects.get()
    assert (row.households, row.floor_area) == (300, 30000)
    assert job.rows.get().reasons


@pytest.fixture
def offered(take_in):
    """An import whose second row waits for a decision."""
    job = take_in(
        "甲网,盟城小区,华龙区,甲路,,300户,,,,,h1", "乙网,盟城,华龙区,乙路,,500户,3万m2,,,,h2"
    )
    return job.rows.get(outcome=Outcome.OFFERED)


def test_merge_takes_the_chosen_fields_and_fills_the_rest(offered, officer_hualong):
    row = Community.objects.get()
    jobs.decide(offered, Decision.MERGE, by=officer_hualong, into=row, overwrite=["households"])
    row.refresh_from_db()
    assert (row.households, row.floor_area, row.address) == (500, 30000, "甲路")
    assert row.aliases.get().name == "盟城"
    offered.job.refresh_from_db()
    assert offered.job.counts == {"created": 1, "merged": 1}


def test_keep_both_makes_a_second_compound(offered, officer_hualong):
    jobs.decide(offered, Decision.KEEP, by=officer_hualong)
    assert Community.objects.count() == 2
    with pytest.raises(Refused):
        jobs.decide(offered, Decision.REFUSE, by=officer_hualong)


def test_leave_out_counts_as_refused_with_its_reason(offered, officer_hualong):
    jobs.decide(offered, Decision.REFUSE, by=officer_hualong)
    offered.refresh_from_db()
    assert offered.outcome == Outcome.REFUSED
    assert offered.reasons[-1]
    assert offered.decided_by == officer_hualong


def test_nobody_from_elsewhere_decides(offered, officer_puyangxian):
    with pytest.raises(PermissionDenied):
        jobs.decide(offered, Decision.KEEP, by=officer_puyangxian)


def test_a_row_merges_only_with_what_was_offered(offered, officer_hualong, area):
    other = CommunityFactory(at="hualong")
    with pytest.raises(ValidationError):
        jobs.decide(offered, Decision.MERGE, by=officer_hualong, into=other)


# ------------------------------------------------------------------ dry run and undo
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
    jobs.decide(offered, Decision.MERGE, by=officer_hualong, into=row, overwrite=["households"])
    undoing.undo(offered.job, by=officer_hualong)
    assert not Community.objects.current().exists()


def test_after_an_undo_the_same_file_comes_in_again(take_in, officer_hualong):
    line = "甲网,盟城小区,华龙区,盟城路,隆达物业,300户,,,,,k1"
    undoing.undo(take_in(line), by=officer_hualong)
    assert outcomes(take_in(line)) == [Outcome.CREATED]
    assert PropertyCompany.objects.current().count() == 1


# ------------------------------------------------------------------ running
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


@pytest.fixture
def at_moment():
    from datetime import timedelta

    from django.utils import timezone

    now = timezone.now()
    return lambda **shift: now + timedelta(**shift)


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


# ------------------------------------------------------------------ report and command
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


def run_command(path, *arguments):
    out = io.StringIO()
    call_command("import_compounds", str(path), *arguments, stdout=out)
    return json.loads(out.getvalue().strip().splitlines()[-1])


def twin(seed, sources=("甲网", "乙网", "丙网"), size=60):
    """Return lines like those of the real sample: names in two sources, dirt, wrong companies."""
    chance = random.Random(seed)
    names = [
        f"{a}{b}" for a in "龙华景盟瑞祥清泰" for b in ("庭小区", "苑", "·花园", "家属院(中原路)")
    ]
    lines = []
    for number in range(size):
        name = chance.choice(names) if chance.random() < 0.95 else ""
        place = chance.choice(["华龙区", "华龙华龙", "濮阳县", "清丰华龙", "", "高新区"])
        point = chance.choice([",", "115.05,35.77", "106.8,32.3", "x,y", "115.026627,35.753297"])
        company = chance.choice(["", "业主自管", "隆达物业", "建业物业", "不详", "自营", "某置业"])
        count = chance.choice(["", "3000 户", "不详", "约12户", "-1", "0"])
        size_text = chance.choice(["", "340000m2", "23万m2", "-1 平方米", "近60亩", "暂无资料"])
        source = chance.choice(sources)
        lines.append(
            f"{source},{name},{place},路{number % 9}号,{company},{count},{size_text},36%,"
            f"{point},u{number}"
        )
    return lines


def check_report(path, given, counts):
    """Each row of the file comes back in its place with what became of it; the sums agree."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == len(given) + 1
    assert [row[:-1] for row in rows[1:]] == [next(csv.reader([line])) for line in given]
    assert all(row[-1] for row in rows)
    assert counts["rows"] == len(given) == sum(counts[k] for k in counts if k != "rows")


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
def test_every_name_in_two_sources_is_offered_or_refused(take_in, officer_city, seed):
    with transaction.atomic():
        job = take_in(*twin(seed, size=25), by=officer_city, key="puyang")
        by_name = defaultdict(list)
        for row in job.rows.exclude(outcome=Outcome.REFUSED).order_by("number"):
            by_name[row.label].append(row)
        for rows in by_name.values():
            assert rows[0].outcome in {Outcome.CREATED, Outcome.OFFERED}
            assert all(row.outcome != Outcome.CREATED for row in rows[1:])
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
def test_the_real_register_comes_in_as_it_is(db, tmp_path, record_property, capsys):
    folder = os.environ.get("PORTAL_SAMPLES")
    if not folder:
        pytest.skip("PORTAL_SAMPLES is not set: the generated twin ran instead.")
    call_command("load_areas", verbosity=0)
    path, report = Path(folder) / "puyang_compounds.csv", tmp_path / "result.csv"
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


# ------------------------------------------------------------------ pages
def test_an_officer_uploads_checks_imports_decides_and_undoes(
    client_of, officer_hualong, area, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(jobs, "hand_over", lambda task, pk: running.run(pk))
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
    choice = {"decision": "merge", "into": Community.objects.get().pk, "overwrite": ["households"]}
    assert client.post(decide, choice).status_code == 302
    assert Community.objects.get().households == 500
    report = client.get(reverse("desk:import_report", args=[job.pk]))
    assert b"".join(report.streaming_content).startswith("\ufeff".encode())
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
