"""What is public about a compound in a real browser: axe, small phones, no script, paper."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.browser import browser_type_launch_args, overflow, violations
from tests.factories.communities import CommunityFactory, ServiceContractFactory
from tests.factories.publication import (
    ContactFactory,
    PublicationFactory,
    PublicNoticeFactory,
)

__all__ = ["browser_type_launch_args"]

pytestmark = pytest.mark.browser
JINGDONG = "hualong-zhongyuanlu-jingdong"
LONG = "中原油田采油三厂濮阳市华龙区锦绣花园家属院东区（老旧小区）"


@pytest.fixture
def compound(area):
    """A compound with everything that its pages can hold, and a long name."""
    row = CommunityFactory(at=JINGDONG, name=LONG)
    ServiceContractFactory(community=row, company__phone="0393-4499000")
    until = timezone.localdate() - timedelta(days=9)
    PublicationFactory(community=row)
    PublicationFactory(
        community=row, group="parking", valid_until=until, published_on=until, text="收益" * 90
    )
    PublicNoticeFactory(community=row, title="电梯大修使用维修资金公示")
    for kind in ("repair", "lift_rescue", "property_manager", "grid_worker", "street_office"):
        ContactFactory(community=row, kind=kind, phone="0393-4411000转80123", hours="24小时")
    return row


@pytest.fixture
def look(live_server, new_context):
    """Open a page: look(path, width=360, language="en", user=client, display="…")."""

    def at(
        path, *, width=360, language="zh-hans", user=None, display="light.normal.normal", **more
    ):
        context = new_context(viewport={"width": width, "height": 800}, **more)
        cookies = {"language": language, "display": display}
        if user:
            cookies["sessionid"] = user.cookies["sessionid"].value
        context.add_cookies(
            [{"name": k, "value": v, "url": live_server.url} for k, v in cookies.items()]
        )
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type == "error" else None)
        page.goto(live_server.url + path)
        return page

    return at


def faults(look, server, pages, **seen):
    """Return what is wrong with each of `pages`, read one after the other in one window."""
    found, window = {}, look(reverse("site:preferences"), **seen)
    for name, path in pages.items():
        window.complaints.clear()
        assert window.goto(server.url + path).status == 200, path
        found[name] = (violations(window), max(overflow(window), 0), [*window.complaints])
    return found


def public_pages(compound):
    return {
        "compound": compound.public_url,
        "poster": reverse("communities:poster", args=[compound.public_code]),
        "notices": reverse("communities:notices"),
        "notice": compound.publicnotices.get().public_url,
    }


@pytest.mark.parametrize(
    ("display", "width", "language"),
    [
        ("light.normal.normal", 320, "zh-hans"),
        ("dark.large.normal", 360, "en"),
        ("light.normal.high", 1280, "zh-hans"),
    ],
)
def test_public_pages_pass_axe_and_fit_a_small_phone(
    look, live_server, compound, display, width, language
):
    pages = public_pages(compound)
    seen = faults(look, live_server, pages, display=display, width=width, language=language)
    assert seen == dict.fromkeys(pages, ([], 0, []))


@pytest.mark.parametrize(("width", "language"), [(360, "zh-hans"), (1280, "en")])
def test_desk_pages_pass_axe(
    look, live_server, compound, client_of, clerk_zhongyuan, width, language
):
    clerk = client_of(clerk_zhongyuan)
    pages = {
        name: reverse(f"communities:{name}")
        for name in ("publication_board", "notice_list", "contact_list", "posters")
    }
    for name in ("community_publications", "publication_add", "community_contact_add"):
        pages[name] = reverse(f"communities:{name}", args=[compound.pk])
    pages["notice"] = compound.publicnotices.get().get_absolute_url()
    pages["detail"] = compound.get_absolute_url()
    seen = faults(look, live_server, pages, user=clerk, width=width, language=language)
    assert seen == dict.fromkeys(pages, ([], 0, []))


def test_without_a_script_the_page_says_whom_to_call_and_the_button_opens_the_form(look, compound):
    page = look(compound.public_url, java_script_enabled=False)
    assert page.locator('a[href="tel:03934411000"]').count() == 5
    page.locator(".button--large").click()
    assert f"community={compound.public_code}" in page.url


def sheets(pdf):
    """Return how many pages a PDF has, and how large they are in millimetres."""
    sizes = {
        tuple(round(float(point) / 72 * 25.4) for point in box.split()[2:])
        for box in re.findall(rb"/MediaBox\s*\[([^\]]*)\]", pdf)
    }
    return len(re.findall(rb"/Type\s*/Page\b", pdf)), sizes


def test_a_run_prints_one_sheet_of_a4_for_each_compound(look, compound, client_of, clerk_zhongyuan):
    for _number in range(2):
        CommunityFactory(at=JINGDONG)
    page = look(reverse("communities:posters"), user=client_of(clerk_zhongyuan))
    assert sheets(page.pdf(prefer_css_page_size=True)) == (3, {(210, 297)})
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 680, "height": 1000})
    cut = "es => es.map(e => e.scrollHeight - e.clientHeight).filter(cut => cut > 1)"
    assert page.locator(".poster").evaluate_all(cut) == []  # nothing is cut off, the longest too


def test_one_poster_is_one_sheet(look, compound):
    page = look(reverse("communities:poster", args=[compound.public_code]))
    assert sheets(page.pdf(prefer_css_page_size=True)) == (1, {(210, 297)})
