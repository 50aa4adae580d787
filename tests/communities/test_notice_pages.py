"""Public notices on screen: who reads them when, and the pages of the desk."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from communities.models import PublicNotice
from communities.publication.choices import NoticeState
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


# ------------------------------------------------------------------ who reads it when
def test_the_public_reads_a_notice_within_its_days_by_the_clock_of_puyang(client, compound):
    notice = PublicNoticeFactory(
        community=compound, from_on=date(2026, 11, 23), to_on=date(2026, 11, 24)
    )
    page, archive = reverse("communities:notices"), {"display": "ended"}
    for moment, status, listed, ended in (
        ("2026-11-22T15:59:00+00:00", 404, False, False),  # 23:59 in Puyang
        ("2026-11-22T16:01:00+00:00", 200, True, False),
        ("2026-11-24T15:59:00+00:00", 200, True, False),
        ("2026-11-24T16:01:00+00:00", 200, False, True),
    ):
        with time_machine.travel(moment, tick=False):
            assert client.get(notice.public_url).status_code == status, moment
            assert (notice in client.get(page).context["page"].items) == listed, moment
            assert (notice in client.get(page, archive).context["page"].items) == ended, moment


@pytest.mark.parametrize("hidden", [{"draft": True}, {"withdrawn": True}])
def test_the_public_never_reads_drafts_or_what_was_withdrawn(client, compound, hidden):
    notice = PublicNoticeFactory(community=compound, title="内部草稿", **hidden)
    assert client.get(notice.public_url).status_code == 404
    for address in (reverse("communities:notices"), compound.public_url):
        assert "内部草稿" not in client.get(address).text
    assert "内部草稿" not in client.get(reverse("communities:notices"), {"display": "ended"}).text


def test_a_notice_of_a_hidden_compound_is_not_public(client, compound):
    notice = PublicNoticeFactory(community=CommunityFactory(at=JINGDONG, hidden=True))
    assert client.get(notice.public_url).status_code == 404
    assert not client.get(reverse("communities:notices")).context["page"].items


def test_a_notice_for_an_area_is_read_at_every_compound_in_it(client, compound, area):
    for_street = PublicNoticeFactory(community=None, area=area("hualong-zhongyuanlu"))
    for_other = PublicNoticeFactory(community=None, area=area("hualong-shenglilu"))
    here = client.get(reverse("communities:notices"), {"compound": compound.public_code})
    assert here.context["page"].items == [for_street]
    page = client.get(compound.public_url).text
    assert for_street.title in page
    assert for_other.title not in page
    hualong = client.get(reverse("communities:notices"), {"district": "hualong"})
    assert set(hualong.context["page"].items) == {for_street, for_other}
    nobody = client.get(reverse("communities:notices"), {"compound": "ZZZZZZ"})
    assert nobody.context["page"].items == []


def test_an_ended_notice_says_so(client, compound):
    ended = timezone.localdate() - timedelta(days=1)
    notice = PublicNoticeFactory(community=compound, from_on=ended - timedelta(days=9), to_on=ended)
    assert client.get(notice.public_url).context["has_ended"]
    assert notice.text in client.get(notice.public_url).text


# ------------------------------------------------------------------ pages
def test_the_desk_writes_publishes_and_withdraws(client_of, clerk_zhongyuan, compound):
    clerk, day = client_of(clerk_zhongyuan), timezone.localdate()
    form = {
        "kind": "fund_use",
        "title": "电梯大修使用维修资金公示",
        "text": "更换主机。",
        "from_on": day.isoformat(),
        "to_on": (day + timedelta(days=20)).isoformat(),
        "document": upload(),
    }
    add = reverse("communities:community_notice_add", args=[compound.pk])
    assert clerk.post(add, form).status_code == 302
    notice = PublicNotice.objects.get()
    change = reverse("communities:notice_change", args=[notice.pk])
    assert (
        clerk.post(change, {**form, "title": "维修资金公示", "document": upload()}).status_code
        == 302
    )
    publish = reverse("communities:notice_publish", args=[notice.pk])
    assert clerk.post(publish, {}).status_code == 422  # nobody has looked
    assert clerk.post(publish, {"looked": "on"}).status_code == 302
    notice.refresh_from_db()
    assert (notice.title, notice.state) == ("维修资金公示", NoticeState.PUBLISHED)
    assert clerk.post(change, {**form, "document": ""}).status_code == 409
    withdraw = reverse("communities:notice_withdraw", args=[notice.pk])
    assert clerk.post(withdraw, {"note": "金额有误"}).status_code == 302
    assert "金额有误" in clerk.get(notice.get_absolute_url()).text


def test_the_desk_announces_to_an_area_below_its_own(client_of, officer_hualong, area):
    officer, day = client_of(officer_hualong), timezone.localdate().isoformat()
    form = {"area": area("hualong-zhongyuanlu").pk, "kind": "other", "title": "调解日"}
    form |= {"text": "每月一次。", "from_on": day, "to_on": day}
    assert officer.post(reverse("communities:notice_add"), form).status_code == 302
    assert PublicNotice.objects.get().area.key == "hualong-zhongyuanlu"
    elsewhere = {**form, "area": area("puyangxian").pk}
    assert officer.post(reverse("communities:notice_add"), elsewhere).status_code == 422


def test_the_list_is_searched_filtered_and_exported(client_of, clerk_zhongyuan, compound, area):
    clerk, page = client_of(clerk_zhongyuan), reverse("communities:notice_list")
    shown = PublicNoticeFactory(community=compound, title="电梯维修")
    draft = PublicNoticeFactory(community=None, area=area("hualong-zhongyuanlu"), draft=True)
    PublicNoticeFactory(community=None, area=area("hualong-shenglilu"))

    def found(**asked):
        return set(clerk.get(page, asked).context["page"].items)

    assert found() == {shown, draft}
    assert found(q="电梯") == {shown}
    assert found(q=compound.public_code) == {shown}
    assert found(state="draft") == {draft}
    assert found(display="now") == {shown}
    assert found(area="hualong-zhongyuanlu") == {shown, draft}
    answer = clerk.get(page, {"state": "published", "export": "csv"})
    assert len(b"".join(answer.streaming_content).decode().splitlines()) == 2


def test_lists_cost_the_same_for_one_notice_and_for_many(
    client, client_of, clerk_zhongyuan, compound, queries
):
    clerk = client_of(clerk_zhongyuan)
    pages = [(clerk, reverse("communities:notice_list")), (client, reverse("communities:notices"))]
    PublicNoticeFactory(community=compound)
    for reader, page in pages:
        queries(reader, page)
    before = [queries(reader, page) for reader, page in pages]
    for _number in range(19):
        PublicNoticeFactory(community=CommunityFactory(at=JINGDONG))
    assert [queries(reader, page) for reader, page in pages] == before
