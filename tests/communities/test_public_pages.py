"""The public register: search, one page per compound, the API."""

from datetime import date

import pytest
from django.urls import reverse

from communities.models import Community
from tests.factories.communities import (
    CommunityAliasFactory,
    CommunityFactory,
    PropertyCompanyFactory,
    ServiceContractFactory,
)

JINGDONG = "hualong-zhongyuanlu-jingdong"
pytestmark = pytest.mark.django_db


def test_the_register_is_searched_without_an_account(client, area):
    CommunityFactory(at=JINGDONG, name="华府山水")
    CommunityFactory(at=JINGDONG, name="盟城小区")
    CommunityFactory(at=JINGDONG, name="华府内院", hidden=True)
    page = client.get(reverse("communities:register"), {"q": "hf"}).content.decode()
    assert "华府山水" in page
    assert "盟城小区" not in page
    assert "华府内院" not in page


def test_the_register_narrows_by_district_and_kind(client, area):
    CommunityFactory(at=JINGDONG, name="华府山水", kind="new")
    CommunityFactory(at="puyangxian", name="濮水小镇", kind="old")
    url = reverse("communities:register")
    assert "濮水小镇" not in client.get(url, {"district": "hualong"}).content.decode()
    assert "华府山水" not in client.get(url, {"kind": "old"}).content.decode()


def test_an_empty_result_says_what_to_do(client, area):
    page = client.get(reverse("communities:register"), {"q": "没有这个"})
    assert page.status_code == 200
    assert b'class="empty"' in page.content


@pytest.mark.parametrize(
    "query", ["cursor=zzz", "q=%00", "kind=villa", "district=nowhere", "q=" + "长" * 500]
)
def test_nonsense_in_the_address_is_no_fault_of_ours(client, area, query):
    page = client.get(reverse("communities:register") + "?" + query)
    assert page.status_code == (400 if "%00" in query else 200)
    assert client.get(f"/api/v1/communities/?{query}").status_code == 400


def test_the_register_turns_its_pages_by_key(client, area):
    for _ in range(35):
        CommunityFactory(at=JINGDONG)
    first = client.get(reverse("communities:register"))
    second = client.get(reverse("communities:register") + first.context["page"].next_url)
    shown = [row.pk for row in (*first.context["page"], *second.context["page"])]
    assert len(shown) == len(set(shown)) == 35


def test_the_public_page_names_company_and_term_and_no_more(client, area):
    row = CommunityFactory(at=JINGDONG, name="华府山水")
    CommunityAliasFactory(community=row, name="钻井院")
    company = PropertyCompanyFactory(at=JINGDONG, name="隆达物业", phone="0393-4411000")
    ServiceContractFactory(
        community=row, company=company, starts_on=date(2020, 1, 1), ends_on=date(2099, 12, 31)
    )
    page = client.get(row.public_url).content.decode()
    for words in ("华府山水", "钻井院", "隆达物业", "0393-4411000", "2099", row.public_code):
        assert words in page


def test_a_code_typed_in_small_letters_opens_the_page(client, area):
    row = CommunityFactory(at=JINGDONG)
    assert client.get(f"/communities/{row.public_code.lower()}/").status_code == 200


def test_a_hidden_compound_has_no_public_page_and_a_merged_one_leads_on(client, area):
    hidden = CommunityFactory(at=JINGDONG, hidden=True)
    stays = CommunityFactory(at=JINGDONG)
    merged = CommunityFactory(at=JINGDONG, hidden=True, merged_into=stays)
    assert client.get(hidden.public_url).status_code == 404
    assert client.get("/communities/ZZZZZZ/").status_code == 404
    assert client.get(merged.public_url)["Location"] == stays.public_url


def test_suggestions_come_as_json(client, area):
    row = CommunityFactory(at=JINGDONG, name="华府山水")
    answer = client.get(reverse("communities:suggest"), {"q": "hfss"}).json()
    assert [found["public_code"] for found in answer["results"]] == [row.public_code]


@pytest.mark.parametrize("name", ["communities:register", "communities:suggest"])
def test_public_lists_cost_the_same_for_one_and_twenty(client, area, queries, name):
    url = reverse(name) + "?q=花园"
    CommunityFactory(at=JINGDONG)
    queries(client, url)  # warms caches of content types and settings
    one = queries(client, url)
    for _ in range(19):
        CommunityFactory(at=JINGDONG)
    assert queries(client, url) == one


def test_the_api_tells_the_public_register(client, area):
    row = CommunityFactory(at=JINGDONG, name="华府山水")
    CommunityFactory(at=JINGDONG, name="华府内院", hidden=True)
    found = client.get("/api/v1/communities/", {"q": "华府"}).json()["results"]
    assert [one["public_code"] for one in found] == [row.public_code]
    assert found[0]["area"] == {"key": JINGDONG, "name": "京东社区"}
    assert found[0]["url"].endswith(row.public_url)
    for reference in (row.pk, row.public_code):
        one = client.get(f"/api/v1/communities/{reference}/").json()
        assert one["name"] == "华府山水"
        assert one["contract"] is None
    missing = client.get("/api/v1/communities/ZZZZZZ/")
    assert missing.status_code == 404
    assert missing["Content-Type"].startswith("application/problem+json")


def test_the_api_turns_its_pages(client, area):
    for _ in range(5):
        CommunityFactory(at=JINGDONG)
    seen, url = [], "/api/v1/communities/?page_size=2"
    while url:
        answer = client.get(url).json()
        seen += [one["id"] for one in answer["results"]]
        url = answer["next"]
    assert sorted(seen) == sorted(Community.objects.values_list("pk", flat=True))
