"""Whom to call: posts of a compound and of the areas around it, and what of them is public."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from communities.models import Contact
from communities.publication import calling
from communities.publication.choices import ContactKind
from puyang_property.core import history
from puyang_property.core.refusals import Forbidden, Refused
from tests.factories.communities import CommunityFactory
from tests.factories.publication import ContactFactory

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"
OFFICE = {"kind": ContactKind.STREET_OFFICE, "name": "街道物业办", "phone": "0393-4411001"}


@pytest.fixture(autouse=True)
def english():
    """Read refusals in the language of the code."""
    with override("en"):
        yield


@pytest.fixture
def compound(area):
    return CommunityFactory(at=JINGDONG, name="华府山水")


def test_a_contact_is_entered_changed_and_ended(compound, clerk_zhongyuan):
    contact = calling.add(by=clerk_zhongyuan, community=compound, **OFFICE)
    calling.change(contact, by=clerk_zhongyuan, hours="周一至周五")
    calling.end(contact, by=clerk_zhongyuan)
    assert contact.to_on == timezone.localdate()
    assert [event.name for event in history.of(contact)] == ["entered", "changed", "ended"]
    Contact.objects.update(from_on=date(2020, 1, 1), to_on=date(2020, 1, 2))
    with pytest.raises(Refused):
        calling.end(contact, by=clerk_zhongyuan)


def test_it_belongs_to_one_place_within_reach(compound, area, clerk_zhongyuan, clerk_shengli):
    with pytest.raises(Forbidden):
        calling.add(by=clerk_shengli, community=compound, **OFFICE)
    with pytest.raises(Forbidden):
        calling.add(by=clerk_zhongyuan, area=area("hualong"), **OFFICE)
    with pytest.raises(ValidationError):
        calling.add(by=clerk_zhongyuan, **OFFICE)
    both = {"community": compound, "area": area("hualong-zhongyuanlu")}
    with pytest.raises(ValidationError):
        calling.add(by=clerk_zhongyuan, **both, **OFFICE)


@pytest.mark.parametrize(
    "phone",
    [
        *("13800138000", "138 0013 8000", "+86-13800138000", "013812345678", "0086 13812345678"),
        *("13812345678转1", "138 123 45678", "+86(138)12345678", "4411001 13812345678"),
    ],
)
def test_a_mobile_number_is_public_only_with_consent(compound, worker_jingdong, phone):
    given = {"by": worker_jingdong, "community": compound, "kind": "building_head"}
    given |= {"name": "3号楼楼长", "phone": phone}
    with pytest.raises(ValidationError, match="consent"):
        calling.add(**given)
    assert calling.add(**given, is_public=False).pk
    assert calling.add(**given, consented_on=date(2026, 11, 1)).pk


@pytest.mark.parametrize(
    "phone",
    [
        *("12345", "96333", "0393-4411001", "0393 4411001转803", "110", "+86 393 4411001"),
        *("0393-4138001转800001", "400-136-1380"),
    ],
)
def test_numbers_of_offices_need_none(compound, clerk_zhongyuan, phone):
    contact = calling.add(by=clerk_zhongyuan, community=compound, **{**OFFICE, "phone": phone})
    assert contact.dial.removeprefix("+").isdigit()


@pytest.mark.parametrize("phone", ["问物业", "12", "0393-44110a1", "4411001; drop"])
def test_what_nobody_can_dial_is_refused(compound, clerk_zhongyuan, phone):
    with pytest.raises(ValidationError):
        calling.add(by=clerk_zhongyuan, community=compound, **{**OFFICE, "phone": phone})


def test_the_database_refuses_what_cannot_be(compound):
    row = ContactFactory(community=compound)
    for wrong in ({"phone": "13800138000"}, {"to_on": date(2025, 1, 1)}, {"community": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Contact.objects.filter(pk=row.pk).update(**wrong)


def test_of_each_post_the_nearest_is_called(compound, area):
    def at(key, kind, name, **more):
        return ContactFactory(community=None, area=area(key), kind=kind, name=name, **more)

    far = at("hualong", ContactKind.STREET_OFFICE, "区物业办")
    near = at("hualong-zhongyuanlu", ContactKind.STREET_OFFICE, "街道物业办")
    committee = at(JINGDONG, ContactKind.RESIDENTS_COMMITTEE, "京东社区居委会")
    own = ContactFactory(community=compound, kind=ContactKind.RESIDENTS_COMMITTEE, name="驻点")
    at("hualong-shenglilu", ContactKind.GRID_WORKER, "别处网格")
    others = {at("hualong", ContactKind.OTHER, "区热线"), at(JINGDONG, ContactKind.OTHER, "值班")}
    called = calling.whom_to_call(compound)
    assert [row for row in called if row.kind != ContactKind.OTHER] == [own, near]
    assert {row for row in called if row.kind == ContactKind.OTHER} == others
    assert far not in called
    assert committee not in called


def test_the_public_reads_what_is_public_and_holds_today(client, compound):
    day = timezone.localdate()
    ContactFactory(community=compound, name="维修值班室", hours="全天")
    ContactFactory(community=compound, name="内部电话", is_public=False)
    ContactFactory(community=compound, name="从前的值班室", to_on=day - timedelta(days=1))
    ContactFactory(community=compound, name="以后的值班室", from_on=day + timedelta(days=1))
    page = client.get(compound.public_url).text
    assert "维修值班室" in page
    assert 'href="tel:03934411000"' in page
    for hidden in ("内部电话", "从前的值班室", "以后的值班室"):
        assert hidden not in page


def test_the_desk_enters_changes_and_ends(client_of, worker_jingdong, compound, area):
    worker = client_of(worker_jingdong)
    form = {**OFFICE, "is_public": "on", "from_on": "2026-01-01"}
    add = reverse("communities:community_contact_add", args=[compound.pk])
    refused = worker.post(add, {**form, "phone": "13800138000"})
    assert refused.status_code == 422
    assert "initial-from_on" not in refused.text
    assert worker.post(add, form).status_code == 302
    contact = Contact.objects.get()
    change = reverse("communities:contact_change", args=[contact.pk])
    assert worker.post(change, {**form, "hours": "8:30–18:00"}).status_code == 302
    end = reverse("communities:contact_end", args=[contact.pk])
    assert worker.post(end, {"on": "2026-06-30", "note": "撤岗"}).status_code == 302
    contact.refresh_from_db()
    assert (contact.hours, contact.to_on) == ("8:30–18:00", date(2026, 6, 30))
    assert "撤岗" in worker.get(contact.get_absolute_url()).text
    in_area = {**form, "area": area(JINGDONG).pk}
    assert worker.post(reverse("communities:contact_add"), in_area).status_code == 302
    assert Contact.objects.latest("pk").area.key == JINGDONG


def test_the_list_is_filtered_exported_and_cheap(client_of, clerk_zhongyuan, compound, queries):
    clerk, page = client_of(clerk_zhongyuan), reverse("communities:contact_list")
    repair = ContactFactory(community=compound)
    hidden = ContactFactory(community=compound, kind=ContactKind.OTHER, is_public=False)
    ContactFactory(community=CommunityFactory(at="hualong-shenglilu-jinlianhua"))

    def found(**asked):
        return set(clerk.get(page, asked).context["page"].items)

    assert found() == {repair, hidden}
    assert found(kind="repair") == {repair}
    assert found(public="no") == {hidden}
    assert found(holding="no") == set()
    assert found(q="华府") == {repair, hidden}
    answer = clerk.get(page, {"kind": "repair", "export": "csv"})
    assert len(b"".join(answer.streaming_content).decode().splitlines()) == 2
    one = queries(clerk, page)
    for _number in range(18):
        ContactFactory(community=CommunityFactory(at=JINGDONG))
    assert queries(clerk, page) == one
