"""The front page of the desk: what is due, with links to the exact lists."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import log_in
from tests.disputes.desk import accepted, case
from tests.factories.disputes import ClockRequestFactory, DisputeFactory

__all__ = ["accepted", "case"]
HOME = "/desk/"


def figures(user):
    """Return {tab: number} as the front page shows them."""
    page = log_in(user).get(HOME).content.decode()
    found = re.findall(r'\?tab=(\w+)"><span class="figure__value">(\d+)<', page)
    return {slug: int(number) for slug, number in found}


def test_each_figure_is_the_length_of_the_list_it_leads_to(
    case, officer_hualong, clerk_zhongyuan, area
):
    jingdong = area("hualong-zhongyuanlu-jingdong")
    own = officer_hualong.current_posts[0]
    DisputeFactory(area=jingdong, overdue=True, accepted=True, responsible_post=own)
    DisputeFactory(area=jingdong, responsible_post=None)
    ClockRequestFactory(dispute__area=jingdong)
    shown = figures(officer_hualong)
    assert shown["requests"] == shown["mine"] == 1
    for slug, number in shown.items():
        rows = log_in(officer_hualong).get("/desk/disputes/", {"tab": slug})
        assert len(rows.context["object_list"]) == number, slug


def test_the_clerk_sees_the_next_case_and_not_the_requests(case, clerk_zhongyuan):
    page = log_in(clerk_zhongyuan).get(HOME).content.decode()
    assert case.number in page
    assert "tab=requests" not in page


def test_another_street_sees_nothing_of_it(case, clerk_shengli):
    page = log_in(clerk_shengli).get(HOME).content.decode()
    assert case.number not in page
    assert set(figures(clerk_shengli).values()) == {0}


def test_whoever_sees_no_case_sees_no_figures(administrator, stranger):
    assert figures(administrator) == {}
    assert 'class="empty"' in log_in(administrator).get(HOME).content.decode()
    answer = log_in(stranger).get(HOME)
    assert answer.status_code == 200
    assert 'class="empty"' in answer.content.decode()


def test_the_page_costs_the_same_for_one_case_and_for_many(area, clerk_zhongyuan):
    jingdong, client = area("hualong-zhongyuanlu-jingdong"), log_in(clerk_zhongyuan)
    post = clerk_zhongyuan.current_posts[0]

    def cost():
        client.get(HOME)
        with CaptureQueriesContext(connection) as queries:
            client.get(HOME)
        return len(queries)

    DisputeFactory(area=jingdong, responsible_post=post)
    one = cost()
    for _each in range(15):
        DisputeFactory(area=jingdong, responsible_post=post)
    assert cost() == one
