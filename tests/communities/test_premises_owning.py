"""The owners' register: recorded, transferred, represented, corrected, erased, never told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from communities.credit_code import check_character
from communities.models import Owner, Ownership
from communities.premises import actions as premises
from communities.premises import owning, rolls
from communities.premises.choices import Mistake, OwnerKind, Sale
from puyang_property.core import history, secrecy
from puyang_property.core.models import ReadLog
from puyang_property.core.refusals import Forbidden, Refused
from puyang_property.core.secrecy.retaining import anonymise_due
from tests.factories.communities import CommunityFactory
from tests.factories.premises import BuildingFactory, OwnerFactory, OwnershipFactory, UnitFactory

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"
NAME, PHONE = "欧阳静怡", "199 0393 7788"


@pytest.fixture
def building(area):
    return BuildingFactory(community=CommunityFactory(at=JINGDONG), number="3")


@pytest.fixture
def unit(building):
    return UnitFactory(building=building, number="301")


@pytest.fixture
def clerk(clerk_zhongyuan):
    return clerk_zhongyuan


def owns(unit, clerk, name=NAME, **more):
    return owning.record_owner(unit, by=clerk, name=name, **{"phone": PHONE, **more})


# ------------------------------------------------------------------ recording
def test_name_and_telephone_lie_encrypted_and_the_number_is_found_by_its_hash(unit, clerk):
    owner = owns(unit, clerk).owner
    owner.refresh_from_db()
    assert (str(owner.name), owner.name.open()) == ("••••", NAME)
    assert owner.phone.masked == "199****7788"
    found = Owner.objects.get(phone_digest=secrecy.phone_digest("19903937788"))
    assert found == owner
    assert NAME not in str(owner)
    kept = {field.name for field in Owner._meta.concrete_fields}
    assert kept == {
        *("id", "community", "kind", "name", "phone", "phone_digest", "credit_code"),
        *("anonymised_at", "merged_into", "created_at", "changed_at"),
    }


def test_history_holds_ids_and_never_a_name(unit, clerk):
    row = owns(unit, clerk)
    owning.correct_owner(row.owner, by=clerk, name="欧阳静", phone="19903937789")
    owning.end_ownership(row, by=clerk, on=timezone.localdate())
    told = [*history.of(unit), *history.of(row.owner)]
    assert [event.name for event in told] == [
        *("owner_recorded", "ownership_closed", "created", "changed"),
    ]
    assert told[-1].changes == {"fields": ["name", "phone"]}
    for event in told:
        assert not any(words in str(event.changes) for words in ("欧阳", "1990393"))
        assert not event.note_digest


def test_the_same_name_and_number_are_one_owner_of_two_units(unit, building, clerk):
    first = owns(unit, clerk)
    second = owns(UnitFactory(building=building, number="302"), clerk, phone="19903937788")
    wife = owns(UnitFactory(building=building, number="303"), clerk, name="王芳芳")
    nameless = owns(UnitFactory(building=building, number="304"), clerk, phone="")
    assert first.owner == second.owner
    assert len({first.owner, wife.owner, nameless.owner}) == 3
    assert rolls.count_of(building.community).heads == 3


def test_an_organisation_is_known_by_its_code(unit, building, clerk):
    facts = {"kind": OwnerKind.ORGANISATION, "credit_code": credit_code(), "phone": ""}
    first = owns(unit, clerk, name="濮阳市建业公司", **facts)
    other = owns(UnitFactory(building=building, number="9"), clerk, name="建业", **facts)
    assert first.owner == other.owner


def credit_code():
    first = "91410900MA4DEM00X"
    return first + check_character(first)


def test_a_person_has_no_credit_code(unit, clerk):
    with pytest.raises(ValidationError):
        owns(unit, clerk, credit_code=credit_code())


def test_nobody_owns_what_is_still_with_the_developer(building, clerk):
    unit = UnitFactory(building=building, sale=Sale.SOLD)
    with pytest.raises(Refused):
        owns(unit, clerk)


def test_an_owner_needs_a_name_and_a_day_that_has_come(unit, clerk):
    with pytest.raises(ValidationError):
        owns(unit, clerk, name=" ")
    with pytest.raises(ValidationError):
        owns(unit, clerk, from_on=timezone.localdate() + timedelta(days=1))


# ------------------------------------------------------------------ shares and periods
def test_shares_never_exceed_the_whole(unit, clerk):
    owns(unit, clerk, numerator=1, denominator=2)
    owns(unit, clerk, name="王芳芳", numerator=1, denominator=3)
    with pytest.raises(ValidationError):
        owns(unit, clerk, name="李敏敏", numerator=1, denominator=5)
    owns(unit, clerk, name="李敏敏", numerator=1, denominator=6)


def test_the_database_itself_refuses_more_than_the_whole(unit):
    OwnershipFactory(unit=unit, share_numerator=2, share_denominator=3)
    with pytest.raises(IntegrityError, match="ownership_shares_within_one"), transaction.atomic():
        OwnershipFactory(unit=unit, share_numerator=1, share_denominator=2)
    half = OwnershipFactory(unit=unit, share_numerator=1, share_denominator=3)
    with pytest.raises(IntegrityError, match="ownership_shares_within_one"), transaction.atomic():
        Ownership.objects.filter(pk=half.pk).update(share_denominator=2)


def test_six_sixths_are_the_whole_to_the_database_too(unit):
    for _number in range(6):
        OwnershipFactory(unit=unit, share_numerator=1, share_denominator=6)
    assert unit.ownerships.count() == 6


@pytest.mark.parametrize(
    "wrong",
    [
        {"share_numerator": 0},
        {"share_numerator": 3},
        {"from_on": date(2020, 1, 2), "to_on": date(2020, 1, 2)},
    ],
)
def test_the_database_refuses_an_impossible_ownership(unit, wrong):
    row = OwnershipFactory(unit=unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ownership.objects.filter(pk=row.pk).update(**wrong)


def test_one_owner_is_not_recorded_twice_for_the_same_time(unit, clerk):
    row = owns(unit, clerk, numerator=1, denominator=2, from_on=date(2015, 1, 1))
    with pytest.raises(ValidationError):
        owns(unit, clerk, numerator=1, denominator=2, from_on=date(2020, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnershipFactory(unit=unit, owner=row.owner, share_denominator=4)


# ------------------------------------------------------------------ CC-273
def test_a_transfer_closes_the_old_ownership_and_opens_a_new_one(unit, clerk):
    old = owns(unit, clerk, from_on=date(2015, 3, 1))
    day = date(2024, 6, 3)
    new = owning.transfer(unit, by=clerk, on=day, name="王芳芳", phone="")
    old.refresh_from_db()
    assert (old.to_on, new.from_on) == (day, day)
    assert list(unit.ownerships.current()) == [new]
    assert list(unit.ownerships.current(day - timedelta(days=1))) == [old]
    assert rolls.parts(unit.community, day - timedelta(days=1))[0].owners == {old.owner_id}


def test_a_roll_of_a_past_day_holds_the_units_that_ended_since(unit, clerk):
    row = owns(unit, clerk, from_on=date(2015, 3, 1))
    sold, ended = date(2024, 6, 3), date(2025, 1, 10)
    UnitFactory(building=unit.building, number="302", ended_on=ended)  # nobody knows whose
    owning.end_ownership(row, by=clerk, on=sold)
    for too_early in (sold - timedelta(days=1), date(2015, 3, 1)):
        with pytest.raises(ValidationError, match="2024"):
            premises.end_unit(unit, by=clerk, on=too_early, note="合并")
    premises.end_unit(unit, by=clerk, on=ended, note="合并")
    (part,) = rolls.parts(unit.community, sold - timedelta(days=1))
    assert part.owners == {row.owner_id}
    assert rolls.parts(unit.community, sold) == []
    assert rolls.parts(unit.community) == []


def test_what_somebody_will_own_does_not_end(unit, clerk):
    tomorrow = timezone.localdate() + timedelta(days=1)
    OwnershipFactory(unit=unit, from_on=tomorrow)
    with pytest.raises(Refused):
        premises.end_unit(unit, by=clerk, on=timezone.localdate(), note="合并")
    with pytest.raises(Refused):
        premises.end_building(unit.building, by=clerk, on=timezone.localdate(), note="拆除")


def test_a_transfer_before_the_purchase_is_refused_and_changes_nothing(unit, clerk):
    old = owns(unit, clerk, from_on=date(2015, 3, 1))
    with pytest.raises(ValidationError):
        owning.transfer(unit, by=clerk, on=date(2014, 1, 1), name="王芳芳")
    old.refresh_from_db()
    assert old.to_on is None
    assert unit.ownerships.count() == 1


def test_an_ownership_entered_by_mistake_is_taken_back_and_stays_to_be_seen(unit, clerk):
    row = owns(unit, clerk)
    owning.withdraw_ownership(row, by=clerk, mistake=Mistake.WRONG_OWNER)
    assert not unit.ownerships.current().exists()
    assert unit.ownerships.count() == 1
    with pytest.raises(Refused):
        owning.withdraw_ownership(row, by=clerk, mistake=Mistake.TWICE)


# ------------------------------------------------------------------ GR-25
def test_co_owners_have_one_representative(unit, clerk):
    first = owns(unit, clerk, denominator=2, is_representative=True)
    second = owns(unit, clerk, name="王芳芳", denominator=2)
    owning.represent(second, by=clerk)
    first.refresh_from_db()
    assert (first.is_representative, second.is_representative) == (False, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ownership.objects.filter(pk=first.pk).update(is_representative=True)
    assert rolls.count_of(unit.community).heads == 1


# ------------------------------------------------------------------ who may
def test_worker_mediator_auditor_and_city_neither_write_nor_read_names(
    unit, clerk, worker_jingdong, mediator_zhongyuan, auditor, officer_city, clerk_shengli
):
    row = owns(unit, clerk)
    for other in (worker_jingdong, mediator_zhongyuan, auditor, officer_city, clerk_shengli):
        with pytest.raises(Forbidden):
            owning.record_owner(unit, by=other, name="王芳芳")
        with pytest.raises(Forbidden):
            secrecy.reveal(row.owner, ["name"], by=other, reason="核对选票")
    assert not ReadLog.objects.exists()


def test_each_look_at_a_name_is_written_down_first(unit, clerk):
    owner = owns(unit, clerk).owner
    with pytest.raises(ValidationError):
        secrecy.reveal(owner, ["name"], by=clerk, reason=" ")
    found = secrecy.reveal(owner, ["name", "phone"], by=clerk, reason="送达表决票")
    assert found == {"name": NAME, "phone": "+8619903937788"}
    log = ReadLog.objects.get()
    assert (log.what, log.reason, log.user) == (["name", "phone"], "送达表决票", clerk)
    assert log.area_path == unit.community.area_path


# ------------------------------------------------------------------ correcting, erasing
def test_an_empty_field_leaves_what_is_kept(unit, clerk):
    owner = owns(unit, clerk).owner
    owning.correct_owner(owner, by=clerk, kind=OwnerKind.PERSON)
    assert (owner.name.open(), owner.phone.open()) == (NAME, "+8619903937788")
    owning.correct_owner(owner, by=clerk, forgets_phone=True)
    assert (owner.phone.open(), owner.phone_digest) == ("", "")


def test_former_owners_are_erased_after_the_period_and_the_ownership_stays(unit, clerk, settings):
    row = owns(unit, clerk, from_on=date(2010, 1, 1))
    still = owns(UnitFactory(building=unit.building, number="9"), clerk, name="王芳芳")
    long_ago = timezone.now() - timedelta(days=365 * 12)
    Owner.objects.update(created_at=long_ago)
    owning.transfer(unit, by=clerk, on=date(2020, 1, 1), name="李敏敏")
    now = timezone.now()
    counted = {a.retention.kind: a.count for a in anonymise_due(now, dry_run=True)}
    assert counted["communities.owner"] == 1
    settings.RETENTION_MONTHS = {"communities.owner": 12 * 40}
    anonymise_due(now)
    row.owner.refresh_from_db()
    assert row.owner.name
    settings.RETENTION_MONTHS = {}
    call_command("anonymise")
    row.owner.refresh_from_db()
    still.owner.refresh_from_db()
    assert (bool(row.owner.name), bool(row.owner.phone), row.owner.phone_digest) == (
        *(False, False, ""),
    )
    assert row.owner.anonymised_at
    assert still.owner.name.open() == "王芳芳"
    assert unit.ownerships.count() == 2
    assert history.of(row.owner).last().name == "anonymised"
    with pytest.raises(Refused):
        owning.correct_owner(row.owner, by=clerk, name=NAME)


@pytest.mark.parametrize("wrong", [{"name": None}, {"phone_digest": ""}, {"phone": None}])
def test_the_database_refuses_a_nameless_owner_and_a_number_without_its_hash(wrong):
    owner = OwnerFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Owner.objects.filter(pk=owner.pk).update(**wrong)
