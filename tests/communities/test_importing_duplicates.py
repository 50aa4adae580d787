"""What looks like the same compound is offered, and decided by a person."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from communities.models import Community
from puyang_property.core.importer import deciding
from puyang_property.core.models.imports import Decision, Outcome
from puyang_property.core.refusals import Refused
from tests.communities.registers import outcomes
from tests.factories.communities import CommunityFactory

pytestmark = pytest.mark.django_db


def test_the_same_name_in_two_sources_is_offered_and_never_merged(take_in):
    job = take_in("甲网,盟城小区,华龙区,盟城路,,,,,,,e1", "乙网,盟城,华龙区,盟城路,,,,,,,e2")
    assert outcomes(job) == [Outcome.CREATED, Outcome.OFFERED]
    assert Community.objects.count() == 1
    row = job.rows.get(outcome=Outcome.OFFERED)
    assert row.candidates[0]["id"] == Community.objects.get().pk


@pytest.mark.parametrize(
    ("other", "outcome"),
    [
        ("乙网,清华如意碧水云天,华龙区,黄河路与大庆路口,,,,,,,f2", Outcome.OFFERED),
        ("乙网,碧水云天北,华龙区,,,,,,115.1001,35.7701,f2", Outcome.OFFERED),
        ("乙网,别处花园,华龙区,黄河路与大庆路口,,,,,,,f2", Outcome.CREATED),
        ("乙网,碧水云天北,华龙区,,,,,,115.2,35.7,f2", Outcome.CREATED),
    ],
)
def test_a_similar_name_is_offered_only_near_by(take_in, other, outcome):
    job = take_in("甲网,碧水云天,华龙区,黄河路与大庆路口,,,,,115.1,35.77,f1", other)
    assert outcomes(job)[1] == outcome


def test_the_same_file_again_makes_nothing_new(take_in):
    lines = ["甲网,盟城小区,华龙区,盟城路,,300户,,,,,g1", "甲网,盟城小区,华龙区,盟城路,,,3万m2,,,,"]
    first, second = take_in(*lines), take_in(*lines)
    assert outcomes(first) == [Outcome.CREATED, Outcome.MERGED]
    assert outcomes(second) == [Outcome.MERGED, Outcome.MERGED]
    row = Community.objects.get()
    assert (row.households, row.floor_area) == (300, 30000)


def test_merging_never_overwrites_what_the_register_says(take_in):
    take_in("甲网,盟城小区,华龙区,盟城路,,300户,,,,,g1")
    job = take_in("甲网,盟城小区,华龙区,盟城路,,500户,3万m2,,,,g1")
    row = Community.objects.get()
    assert (row.households, row.floor_area) == (300, 30000)
    assert job.rows.get().reasons


def test_merge_takes_the_chosen_fields_and_fills_the_rest(offered, officer_hualong):
    row = Community.objects.get()
    deciding.decide(offered, Decision.MERGE, by=officer_hualong, into=row, overwrite=["households"])
    row.refresh_from_db()
    assert (row.households, row.floor_area, row.address) == (500, 30000, "甲路")
    assert row.aliases.get().name == "盟城"
    offered.job.refresh_from_db()
    assert offered.job.counts == {"created": 1, "merged": 1}


def test_keep_both_makes_a_second_compound(offered, officer_hualong):
    deciding.decide(offered, Decision.KEEP, by=officer_hualong)
    assert Community.objects.count() == 2
    with pytest.raises(Refused):
        deciding.decide(offered, Decision.REFUSE, by=officer_hualong)


def test_leave_out_counts_as_refused_with_its_reason(offered, officer_hualong):
    deciding.decide(offered, Decision.REFUSE, by=officer_hualong)
    offered.refresh_from_db()
    assert offered.outcome == Outcome.REFUSED
    assert offered.reasons[-1]
    assert offered.decided_by == officer_hualong


def test_nobody_from_elsewhere_decides(offered, officer_puyangxian):
    with pytest.raises(PermissionDenied):
        deciding.decide(offered, Decision.KEEP, by=officer_puyangxian)


def test_a_row_merges_only_with_what_was_offered(offered, officer_hualong, area):
    other = CommunityFactory(at="hualong")
    with pytest.raises(ValidationError):
        deciding.decide(offered, Decision.MERGE, by=officer_hualong, into=other)


def test_a_serial_number_is_no_identity(take_in):
    head = "序号,小区名称,区域,地址"
    take_in("1,东院,华龙区,甲路", "2,西院,华龙区,乙路", head=head)
    job = take_in("1,南院,华龙区,丙路", "2,西院,华龙区,乙路", head=head)
    assert outcomes(job) == [Outcome.CREATED, Outcome.MERGED]


def test_the_same_entry_number_under_another_name_is_offered(take_in):
    take_in("甲网,东院,华龙区,甲路,,,,,,,n1")
    job = take_in("甲网,南方花园,华龙区,丙路,,,,,,,n1", "甲网,东院小区,华龙区,丙路,,,,,,,n1")
    assert outcomes(job) == [Outcome.OFFERED, Outcome.MERGED]
    assert job.rows.get(outcome=Outcome.OFFERED).candidates[0]["label"] == "东院"
