"""A register comes in as it is: dirt dropped with a note, nothing guessed."""

import pytest

from communities import reading
from communities.models import Community, PropertyCompany, ServiceContract
from puyang_property.core.models.imports import Outcome
from tests.communities.registers import outcomes

pytestmark = pytest.mark.django_db


def test_dirt_is_dropped_with_a_note_and_facts_are_kept(take_in):
    job = take_in(
        "甲网,华府山水,华龙华龙,任丘路１８号,自持物业,约1147 户,23万m2,40% %,115.1053,35.7715,a1",
        "甲网,濮水小镇,华龙区,不详,无物业,西地块约1181户,-1 平方米,暂无信息 %,106.8361,32.3372,a2",
    )
    clean, dirty = Community.objects.order_by("id")
    assert (clean.households, clean.floor_area, clean.green_rate) == (1147, 230000, 40)
    assert (clean.address, clean.area.key) == ("任丘路18号", "hualong")
    assert clean.lng is not None
    assert clean.management_mode == "unknown"
    assert (dirty.households, dirty.floor_area, dirty.green_rate, dirty.lng) == (None,) * 4
    assert (dirty.address, dirty.management_mode) == ("", "none")
    first, second = job.rows.order_by("number")
    assert "自持物业" in first.reasons[0]
    assert len(second.reasons) == 3
    assert not PropertyCompany.objects.exists()


def test_a_row_without_a_name_or_outside_the_area_comes_back_with_its_reason(take_in):
    job = take_in(
        "甲网,,华龙区,某路1号,,,,,,,b1",
        "甲网,濮水小镇,濮阳县,,,,,,,,b2",
        "甲网," + "长" * 121 + ",华龙区,,,,,,,,b3",
    )
    assert outcomes(job) == [Outcome.REFUSED] * 3
    assert all(row.reasons for row in job.rows.all())
    assert not Community.objects.exists()


@pytest.mark.parametrize(
    ("words", "address", "key"),
    [
        ("华龙区", "", "hualong"),
        ("华龙", "", "hualong"),
        ("华龙华龙", "", "hualong"),
        ("濮阳县濮阳", "", "puyangxian"),
        ("清丰濮阳", "", "qingfeng"),
        ("开发区", "", "jingkaiqu"),
        ("濮阳县华龙", "", "puyang"),
        ("高新区", "", "puyang"),
        ("濮阳市", "", "puyang"),
        ("", "华龙-华龙-黄河东路729号", "hualong"),
        ("", "濮阳县城关镇某路", "puyangxian"),
        ("", "黄河路", "puyang"),
    ],
)
def test_the_area_is_what_the_words_say_and_else_the_city(
    take_in, officer_city, words, address, key
):
    take_in(f"甲网,某花园,{words},{address},,,,,,,", by=officer_city, key="puyang")
    assert Community.objects.get().area.key == key


def test_street_and_committee_place_the_compound(take_in):
    head = "小区名称,街道,社区"
    take_in("甲院,中原路街道办事处,京东社区", "乙院,中原路,没有社区", head=head)
    placed, street = Community.objects.order_by("id")
    assert placed.area.key == "hualong-zhongyuanlu-jingdong"
    assert street.area.key == "hualong-zhongyuanlu"
    assert list(Community.objects.unplaced()) == [street]


def test_a_point_that_many_compounds_share_is_the_middle_of_a_map(take_in):
    points = ["115.02662744067,35.753297888208"] * 3 + ["115.1,35.7"] * 2
    lines = [f"甲网,{n}号院,华龙区,,,,,,{point},c{n}" for n, point in enumerate(points)]
    take_in(*lines)
    assert Community.objects.filter(lng=None).count() == 3


@pytest.mark.parametrize(
    ("company", "mode"),
    [
        ("业主自管", "self_managed"),
        ("单位自管", "work_unit"),
        ("街道代管", "trusteeship"),
        ("无物业", "none"),
        ("自营", "unknown"),
        ("某置业有限公司", "unknown"),
        ("", "unknown"),
    ],
)
def test_what_is_no_company_becomes_a_way_of_management(take_in, company, mode):
    take_in(f"甲网,某花园,华龙区,,{company},,,,,,")
    assert Community.objects.get().management_mode == mode
    assert not PropertyCompany.objects.exists()


def test_a_company_is_entered_once_under_all_its_spellings(take_in):
    take_in(
        "甲网,东院,华龙区,,濮阳市隆达物业有限公司,,,,,,d1",
        "甲网,西院,华龙区,,隆达物业,,,,,,d2",
        "甲网,南院,华龙区,,河南隆达物业管理有限公司濮阳分公司,,,,,,d3",
    )
    assert PropertyCompany.objects.count() == 2
    assert ServiceContract.objects.in_force().count() == 3
    assert set(Community.objects.values_list("management_mode", flat=True)) == {"company"}


@pytest.mark.parametrize(
    ("name", "found"), [("盟城小区(濮水花园)", ["濮水花园"]), ("甲(中原路)", [])]
)
def test_a_second_name_in_brackets_is_kept_as_such(name, found):
    assert reading.aliases(name, "") == found
