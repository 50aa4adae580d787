"""Two entries of one owner become one, and nobody sees a name over that."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from communities.models import Owner
from communities.premises import owner_merging, owning
from communities.premises.choices import OwnerKind
from puyang_property.core import history
from puyang_property.core.refusals import Forbidden, Refused
from tests.factories.communities import CommunityFactory
from tests.factories.premises import BuildingFactory, OwnerFactory, OwnershipFactory, UnitFactory

pytestmark = pytest.mark.django_db
NAME = "欧阳静怡"


@pytest.fixture
def compound(area):
    return CommunityFactory(at="hualong-zhongyuanlu-jingdong")


@pytest.fixture
def units(compound):
    building = BuildingFactory(community=compound, number="3")
    return [UnitFactory(building=building, number=number) for number in ("301", "302")]


@pytest.fixture
def twice(compound, units, clerk_zhongyuan):
    """One owner, once without a telephone: two entries with a unit each."""
    first = owning.record_owner(units[0], by=clerk_zhongyuan, name=NAME, phone="19903937788")
    second = owning.record_owner(units[1], by=clerk_zhongyuan, name=NAME)
    return first.owner, second.owner


def merge(source, into, by, **more):
    return owner_merging.merge_owner(source, into=into, by=by, **more)


def test_units_and_telephone_go_to_the_entry_that_stays_and_the_other_is_erased(
    twice, units, clerk_zhongyuan
):
    source, into = twice
    merge(source, into, clerk_zhongyuan)
    into.refresh_from_db()
    source.refresh_from_db()
    assert {row.unit for row in into.ownerships.all()} == set(units)
    assert into.phone.open().endswith("19903937788")
    assert into.phone_digest
    assert (source.merged_into, source.name.open(), source.phone_digest) == (into, "", "")
    again = owning.find_owner(into.community, name=NAME, phone="19903937788")
    assert again == into


def test_history_tells_of_ids_on_both_and_on_the_unit(twice, units, clerk_zhongyuan):
    source, into = twice
    (row,) = source.ownerships.all()
    merge(source, into, clerk_zhongyuan)
    assert history.of(source).last().changes == {"merged_into": into.pk, "ownerships": [row.pk]}
    took = history.of(into).last()
    assert (took.name, took.changes["merged_from"]) == ("took_in", source.pk)
    told = history.of(units[0]).last()
    assert (told.name, told.changes["ownership"]) == ("owner_merged", row.pk)
    everything = str([e.changes for e in (*history.of(source), *history.of(into))])
    assert "欧阳" not in everything
    assert "1990393" not in everything


def test_other_names_need_the_word_of_the_clerk_and_are_told_masked(twice, clerk_zhongyuan):
    source, into = twice
    owning.correct_owner(into, by=clerk_zhongyuan, name="欧阳静")
    with pytest.raises(ValidationError) as refused:
        merge(source, into, clerk_zhongyuan)
    assert NAME not in str(refused.value)
    assert set(refused.value.message_dict) == {"is_same_person"}
    merge(source, into, clerk_zhongyuan, is_same_person=True)
    assert into.name.open() == "欧阳静"


def test_two_owners_are_not_made_one(twice, compound, clerk_zhongyuan):
    source, into = twice
    firm = OwnerFactory(community=compound, kind=OwnerKind.ORGANISATION, name=NAME)
    away = OwnerFactory(name=NAME)
    for other in (source, firm, away):
        with pytest.raises((ValidationError, Forbidden)):
            merge(source, other, clerk_zhongyuan)
    merge(source, into, clerk_zhongyuan)
    with pytest.raises(Refused):
        merge(source, into, clerk_zhongyuan)


def test_who_owns_a_unit_twice_at_once_is_refused_and_one_after_the_other_is_not(
    twice, units, clerk_zhongyuan
):
    source, into = twice
    half = {"unit": units[0], "share_denominator": 2}
    source.ownerships.update(share_denominator=2, to_on=date(2020, 1, 1))
    later = OwnershipFactory(owner=into, from_on=date(2019, 1, 1), **half)
    with pytest.raises(Refused, match="301"):
        merge(source, into, clerk_zhongyuan)
    type(later).objects.filter(pk=later.pk).update(from_on=date(2020, 1, 1))
    merge(source, into, clerk_zhongyuan)
    assert into.ownerships.count() == 3


def test_who_keeps_no_register_of_this_street_merges_nothing(
    twice, officer_city, clerk_shengli, worker_jingdong
):
    for by in (officer_city, clerk_shengli, worker_jingdong):
        with pytest.raises(Forbidden):
            merge(*twice, by)


def test_the_database_keeps_nothing_of_a_merged_entry(twice):
    source, into = twice
    with pytest.raises(IntegrityError), transaction.atomic():
        Owner.objects.filter(pk=source.pk).update(merged_into=into)


def test_the_form_proposes_by_telephone_and_leads_to_the_entry_that_stays(
    twice, clerk_zhongyuan, client_of, compound
):
    source, into = twice
    desk, url = client_of(clerk_zhongyuan), reverse("communities:owner_merge", args=[source.pk])
    assert url in desk.get(source.get_absolute_url()).text
    owning.correct_owner(into, by=clerk_zhongyuan, name="王某某", phone="19903937788")
    form = desk.get(url).context["form"]
    assert form.initial["into"] == str(into.pk)
    assert NAME not in desk.get(url).text
    assert desk.post(url, {"into": str(OwnerFactory().pk)}).status_code == 422
    refused = desk.post(url, {"into": str(into.pk)})
    assert refused.status_code == 422
    assert "王某某" not in refused.text
    answer = desk.post(url, {"into": str(into.pk), "is_same_person": "on"})
    assert (answer.status_code, answer.url) == (302, into.get_absolute_url())
    assert str(source) in desk.get(answer.url).text
    assert into.get_absolute_url() in desk.get(source.get_absolute_url()).text
    rows = desk.get(reverse("communities:owner_list", args=[compound.pk])).context["page"].items
    assert list(rows) == [into]
