from datetime import UTC, datetime
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from puyang_property.core import history, housekeeping, secrecy
from puyang_property.core.actors import CLOCK, Actor
from puyang_property.core.models import IdempotencyKey, ReadLog
from puyang_property.core.models.secrecy import ReadKind
from puyang_property.core.refusals import Forbidden
from puyang_property.core.secrecy import retaining
from tests.factories.communities import CommunityFactory
from tests.factories.core_secrecy import IdempotencyKeyFactory, ReadLogFactory

PERMISSION = "disputes.view_contact"
NOW = datetime(2026, 12, 31, 10, tzinfo=UTC)


@pytest.fixture
def record(area):
    """Some row with a secret, in 中原路街道."""
    row = IdempotencyKeyFactory(answer="张三丰")
    row.refresh_from_db()
    row.area_path = area("hualong-zhongyuanlu").path
    row.reveal_permission = PERMISSION
    return row


def show(record, by, reason="约定回访时间", **options):
    return secrecy.reveal(record, ["answer"], by=by, reason=reason, **options)


def test_a_clerk_with_a_reason_sees_the_words_and_is_written_down(record, clerk_zhongyuan):
    assert show(record, clerk_zhongyuan, now=NOW) == {"answer": "张三丰"}
    entry = secrecy.read_log_of(record).get()
    assert (entry.user, entry.reason, entry.at) == (clerk_zhongyuan, "约定回访时间", NOW)
    assert entry.post == clerk_zhongyuan.current_posts[0]
    assert entry.what == ["answer"]
    assert entry.area_path == record.area_path


def test_another_street_a_role_without_the_right_and_a_resident_see_nothing(
    record, clerk_shengli, administrator, worker_jingdong
):
    for by in (clerk_shengli, administrator, worker_jingdong, Actor.resident(record), CLOCK):
        with pytest.raises(Forbidden):
            show(record, by)
    assert not ReadLog.objects.exists()


@pytest.mark.parametrize("reason", ["", "   ", None, "x" * 301])
def test_without_a_proper_reason_nothing_is_shown(record, clerk_zhongyuan, reason):
    with pytest.raises(ValidationError):
        show(record, clerk_zhongyuan, reason=reason)
    assert not ReadLog.objects.exists()


def test_only_secrets_are_revealed(record, clerk_zhongyuan):
    with pytest.raises(ValueError, match="no secret"):
        secrecy.reveal(record, ["scope"], by=clerk_zhongyuan, reason="约定回访时间")


def test_looking_twice_is_written_twice(record, clerk_zhongyuan):
    show(record, clerk_zhongyuan)
    show(record, clerk_zhongyuan)
    assert secrecy.read_log_of(record).count() == 2


def test_an_export_is_written_down_with_its_size(officer_hualong):
    entry = secrecy.log_export(
        "disputes", by=officer_hualong, count=812, reason="年度统计", area_path="puyang/hualong/"
    )
    assert (entry.kind, entry.rows, entry.what) == (ReadKind.EXPORT, 812, ["disputes"])
    assert "导出" in str(entry) or "exported" in str(entry)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_readlog SET reason = 'other'",
        "DELETE FROM core_readlog",
        "TRUNCATE core_readlog",
    ],
)
def test_the_read_log_cannot_be_changed(db, statement):
    ReadLogFactory()
    connection.check_constraints()
    with pytest.raises(InternalError, match="pgtrigger"), transaction.atomic():
        connection.cursor().execute(statement)
    assert ReadLog.objects.count() == 1


@pytest.mark.parametrize(
    "values",
    [
        {"user": None},
        {"kind": ReadKind.REVEAL, "reason": "x"},
        {"actor_kind": "clock"},
        {"subject_id": 4},
        {"subject_id": 4, "kind": ReadKind.LOOKUP},
    ],
    ids=["nobody", "sight of nothing", "a user as the clock", "half a subject", "half of one"],
)
def test_the_database_refuses_an_incoherent_entry(db, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        ReadLogFactory(**values)


def test_who_has_not_signed_in_sees_nothing_of_the_log(db):
    ReadLogFactory(area_path="")
    assert not ReadLog.objects.visible_to(AnonymousUser()).exists()


def test_an_auditor_reads_the_log_in_the_admin_and_changes_nothing(
    client_of, auditor, record, clerk_zhongyuan
):
    show(record, clerk_zhongyuan)
    client = client_of(auditor)
    page = client.get("/admin/core/readlog/").content.decode()
    assert "约定回访时间" in page
    assert "张三丰" not in page
    entry = ReadLog.objects.get()
    address = f"/admin/core/readlog/{entry.pk}/change/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "other"}).status_code == 403
    assert client.get("/admin/core/readlog/add/").status_code == 403


def test_an_auditor_of_a_district_sees_what_was_taken_out_of_it_and_nothing_else(
    client_of, cast, auditor, officer_city, officer_hualong, officer_puyangxian
):
    for key in ("hualong-zhongyuanlu-jingdong", "hualong-shenglilu", "puyangxian"):
        CommunityFactory(at=key)
    theirs = cast("auditor_hualong", "auditor", "hualong")

    def took(who, query=""):
        taken = client_of(who).get(f"{reverse('communities:list')}?export=csv{query}")
        assert taken.status_code == 200
        return ReadLog.objects.latest("id")

    own, filtered = took(officer_hualong), took(officer_city, "&area=hualong")
    empty = took(officer_hualong, "&q=没有这个小区")
    far, everything = took(officer_puyangxian), took(officer_city)
    odd = ReadLogFactory(area_path="")
    assert {row.area_path for row in (own, filtered, empty)} == {"puyang/hualong/"}
    assert (far.area_path, everything.area_path) == ("puyang/puyangxian/", "puyang/")
    assert own.post == officer_hualong.current_posts[0]
    assert set(ReadLog.objects.visible_to(theirs)) == {own, filtered, empty}
    assert set(ReadLog.objects.visible_to(auditor)) == {own, filtered, empty, far, everything, odd}
    page = client_of(theirs).get("/admin/core/readlog/")
    assert page.context["cl"].result_count == 3


def test_a_district_officer_does_not_read_the_log(client_of, officer_hualong):
    assert client_of(officer_hualong).get("/admin/core/readlog/").status_code == 403


# ---------------------------------------------------------------- retention


def forget_answer(row, *, now):
    row.answer = ""
    row.save(update_fields=["answer"])


@pytest.fixture
def kept_for_a_year(db, monkeypatch):
    monkeypatch.setattr(retaining, "_kinds", {})
    secrecy.retention(
        "test.key",
        months=12,
        due=lambda before: IdempotencyKey.objects.filter(
            created_at__lt=before, answer__isnull=False
        ),
        anonymise=forget_answer,
    )


def aged(years):
    row = IdempotencyKeyFactory(answer="张三丰")
    moment = NOW.replace(year=NOW.year - years)
    IdempotencyKey.objects.filter(pk=row.pk).update(created_at=moment)
    return row


def test_what_is_older_than_its_period_is_anonymised_and_in_history(kept_for_a_year):
    old, young = aged(2), aged(0)
    [done] = retaining.anonymise_due(NOW)
    assert done.count == 1
    old.refresh_from_db()
    young.refresh_from_db()
    assert (bool(old.answer), bool(young.answer)) == (False, True)
    event = history.of(old).get()
    assert (event.name, event.actor_kind, event.changes) == (
        "anonymised",
        "clock",
        {"kept_months": 12},
    )


def test_anonymising_twice_does_it_once(kept_for_a_year):
    old = aged(2)
    retaining.anonymise_due(NOW)
    assert retaining.anonymise_due(NOW)[0].count == 0
    assert history.of(old).count() == 1


def test_a_dry_run_counts_and_changes_nothing(kept_for_a_year):
    old = aged(2)
    out = StringIO()
    call_command("anonymise", "--dry-run", at="2026-12-31T18:00+08:00", stdout=out)
    assert "test.key: 1 from before 2025-12-31 would be anonymised." in out.getvalue()
    old.refresh_from_db()
    assert old.answer
    assert not history.of(old).exists()


def test_the_command_anonymises(kept_for_a_year):
    aged(9)
    out = StringIO()
    call_command("anonymise", stdout=out)
    assert "test.key: 1" in out.getvalue()
    assert not IdempotencyKey.objects.filter(answer__isnull=False).exists()


@pytest.mark.parametrize("at", ["tomorrow", "2026-12-01T09:00", "2199-01-01T00:00+08:00"])
def test_the_command_refuses_a_moment_it_cannot_erase_by(db, at):
    with pytest.raises(CommandError):
        call_command("anonymise", at=at)


def test_an_office_may_set_its_own_period(kept_for_a_year, settings):
    settings.RETENTION_MONTHS = {"test.key": 36}
    aged(2)
    assert retaining.anonymise_due(NOW)[0].count == 0


@pytest.mark.parametrize(
    ("months", "now", "before"),
    [
        (12, "2026-12-31", "2025-12-31"),
        (1, "2026-03-31", "2026-02-28"),
        (6, "2026-03-31", "2025-09-30"),
        (24, "2028-02-29", "2026-02-28"),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_months_last(months, now, before):
    rule = retaining.Retention("x", months, due=None, anonymise=None)
    moment = timezone.make_aware(datetime.fromisoformat(now))
    assert rule.before(moment).date().isoformat() == before


def test_one_failure_leaves_that_record_as_it_was(kept_for_a_year, monkeypatch):
    old = aged(2)

    def unable(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(history, "record", unable)
    with pytest.raises(ZeroDivisionError):
        retaining.anonymise_due(NOW)
    old.refresh_from_db()
    assert old.answer


def test_what_another_run_anonymised_meanwhile_is_not_counted(kept_for_a_year):
    old = aged(2)
    kind = retaining._kinds["test.key"]
    assert retaining._one(kind, kind.due(kind.before(NOW)), old.pk, NOW) == 1
    assert retaining._one(kind, kind.due(kind.before(NOW)), old.pk, NOW) == 0
    assert history.of(old).count() == 1


def test_the_clock_anonymises(kept_for_a_year):
    aged(2)
    assert housekeeping.anonymise(NOW) == {"test.key": 1}
    assert housekeeping.anonymise(NOW) == {"test.key": 0}
