"""Papers are recorded, taken back and asked for; the copy of the percentage never lags behind."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from communities import actions as register
from communities import wording
from communities.choices import Kind, ManagementMode
from communities.dossiers import actions, counting, items
from communities.dossiers.choices import Answer
from communities.entering import Entering
from communities.models import Community, Dossier, DossierEntry, DossierRequest
from communities.premises.choices import FacilityKind
from puyang_property.core import history
from puyang_property.core.models import Deadline
from puyang_property.core.refusals import Refused
from tests.factories.communities import CommunityFactory

ROOM = {"kind": FacilityKind.PROPERTY_ROOM, "name": "物业服务用房", "place": "1号楼1层"}
JINGDONG = "hualong-zhongyuanlu-jingdong"
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(clerk_zhongyuan, calendar):
    return clerk_zhongyuan


@pytest.fixture
def old(clerk):
    return CommunityFactory(at=JINGDONG, kind=Kind.OLD, management_mode=ManagementMode.NONE)


def copy_of(community):
    """Return the kept copy, after asking that it is what the rows say."""
    assert counting.differing([community.pk]) == set()
    return Dossier.objects.get(community=community)


def test_a_recorded_paper_counts_and_history_tells_of_it(clerk, old):
    actions.record(old, item="meters", by=clerk, on=date(2020, 1, 2), note="接收证明〔2020〕1号")
    kept = copy_of(old)
    assert (kept.present, kept.applicable, kept.percent) == (1, 6, Decimal("16.6"))
    assert not {"meters", "receiver"} & {*kept.missing, *kept.owing}
    assert wording.timeline(old)[0]["body"].startswith("分户计量")
    assert history.of(old).last().name == "dossier_recorded"


def test_what_does_not_apply_needs_a_reason_and_is_not_counted(clerk, old):
    with pytest.raises(ValidationError):
        actions.record(old, item="meters", by=clerk, answer=Answer.NOT_APPLICABLE)
    actions.record(old, item="meters", by=clerk, answer=Answer.NOT_APPLICABLE, note="无水表")
    assert copy_of(old).applicable == 5


def test_an_entry_that_is_taken_back_is_missing_again(clerk, old):
    entry = actions.record(old, item="meters", by=clerk)
    actions.withdraw(entry, by=clerk, note="录错小区")
    assert "meters" in copy_of(old).missing
    actions.record(old, item="meters", by=clerk)
    assert DossierEntry.objects.count() == 2


def test_an_entry_is_taken_back_once(clerk, old):
    entry = actions.record(old, item="meters", by=clerk)
    first = actions.withdraw(entry, by=clerk, note="录错小区").withdrawn_at
    told = history.of(old).count()
    assert actions.withdraw(entry, by=clerk, note="再来一次").withdrawn_at == first
    assert history.of(old).count() == told


def test_nothing_is_asked_for_until_a_day_that_is_over(clerk, old):
    with pytest.raises(ValidationError) as refused:
        actions.ask_for(
            old, item="meters", until=date(2020, 1, 2), responsible="供水公司", by=clerk
        )
    assert "until" in refused.value.error_dict
    assert not DossierRequest.objects.exists()


def test_an_item_is_recorded_once(clerk, old):
    actions.record(old, item="meters", by=clerk)
    with pytest.raises(Refused):
        actions.record(old, item="meters", by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        DossierEntry.objects.create(community=old, item="meters")


@pytest.mark.parametrize("item", ["takeover_inspection", "drawings", "nothing"])
def test_papers_of_another_kind_are_refused(item, clerk, old):
    with pytest.raises(Refused):
        actions.record(old, item=item, by=clerk)


def test_a_paper_of_tomorrow_is_refused(clerk, old):
    with pytest.raises(ValidationError):
        actions.record(old, item="meters", by=clerk, on=date(2999, 1, 1))


def test_nobody_records_for_another_street(clerk_shengli, old):
    with pytest.raises(PermissionDenied):
        actions.record(old, item="meters", by=clerk_shengli)


def test_a_worker_does_not_record(worker_jingdong, old):
    with pytest.raises(PermissionDenied):
        actions.record(old, item="meters", by=worker_jingdong)


# ------------------------------------------------------------------ kinds, merges
def test_the_dossier_follows_the_kind(clerk, area):
    row = register.create(by=clerk, area=area(JINGDONG), name="油田院", kind=Kind.UNKNOWN)
    assert not Dossier.objects.filter(community=row).exists()
    register.change_kind(row, kind=Kind.SOE, by=clerk)
    assert copy_of(row).applicable == len(items.of(Kind.SOE))
    register.change_kind(row, kind=Kind.OLD, since=date(2019, 1, 1), by=clerk)
    assert copy_of(row).kind == Kind.OLD
    register.change_kind(row, kind=Kind.UNKNOWN, by=clerk)
    assert not Dossier.objects.filter(community=row).exists()


def test_papers_of_a_merged_entry_count_for_the_survivor(clerk, old):
    goes = CommunityFactory(at=JINGDONG, kind=Kind.OLD)
    actions.record(goes, item="meters", by=clerk)
    actions.record(goes, item="fund_again", by=clerk)
    actions.record(old, item="fund_again", by=clerk)
    register.merge(goes, into=old, by=clerk)
    assert copy_of(old).present == 2
    assert not Dossier.objects.filter(community=goes).exists()
    with pytest.raises(Refused):
        actions.record(goes, item="condition_survey", by=clerk)


# ------------------------------------------------------------------ asking
def test_what_is_missing_is_asked_for_on_the_clock_of_an_office(clerk, old):
    office = clerk.current_posts[0]
    asked = actions.ask_for(
        old, item="meters", until=date(2999, 3, 1), responsible=office, by=clerk
    )
    deadline = Deadline.objects.for_subject(asked).get()
    assert (deadline.post, deadline.area_path) == (office, old.area_path)
    with pytest.raises(Refused):
        actions.ask_for(old, item="meters", until=date(2999, 3, 1), responsible=office, by=clerk)
    actions.record(old, item="meters", by=clerk)
    asked.refresh_from_db()
    assert asked.met_on is not None
    assert not Deadline.objects.for_subject(asked).open().exists()


def test_a_request_is_met_by_the_register_too(clerk, old):
    office = clerk.current_posts[0]
    told = {"until": date(2999, 3, 1), "responsible": office, "by": clerk}
    asked = actions.ask_for(old, item="management_after", **told)
    register.update(old, by=clerk, management_mode=ManagementMode.SELF_MANAGED)
    asked.refresh_from_db()
    assert asked.met_on is not None


def test_a_request_is_dropped_with_a_reason_and_by_a_change_of_kind(clerk, old):
    office = clerk.current_posts[0]
    told = {"until": date(2999, 3, 1), "responsible": office, "by": clerk}
    asked = actions.ask_for(old, item="meters", **told)
    actions.drop_request(asked, by=clerk, note="已另行处理")
    with pytest.raises(Refused):
        actions.drop_request(asked, by=clerk, note="又一次")
    again = actions.ask_for(old, item="meters", **told)
    register.change_kind(old, kind=Kind.NEW, by=clerk)
    again.refresh_from_db()
    assert again.withdrawn_at is not None
    assert not Deadline.objects.for_subject(again).open().exists()


def test_what_is_there_is_not_asked_for(clerk, old):
    actions.record(old, item="meters", by=clerk)
    office = clerk.current_posts[0]
    with pytest.raises(Refused):
        actions.ask_for(old, item="meters", until=date(2999, 1, 1), responsible=office, by=clerk)


def test_requests_go_along_with_a_merge(clerk, old):
    goes = CommunityFactory(at="hualong-zhongyuanlu-yubei", kind=Kind.OLD)
    told = {"until": date(2999, 3, 1), "responsible": clerk.current_posts[0], "by": clerk}
    asked = actions.ask_for(goes, item="meters", **told)
    register.merge(goes, into=old, by=clerk)
    asked.refresh_from_db()
    assert (asked.community, asked.withdrawn_at) == (old, None)
    assert Deadline.objects.for_subject(asked).get().area_path == old.area_path
    assert DossierRequest.objects.open().get() == asked


# ------------------------------------------------------------------ the copy
@pytest.mark.parametrize(
    "change", [{"percent": 17}, {"present": 7}, {"missing": []}, {"kind": "unknown"}], ids=str
)
def test_the_database_refuses_a_copy_that_does_not_add_up(change, clerk, old):
    actions.record(old, item="meters", by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.filter(community=old).update(**change)


def test_the_command_finds_and_repairs_copies_that_differ(clerk, old):
    call_command("count_dossiers", "--repair", verbosity=0)
    call_command("count_dossiers", verbosity=0)
    DossierEntry.objects.create(community=old, item="meters")  # past the verbs
    with pytest.raises(CommandError):
        call_command("count_dossiers", verbosity=0)
    call_command("count_dossiers", "--repair", verbosity=0)
    call_command("count_dossiers", verbosity=0)
    assert copy_of(old).present == 1


def test_counting_many_costs_as_many_queries_as_counting_one(
    clerk, area, django_assert_max_num_queries
):
    ids = [CommunityFactory(at=JINGDONG, kind=kind).pk for kind in list(items.KINDS) * 7]
    with django_assert_max_num_queries(20):
        counting.recount(ids)
    assert Dossier.objects.count() == Community.objects.count() == 21


def test_an_import_of_many_counts_their_dossiers(clerk, area):
    entering = Entering(clerk, expected=3)
    for name, kind in (("锦绣园", Kind.NEW), ("老院", Kind.OLD), ("不详院", Kind.UNKNOWN)):
        entering.draft(area=area(JINGDONG), name=name, is_published=False, kind=kind)
    entering.write()
    assert {dossier.kind for dossier in Dossier.objects.all()} == {Kind.NEW, Kind.OLD}
    for ids in counting.batches():
        assert counting.differing(ids) == set()
