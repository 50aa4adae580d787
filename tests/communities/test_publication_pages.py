"""Published information at the desk: the board of gaps, one compound, the forms, documents."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from communities.models import Publication
from communities.publication import gaps
from communities.publication.choices import Group, Standing
from puyang_property.core import files
from puyang_property.core.files import processing
from tests.factories.communities import CommunityFactory
from tests.factories.core_files import upload
from tests.factories.publication import PublicationFactory

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"
BOARD = "communities:publication_board"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def compound(area, calendar):
    return CommunityFactory(at=JINGDONG, name="华府山水")


@pytest.fixture
def clerk(client_of, clerk_zhongyuan):
    return client_of(clerk_zhongyuan)


def shown(community, group=Group.PROVIDER, *, days=0):
    """Publish so that it counts until so many days from today."""
    until = timezone.localdate() + timedelta(days=days)
    return PublicationFactory(
        community=community,
        group=group,
        published_on=until - timedelta(days=365),
        valid_until=until,
    )


def found(client, **asked):
    return [line.community for line in client.get(reverse(BOARD), asked).context["lines"]]


def test_the_board_shows_each_compound_with_its_six_groups(clerk, compound):
    shown(compound, days=5)
    shown(compound, Group.PARKING, days=-5)
    (line,) = clerk.get(reverse(BOARD)).context["lines"]
    standings = {cell.group: cell.standing for cell in line.cells}
    assert standings == {
        **dict.fromkeys(Group, Standing.NEVER),
        Group.PROVIDER: Standing.CURRENT,
        Group.PARKING: Standing.OUTDATED,
    }


def test_the_board_is_narrowed_by_group_and_by_gap(clerk, compound, clerk_zhongyuan):
    whole = CommunityFactory(at=JINGDONG)
    for group in Group:
        shown(whole, group, days=5)
    late = CommunityFactory(at=JINGDONG)
    shown(late, Group.PARKING, days=-5)
    CommunityFactory(at="hualong-shenglilu-jinlianhua")  # of another street
    assert set(found(clerk)) == {compound, whole, late}
    assert found(clerk, standing="current") == [whole]
    assert set(found(clerk, standing="gap")) == {compound, late}
    assert found(clerk, standing="outdated") == [late]
    assert found(clerk, group="parking", standing="outdated") == [late]
    assert set(found(clerk, group="provider", standing="never")) == {compound, late}


def test_each_total_leads_to_as_many_rows_as_it_says(clerk, compound):
    other = CommunityFactory(at=JINGDONG)
    shown(compound, days=5)
    shown(other, days=-5)
    page = clerk.get(reverse(BOARD), {"kind": "old"})
    seen = {}
    for standing, numbers in page.context["totals"]:
        for group, (number, address) in zip(gaps.GROUPS, numbers, strict=True):
            assert "kind=old" in address
            assert len(clerk.get(reverse(BOARD) + address).context["lines"]) == number
            seen[standing, group] = number
    assert seen[Standing.OUTDATED, Group.PROVIDER] == 1
    assert seen[Standing.NEVER, Group.PARKING] == 2


def test_the_board_costs_the_same_for_one_compound_and_for_many(clerk, compound, queries):
    board = reverse(BOARD)
    shown(compound)
    queries(clerk, board)  # the first one fills caches
    one = queries(clerk, board)
    for _number in range(19):
        other = CommunityFactory(at=JINGDONG)
        shown(other)
        shown(other, Group.OTHER, days=-3)
    assert queries(clerk, board) == one


@pytest.mark.parametrize("query", [{}, {"group": "provider", "standing": "outdated"}])
def test_the_board_is_exported_as_it_is_shown(clerk, compound, query):
    shown(compound, days=-5)
    CommunityFactory(at=JINGDONG, name="没有公示的小区")
    answer = clerk.get(reverse(BOARD), {**query, "export": "csv"})
    head, *lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == (1 if query else 2)
    (mine,) = [line for line in lines if "华府山水" in line]
    until = timezone.localdate() - timedelta(days=5)
    assert until.isoformat() in mine
    assert str(Standing.OUTDATED.label) in mine


def test_a_worker_records_with_a_photo_and_the_page_shows_it(client_of, worker_jingdong, compound):
    worker = client_of(worker_jingdong)
    form = {
        "group": "contract",
        "published_on": "2026-03-02",
        "site": "大门公示栏",
        "document": upload(),
        "document_is_public": "on",
    }
    add = reverse("communities:publication_add", args=[compound.pk])
    refused = worker.post(add, form | {"document": upload()})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"looked"}
    form |= {"looked": "on", "document": upload()}
    assert worker.post(add, form).status_code == 302
    row = Publication.objects.get()
    assert (row.group, row.document_is_public) == (Group.CONTRACT, True)
    (photo,) = files.of(row)
    processing.process(photo.pk)
    page = worker.get(row.get_absolute_url())
    assert photo.url in page.text
    every = worker.get(reverse("communities:community_publications", args=[compound.pk]))
    assert row.get_absolute_url() in every.text
    assert "confidence U" in every.text or "可信度 U" in every.text


def test_a_form_that_is_refused_keeps_what_was_typed(clerk, compound):
    form = {"group": "contract", "published_on": "2999-03-02", "site": "北门", "text": "费用"}
    answer = clerk.post(reverse("communities:publication_add", args=[compound.pk]), form)
    assert answer.status_code == 422
    assert "北门" in answer.text
    assert not Publication.objects.exists()


def test_the_address_names_the_group_that_is_missing(clerk, compound):
    add = reverse("communities:publication_add", args=[compound.pk])
    assert clerk.get(add, {"group": "parking"}).context["form"].initial["group"] == "parking"


def test_it_is_taken_back_with_a_reason(clerk, compound):
    row = shown(compound)
    withdraw = reverse("communities:publication_withdraw", args=[row.pk])
    assert clerk.post(withdraw, {"note": ""}).status_code == 422
    answer = clerk.post(withdraw, {"note": "录错小区"})
    assert answer["Location"] == row.get_absolute_url()
    row.refresh_from_db()
    assert row.withdrawn_at


def test_another_street_sees_nothing_and_a_mediator_only_reads(
    client_of, clerk_shengli, mediator_zhongyuan, compound
):
    row = shown(compound)
    assert client_of(clerk_shengli).get(row.get_absolute_url()).status_code == 404
    add = reverse("communities:publication_add", args=[compound.pk])
    assert client_of(clerk_shengli).get(add).status_code == 404
    assert client_of(mediator_zhongyuan).get(row.get_absolute_url()).status_code == 200
    assert client_of(mediator_zhongyuan).get(add).status_code == 403


@pytest.mark.parametrize(("released", "status"), [(True, 200), (False, 404)])
def test_the_public_opens_a_document_only_when_it_may(
    client, clerk, clerk_zhongyuan, compound, released, status
):
    row = shown(compound)
    Publication.objects.filter(pk=row.pk).update(document_is_public=released)
    paper = SimpleUploadedFile("收费表.pdf", PDF, "application/pdf")
    stored = files.store(paper, subject=row, purpose="publication", by=clerk_zhongyuan, pdf=True)
    processing.process(stored.pk)
    assert client.get(stored.url).status_code == status
    assert clerk.get(stored.url).status_code == 200
    assert (stored.url in client.get(compound.public_url).text) == released


def test_the_public_loses_sight_of_a_document_with_its_publication(
    client, clerk_zhongyuan, compound
):
    row = PublicationFactory(
        community=compound, document_is_public=True, published_on=date(2026, 1, 1)
    )
    stored = files.store(upload(), subject=row, purpose="publication", by=clerk_zhongyuan)
    processing.process(stored.pk)
    assert client.get(stored.url).status_code == 200
    type(compound).objects.filter(pk=compound.pk).update(is_published=False)
    assert client.get(stored.url).status_code == 404
