"""The page of a compound that everybody reads."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from puyang_property.core import panels
from tests.factories.communities import (
    CommunityFactory,
    PropertyCompanyFactory,
    ServiceContractFactory,
)
from tests.factories.publication import (
    ContactFactory,
    PublicationFactory,
    PublicNoticeFactory,
)

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"


@pytest.fixture
def compound(area):
    return CommunityFactory(at=JINGDONG, name="华府山水")


def test_it_tells_the_six_groups_with_dates_and_gaps(client, compound, officer_hualong):
    until = timezone.localdate() - timedelta(days=1)
    PublicationFactory(
        community=compound, text="收费标准见公示栏。", valid_until=until, published_on=until
    )
    PublicationFactory(community=compound, text="录错的一条。", taken_back=officer_hualong)
    page = client.get(compound.public_url)
    standings = [cell.standing for cell, _documents in page.context["published"]]
    assert standings == ["outdated", *["never"] * 5]
    assert "收费标准见公示栏。" in page.text
    assert "录错的一条。" not in page.text


@pytest.mark.parametrize("slug", ["committee", "branch", "renovation"])
def test_what_no_room_tells_is_not_recorded_yet(client, compound, slug):
    place = f"communities.community_public.{slug}"

    def told(request, community):
        return None

    topics = {t["slug"]: t["panels"] for t in client.get(compound.public_url).context["topics"]}
    assert topics[slug] == ""
    panels.register(place, told)
    try:
        again = client.get(compound.public_url).context["topics"]
    finally:
        panels.unregister(place, told)
    assert {t["slug"]: t["panels"] for t in again}[slug] == ""


def test_a_room_above_fills_its_place(client, compound):
    def told(request, community):
        return "components/badge.html", {"label": f"党支部已建 {community.name}"}

    panels.register("communities.community_public.branch", told)
    try:
        page = client.get(compound.public_url)
    finally:
        panels.unregister("communities.community_public.branch", told)
    topics = {t["slug"]: t["panels"] for t in page.context["topics"]}
    assert '<span class="badge">党支部已建 华府山水</span>' in topics["branch"]
    assert topics["branch"] in page.text


def test_it_costs_the_same_with_one_of_everything_and_with_many(client, compound, queries, area):
    PublicationFactory(community=compound, document_is_public=True)
    PublicNoticeFactory(community=compound)
    ContactFactory(community=compound)
    queries(client, compound.public_url)
    one = queries(client, compound.public_url)
    for group in ("contract", "maintenance", "accounts", "parking", "other"):
        PublicationFactory(community=compound, group=group, document_is_public=True)
    for _number in range(9):
        PublicNoticeFactory(community=compound)
        ContactFactory(community=None, area=area(JINGDONG))
    assert queries(client, compound.public_url) == one


@pytest.mark.parametrize(
    ("phone", "consented_on", "shown"),
    [
        ("0393-4411000", None, True),
        ("王经理 138 1234 5678", None, False),
        ("１３８１２３４５６７８", None, False),
        ("138 1234 5678", date(2026, 1, 5), True),
    ],
)
def test_the_mobile_of_a_company_is_public_only_with_consent(
    client, compound, phone, consented_on, shown
):
    company = PropertyCompanyFactory(at=JINGDONG, phone=phone, phone_consented_on=consented_on)
    ServiceContractFactory(community=compound, company=company)
    poster = reverse("communities:poster", args=[compound.public_code])
    assert company.name in client.get(compound.public_url).text
    api = f"/api/v1/communities/{compound.pk}/"
    for page in (compound.public_url, poster):
        told = client.get(page)
        assert told.status_code == 200
        assert (phone in told.text) is shown
    assert client.get(api).json()["contract"]["phone"] == (phone if shown else "")
