from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, connection, transaction
from django.urls import reverse

from puyang_property.core import secrecy
from puyang_property.core.actors import CLOCK, Actor
from puyang_property.core.models import ReadLog
from puyang_property.core.models.secrecy import ReadKind
from puyang_property.core.refusals import Forbidden
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
