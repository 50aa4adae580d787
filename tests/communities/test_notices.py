"""Public notices: drafted, published, withdrawn."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from communities.actions import merge
from communities.models import PublicNotice
from communities.publication import actions
from communities.publication.choices import NoticeKind, NoticeState
from puyang_property.core import history
from puyang_property.core.actors import CLOCK
from puyang_property.core.models import RuleSetting
from puyang_property.core.refusals import Forbidden, Refused, TransitionNotAllowed
from puyang_property.core.workdays import SHANGHAI
from tests.factories.communities import CommunityFactory
from tests.factories.core_files import upload
from tests.factories.publication import PublicNoticeFactory

pytestmark = pytest.mark.django_db
JINGDONG, YUBEI = "hualong-zhongyuanlu-jingdong", "hualong-zhongyuanlu-yubei"
NOW = datetime(2026, 11, 23, 10, tzinfo=SHANGHAI)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def english():
    """Read refusals in the language of the code."""
    with override("en"):
        yield


@pytest.fixture
def compound(area):
    return CommunityFactory(at=JINGDONG, name="华府山水")


@pytest.fixture
def draft(compound, clerk_zhongyuan):
    """Draft a notice of the compound for three weeks: draft(kind="assembly")."""

    def write(**more):
        given = {
            "by": clerk_zhongyuan,
            "community": compound,
            "kind": NoticeKind.SAFETY,
            "title": "消防通道",
            "text": "请勿占用消防通道。",
            "from_on": TODAY,
            "to_on": TODAY + timedelta(days=21),
            "now": NOW,
        }
        return actions.draft(**{**given, **more})

    return write


# ------------------------------------------------------------------ verbs
def test_a_notice_is_drafted_published_and_withdrawn(draft, clerk_zhongyuan):
    notice = draft()
    assert (notice.state, notice.office.area.key) == (NoticeState.DRAFT, "hualong-zhongyuanlu")
    actions.publish(notice, by=clerk_zhongyuan, now=NOW)
    assert (notice.state, notice.published_at) == (NoticeState.PUBLISHED, NOW)
    with pytest.raises(ValidationError):
        actions.withdraw(notice, by=clerk_zhongyuan, note="  ", now=NOW)
    actions.withdraw(notice, by=clerk_zhongyuan, note="日期有误", now=NOW)
    assert notice.state == NoticeState.WITHDRAWN
    assert [e.name for e in history.of(notice)] == ["drafted", "published", "withdrawn"]
    with pytest.raises(TransitionNotAllowed):
        actions.publish(notice, by=clerk_zhongyuan, now=NOW)


def test_a_draft_is_changed_and_the_same_words_again_are_not_told(draft, clerk_zhongyuan):
    notice = draft()
    actions.change(notice, by=clerk_zhongyuan, now=NOW, title="消防车道")
    actions.change(notice, by=clerk_zhongyuan, now=NOW, title="消防车道")
    told = [(event.name, event.changes.get("fields")) for event in history.of(notice)]
    assert told == [("drafted", None), ("changed", ["title"])]


def test_only_facts_of_a_notice_are_written(draft):
    with pytest.raises(TypeError, match="state"):
        draft(state=NoticeState.PUBLISHED)


def test_a_notice_is_written_by_an_office_for_a_compound_that_stands(
    draft, compound, clerk_zhongyuan
):
    with pytest.raises(Refused, match="responsible office"):
        draft(by=CLOCK)
    merge(compound, into=CommunityFactory(at=JINGDONG), by=clerk_zhongyuan)
    with pytest.raises(Refused, match="no longer changes"):
        draft()
    assert not PublicNotice.objects.exists()


def test_a_worker_drafts_and_the_street_publishes(draft, worker_jingdong, clerk_zhongyuan):
    notice = draft(by=worker_jingdong)
    with pytest.raises(Forbidden):
        actions.publish(notice, by=worker_jingdong, now=NOW)
    actions.publish(notice, by=clerk_zhongyuan, now=NOW)


def test_an_office_announces_in_its_own_area_only(draft, area, clerk_zhongyuan, officer_hualong):
    with pytest.raises(Forbidden):
        draft(community=None, area=area("hualong"))
    with pytest.raises(Forbidden):
        draft(community=None, area=area("hualong-shenglilu"))
    assert draft(community=None, area=area("hualong-zhongyuanlu")).place.key.endswith("zhongyuanlu")
    assert draft(by=officer_hualong, community=None, area=area("hualong")).scope_path
    with pytest.raises(ValidationError):
        draft(community=None)


@pytest.mark.parametrize(("days", "is_enough"), [(6, False), (7, True), (8, True)])
def test_the_assembly_is_announced_for_seven_full_days(draft, clerk_zhongyuan, days, is_enough):
    notice = draft(kind=NoticeKind.ASSEMBLY, to_on=TODAY + timedelta(days=days))
    if is_enough:
        actions.publish(notice, by=clerk_zhongyuan, now=NOW)
        return
    with pytest.raises(Refused, match="2026-11-30"):
        actions.publish(notice, by=clerk_zhongyuan, now=NOW)


@pytest.mark.parametrize(("days", "is_enough"), [(14, False), (15, True)])
def test_affairs_of_the_residents_committee_are_displayed_for_fifteen_days(
    draft, clerk_zhongyuan, days, is_enough
):
    notice = draft(kind=NoticeKind.RESIDENTS, to_on=TODAY + timedelta(days=days))
    if is_enough:
        assert actions.publish(notice, by=clerk_zhongyuan, now=NOW).state == NoticeState.PUBLISHED
        return
    with pytest.raises(Refused, match="2026-12-08"):
        actions.publish(notice, by=clerk_zhongyuan, now=NOW)


def test_the_office_may_ask_for_longer_and_other_kinds_have_no_shortest(draft, clerk_zhongyuan):
    RuleSetting.objects.create(code="notice.assembly", length=10, reason="街道规定")
    with pytest.raises(Refused):
        actions.publish(
            draft(kind=NoticeKind.ASSEMBLY, to_on=TODAY + timedelta(days=9)),
            by=clerk_zhongyuan,
            now=NOW,
        )
    actions.publish(draft(to_on=TODAY), by=clerk_zhongyuan, now=NOW)


def test_display_cannot_begin_before_anybody_could_read_it(draft, clerk_zhongyuan):
    with pytest.raises(Refused, match="first day"):
        actions.publish(draft(from_on=TODAY - timedelta(days=1)), by=clerk_zhongyuan, now=NOW)


def test_nothing_is_published_that_the_public_would_not_see(draft, compound, clerk_zhongyuan):
    empty = draft(text="", document=upload())
    with pytest.raises(Refused, match="nothing"):
        actions.publish(empty, by=clerk_zhongyuan, now=NOW)
    actions.change(empty, by=clerk_zhongyuan, document_is_public=True, now=NOW)
    actions.publish(empty, by=clerk_zhongyuan, now=NOW)
    type(compound).objects.filter(pk=compound.pk).update(is_published=False)
    with pytest.raises(Refused, match="does not see"):
        actions.publish(draft(community=type(compound).objects.get()), by=clerk_zhongyuan, now=NOW)


def test_a_published_notice_no_longer_changes(draft, clerk_zhongyuan):
    notice = draft()
    actions.change(notice, by=clerk_zhongyuan, title="消防通道提示", now=NOW)
    actions.publish(notice, by=clerk_zhongyuan, now=NOW)
    with pytest.raises(Refused):
        actions.change(notice, by=clerk_zhongyuan, title="别的", now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"kind": "party"},
        {"to_on": date(2026, 10, 1)},
        {"community": None},
        {"published_at": None},
        {"withdrawn_at": NOW},
    ],
    ids=str,
)
def test_the_database_refuses_what_cannot_be(compound, wrong):
    row = PublicNoticeFactory(community=compound)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicNotice.objects.filter(pk=row.pk).update(**wrong)
