"""A street's register is taken in unseen by the public, decided, and then shown in one step."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from communities import actions, publishing, publishing_views
from communities.imports import COMPOUNDS
from communities.models import Community
from puyang_property.core import history
from puyang_property.core.importer import jobs, running, working
from puyang_property.core.models import ImportJob
from puyang_property.core.models.imports import Outcome
from tests.communities.registers import HEAD
from tests.factories.communities import CommunityFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("communities:publish_many")
JINGDONG = "hualong-zhongyuanlu-jingdong"


@pytest.fixture
def unseen(area):
    """Three compounds of one street that the public does not see."""
    return [CommunityFactory(at=JINGDONG, is_published=False) for _number in range(3)]


@pytest.fixture
def taken_in(monkeypatch, clerk_zhongyuan, area):
    """What the clerk of 中原路 has taken in, unseen: three compounds, two of which look alike."""
    lines = (
        *("甲网,盟城小区,华龙区,甲路1号,,300户,,,,,h1", "甲网,东院,华龙区,乙路2号,,80户,,,,,h2"),
        *("乙网,盟城,华龙区,甲路1号,,500户,,,,,h3", "乙网,东院小区,华龙区,丙路9号,,90户,,,,,h4"),
    )
    content = ContentFile("\n".join([HEAD, *lines]).encode(), name="中原路.csv")
    street = area("hualong-zhongyuanlu")
    job = jobs.upload(
        COMPOUNDS, content, area=street, by=clerk_zhongyuan, options={"publish": False}
    )
    jobs.begin(job, by=clerk_zhongyuan, dry_run=False, wait=True)
    running.run(job.pk)
    monkeypatch.setattr(jobs, "hand_over", lambda task, pk: working.run(pk))
    return ImportJob.objects.get()


def test_a_street_clerk_takes_in_decides_and_then_shows_the_street(
    taken_in, clerk_zhongyuan, client_of
):
    client = client_of(clerk_zhongyuan)
    assert taken_in.counts == {"created": 2, "offered": 2}
    alike, other = taken_in.rows.filter(outcome=Outcome.OFFERED).order_by("number")
    first, second = Community.objects.order_by("pk")
    choice = {"decision": "merge", "into": first.pk, "wins_households": "row"}
    for row, sent in ((alike, choice), (other, {"decision": "keep"})):
        page = reverse("desk:import_decide", args=[taken_in.pk, row.number])
        assert client.post(page, sent).status_code == 302
    kept = Community.objects.exclude(pk__in=[first.pk, second.pk]).get()
    assert not Community.objects.public().exists()

    assert PAGE in client.get(reverse("communities:list")).text
    shown = client.get(PAGE)
    assert shown.context["number"] == 3
    assert client.get(f"{PAGE}?q=盟城").context["number"] == 1
    ready = [first.pk, kept.pk]
    assert client.post(PAGE, {"communities": ready})["Location"] == PAGE
    assert {row.pk for row in Community.objects.public()} == set(ready)
    for row in Community.objects.public():
        last = history.of(row).last()
        assert (last.name, last.user) == ("published", clerk_zhongyuan)
    assert "盟城小区" in client.get(reverse("communities:register")).text
    assert client.get(PAGE).context["number"] == 1
    answer = client.post(PAGE, {"communities": [second.pk]})
    assert answer["Location"] == reverse("communities:list")


def test_what_cannot_be_shown_is_named_and_stops_no_other(unseen, clerk_zhongyuan, client_of):
    gone, into, other = unseen
    actions.merge(gone, into=into, by=clerk_zhongyuan)
    client = client_of(clerk_zhongyuan)
    sent = {"communities": [row.pk for row in unseen]}
    answer = client.post(PAGE, sent, follow=True)
    assert [row.is_published for row in Community.objects.order_by("pk")] == [False, True, True]
    assert gone.name in answer.text
    (warning,) = [m for m in answer.context["messages"] if m.level_tag == "warning"]
    assert gone.name in str(warning)


def test_nobody_shows_what_lies_elsewhere_or_more_than_a_step(
    unseen, clerk_zhongyuan, clerk_shengli, worker_jingdong, client_of, monkeypatch
):
    sent = {"communities": [row.pk for row in unseen]}
    assert client_of(clerk_shengli).post(PAGE, sent).status_code == 422
    assert client_of(worker_jingdong).post(PAGE, sent).status_code == 403
    monkeypatch.setattr(publishing, "AT_ONCE", 2)
    desk = client_of(clerk_zhongyuan)
    assert desk.post(PAGE, sent).status_code == 422
    assert len(desk.get(PAGE).context["form"].fields["communities"].choices) == 2
    assert not Community.objects.public().exists()


def test_the_page_costs_the_same_for_one_and_for_many(unseen, clerk_zhongyuan, client_of, queries):
    client = client_of(clerk_zhongyuan)
    client.get(PAGE)
    Community.objects.exclude(pk=unseen[0].pk).update(is_published=True)
    few = queries(client, PAGE)
    Community.objects.update(is_published=False)
    assert queries(client, PAGE) == few
    assert publishing_views.label(unseen[0]).startswith(unseen[0].name)
