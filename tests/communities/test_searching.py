"""People find a compound by whatever they remember of it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from communities import codes, credit_code, naming, search
from communities.models import Community
from puyang_property.core.search import bigrams, likeness, squeeze
from tests.factories.communities import CommunityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def huafu(area):
    return CommunityFactory(
        at="hualong-zhongyuanlu-jingdong", name="华府·山水（二期）", address="任丘路东段路南18号"
    )


@pytest.mark.parametrize(
    "typed",
    [
        "华府山水",
        "山水",
        "华府 二期",
        "huafushanshui",
        "HFSS",
        "任丘路",
        "renqiulu",
        "RQLDDLN18H",
        "hfss renqiu",
        "华府 任丘",
        "府",
        "１８号",
    ],
)
def test_a_compound_is_found_by_name_pinyin_initials_and_address(huafu, typed):
    CommunityFactory(name="别处花园", address="别路1号")
    assert search.find(typed) == [huafu]


def test_rows_from_before_addresses_had_pinyin_are_filled_anew_by_command(
    huafu, django_assert_max_num_queries
):
    CommunityFactory(name="旧条目", merged_into=huafu, is_published=False)
    Community.objects.update(search_text="旧")
    with pytest.raises(CommandError):
        call_command("describe_compounds", verbosity=0)
    assert search.find("renqiulu") == []
    with django_assert_max_num_queries(12):
        call_command("describe_compounds", "--repair", stdout=StringIO())
    assert search.find("renqiulu") == [huafu]
    assert search.find(Community.objects.get(name="旧条目").public_code) == [huafu]
    call_command("describe_compounds", stdout=StringIO())


@pytest.mark.parametrize("typed", ["", " ", "·", "没有这个", "山水华府", "'; drop--", "%", "_"])
def test_what_does_not_fit_finds_nothing(huafu, typed):
    assert search.find(typed) == []


def test_the_same_name_comes_before_one_that_only_begins_so(area):
    longer = CommunityFactory(name="建设小区北院", at="hualong")
    same = CommunityFactory(name="建设", at="hualong")
    assert search.find("建设") == [same, longer]


def test_a_compound_is_meant_by_code_or_id_however_typed(huafu):
    code = huafu.public_code
    assert search.by_reference(f" {code[:3].lower()} {code[3:].lower()}") == huafu
    assert search.by_reference(huafu.pk) == huafu
    for wrong in ("", "0", "9" * 30, "ZZZZZ", None):
        assert search.by_reference(wrong) is None


def test_search_stays_inside_the_area(huafu, area):
    assert search.find("华府", area("hualong")) == [huafu]
    assert search.find("华府", area("puyangxian")) == []


def test_grams_cover_words_and_lone_letters():
    assert bigrams("华府山水 A") == ["a", "华府", "山水", "府山"]
    assert squeeze("Ａ１·花园　") == "a1花园"
    assert likeness("华府山水", "华府山水") == 1
    assert likeness("华府山水", "盟城") == 0


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("盟城小区(濮水花园)", "盟城"),
        ("锦华小区((富民路)", "锦华"),
        ("悦海·兰亭", "悦海兰亭"),
        ("泰和•兴龙湾", "泰和兴龙湾"),
        ("计生委家属院", "计生委"),
        ("小区", "小区"),
        ("（无名）", "无名"),
    ],
)
def test_two_spellings_of_a_name_have_one_key(name, key):
    assert naming.name_key(name) == key


def test_short_and_full_name_of_a_company_have_one_key():
    full = "濮阳市隆达物业管理有限公司"
    assert naming.company_key(full) == naming.company_key("隆达物业") == "隆达"
    branch = "河南建业物业管理有限公司濮阳分公司"
    assert naming.company_key(branch) != naming.company_key("河南建业物业管理有限公司")


def test_public_codes_are_unambiguous_and_never_an_id():
    made = {codes.new_code() for _ in range(500)}
    assert all(codes.as_typed(code) == code and code[0].isalpha() for code in made)
    assert not set("0O1IS258BZ") & set("".join(made))


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("91350100M000100Y43", True),
        ("91110000802100433B", True),
        ("91350100M000100Y44", False),
        ("91350100M000100Y4", False),
        ("91350100I000100Y43", False),
        ("", False),
    ],
)
def test_the_check_character_of_a_credit_code_is_checked(code, valid):
    assert credit_code.is_valid(code) is valid


def test_search_text_follows_every_write(clerk_zhongyuan, huafu):
    assert Community.objects.search(huafu.public_code).get() == huafu
