"""The poster of a compound: its QR code, its short address, and a print run for a street."""

import re

import pytest
import segno
from django.urls import reverse

from communities.publication import poster, poster_views
from communities.publication.choices import ContactKind
from tests.factories.communities import CommunityFactory, ServiceContractFactory
from tests.factories.publication import ContactFactory

pytestmark = pytest.mark.django_db
JINGDONG, SHENGLI = "hualong-zhongyuanlu-jingdong", "hualong-shenglilu-jinlianhua"
SITE = "https://wuye.puyang.example"


@pytest.fixture
def compound(area, settings):
    settings.PORTAL_PUBLIC_URL = f"{SITE}/"
    return CommunityFactory(at=JINGDONG, name="华府山水", public_code="AC3467")


def modules(page):
    """Return the first QR code of a page as rows of zeros and ones, read from what it draws."""
    side, lines = re.search(
        r'<svg[^>]*viewBox="0 0 (\d+) \1"[^>]*>.*?<path[^>]*d="([^"]+)"', page, re.DOTALL
    ).groups()
    grid = [[0] * int(side) for _row in range(int(side))]
    x = y = 0.0
    for verb, numbers in re.findall(r"([Mmh])([-\d. ]+)", lines):
        given = [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", numbers)]
        if verb == "h":
            for place in range(int(given[0])):
                grid[int(y)][int(x) + place] = 1
            x += given[0]
        else:
            x, y = given if verb == "M" else (x + given[0], y + given[1])
    return grid


def test_the_code_on_the_poster_is_the_address_of_this_compound(client, compound):
    page = client.get(reverse("communities:poster", args=[compound.public_code])).text
    expected = segno.make_qr(f"{SITE}/c/AC3467/", error="q", boost_error=False)
    assert modules(page) == [list(row) for row in expected.matrix_iter(border=4)]
    other = segno.make_qr(f"{SITE}/c/AC3468/", error="q", boost_error=False)
    assert modules(page) != [list(row) for row in other.matrix_iter(border=4)]


def test_the_host_of_the_request_is_not_believed(client, compound, settings):
    settings.ALLOWED_HOSTS = ["*"]
    address = reverse("communities:poster", args=[compound.public_code])
    page = client.get(address, headers={"host": "evil.example"}).text
    assert "wuye.puyang.example/c/AC3467" in page
    assert "evil.example" not in page


def test_the_poster_says_where_whom_to_call_and_both_languages(client, compound):
    ServiceContractFactory(community=compound, company__phone="0393-4499000")
    ContactFactory(community=compound, phone="0393-4488000")
    ContactFactory(community=compound, phone="0393-4477000", is_public=False)
    page = client.get(reverse("communities:poster", args=[compound.public_code])).text
    for words in ("华府山水", "京东社区", "AC3467", "12345", "0393-4488000", "0393-4499000"):
        assert words in page
    assert "0393-4477000" not in page
    assert "Something wrong in the compound?" in page


def test_the_most_urgent_numbers_come_first_and_there_is_room_for_five(compound, area):
    for kind in ContactKind:
        ContactFactory(community=compound, kind=kind)
    (made,) = poster.posters_of([compound])
    assert [call.kind for call in made.calls] == list(poster.FIRST[: poster.CALLS])


def test_the_short_address_opens_the_form_with_the_compound_filled_in(client, compound):
    answer = client.get("/c/AC3467/")
    assert answer["Location"] == f"{reverse('disputes:file')}?community=AC3467"
    assert "华府山水" in client.get(answer["Location"]).text
    assert client.get("/c/ac3467/")["Location"] == answer["Location"]


def test_an_old_poster_leads_on_over_every_merger(client, compound):
    middle = CommunityFactory(at=JINGDONG, hidden=True, merged_into=compound)
    old = CommunityFactory(at=JINGDONG, hidden=True, merged_into=middle)
    assert client.get(f"/c/{old.public_code}/")["Location"].endswith("?community=AC3467")
    assert client.get(old.public_url)["Location"] == compound.public_url


@pytest.mark.parametrize("code", ["ZZZZZZ", "x", "AC3468"])
def test_a_code_that_nobody_has_leads_to_the_form_that_asks_for_the_place(client, compound, code):
    CommunityFactory(at=JINGDONG, public_code="AC3469", hidden=True)
    for each in (code, "AC3469"):
        assert client.get(f"/c/{each}/")["Location"] == reverse("disputes:file")


def test_a_hidden_compound_has_no_poster(client, area):
    hidden = CommunityFactory(at=JINGDONG, hidden=True)
    address = reverse("communities:poster", args=[hidden.public_code])
    assert client.get(address).status_code == 404


# ------------------------------------------------------------------ print runs
RUN = "communities:posters"


def printed(answer):
    return [made.community for made in answer.context["posters"]]


def test_a_run_prints_what_the_filtered_list_shows_and_the_public_sees(
    client_of, officer_hualong, compound
):
    officer = client_of(officer_hualong)
    CommunityFactory(at=JINGDONG, hidden=True)
    elsewhere = CommunityFactory(at=SHENGLI)
    assert set(printed(officer.get(reverse(RUN)))) == {compound, elsewhere}
    street = {"area": "hualong-zhongyuanlu"}
    answer = officer.get(reverse(RUN), street)
    assert printed(answer) == [compound]
    assert answer.text.count('<article class="poster"') == 1
    listed = officer.get(reverse("communities:list"), street)
    assert f'href="{reverse(RUN)}?area=hualong-zhongyuanlu"' in listed.text


def test_a_street_is_one_page_and_a_larger_run_comes_in_numbered_parts(
    client_of, clerk_zhongyuan, compound, monkeypatch
):
    clerk, address = client_of(clerk_zhongyuan), reverse(RUN)
    for _number in range(4):
        CommunityFactory(at=JINGDONG)
    whole = clerk.get(address)
    assert len(printed(whole)) == 5
    assert len(whole.context["links"]) == 1
    monkeypatch.setattr(poster_views.Posters, "page_size", 2)
    first = clerk.get(address, {"area": "hualong-zhongyuanlu"})
    links = first.context["links"]
    assert [(one, last) for one, last, _url, _number in links] == [(1, 2), (3, 4), (5, 5)]
    runs = [printed(clerk.get(address + url)) for _first, _last, url, _number in links]
    assert [len(run) for run in runs] == [2, 2, 1]
    assert [row for run in runs for row in run] == printed(whole)
    assert "area=hualong-zhongyuanlu" in links[1][2]
    assert printed(clerk.get(address, {"part": "no number"})) == runs[0]


def test_a_run_costs_the_same_for_one_sheet_and_for_many(
    client_of, clerk_zhongyuan, compound, queries
):
    clerk = client_of(clerk_zhongyuan)
    ContactFactory(community=compound)
    queries(clerk, reverse(RUN))
    one = queries(clerk, reverse(RUN))
    for _number in range(19):
        other = CommunityFactory(at=JINGDONG)
        ContactFactory(community=other)
        ServiceContractFactory(community=other)
    assert queries(clerk, reverse(RUN)) == one
