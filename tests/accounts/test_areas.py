from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.loading import load_areas, read_areas
from accounts.models import Area, AreaChange, AreaCode
from tests.factories.accounts import AreaCodeFactory, AreaFactory
from tests.ground import AREAS

ROWS = read_areas()
MCA_NINE = {r["mca_code"]: r for r in ROWS if len(r["mca_code"]) == 9}
NBS_NINE = {r["nbs_code"][:9]: r for r in ROWS if r["level"] == "street"}


def test_every_row_of_the_statistical_list_is_an_area():
    coded = [row for row in ROWS if row["nbs_code"]]
    assert len(coded) == len({row["nbs_code"] for row in coded}) == 3295
    levels = {}
    for row in coded:
        levels[row["level"]] = levels.get(row["level"], 0) + 1
    assert levels == {"city": 1, "district": 8, "street": 89, "community": 3197}


def test_both_lists_hang_on_the_areas():
    assert sum(bool(row["mca_code"]) for row in ROWS) == 96
    assert len(NBS_NINE) == len(MCA_NINE) == 89


def test_thirteen_codes_mean_different_places_in_the_two_lists():
    shared = NBS_NINE.keys() & MCA_NINE.keys()
    different = {code for code in shared if NBS_NINE[code]["key"] != MCA_NINE[code]["key"]}
    assert len(different) == 13
    assert NBS_NINE["410902008"]["name"] == "长庆路街道"
    assert MCA_NINE["410902008"]["name"] == "濮东街道"


def test_codes_differ_for_twenty_five_of_the_streets():
    differ = [r for r in MCA_NINE.values() if r["nbs_code"][:9] != r["mca_code"]]
    assert len(differ) == 25


def test_a_code_names_a_place_only_together_with_its_list(areas):
    pair = (areas["hualong-zhongyuanlu"], areas["hualong-shenglilu"])
    AreaCodeFactory(area=pair[0], system="nbs", edition="2019", code="410902777")
    AreaCodeFactory(area=pair[1], system="mca", edition="2019", code="410902777")
    found = AreaCode.objects.filter(code="410902777").values_list("area__key", flat=True)
    assert set(found) == {"hualong-zhongyuanlu", "hualong-shenglilu"}


def test_no_official_code_is_part_of_a_key():
    assert not any("4109" in row["key"] for row in ROWS)


def test_the_development_zone_manages_what_the_administrative_list_files_elsewhere():
    zone = {row["name"]: row["mca_code"][:6] for row in ROWS if row["parent"] == "jingkaiqu"}
    assert zone == {
        **dict.fromkeys(("昆吾街道", "皇甫街道", "开州街道", "濮上街道"), "410902"),
        **dict.fromkeys(("王助镇", "胡村乡"), "410902"),
        "新习镇": "410928",
    }


def test_the_demonstration_zone_is_an_area_without_any_code():
    (zone,) = [row for row in ROWS if row["key"] == "shifanqu"]
    assert (zone["nbs_code"], zone["mca_code"], zone["kind"]) == ("", "", "zone")


def test_names_repeat_and_keys_do_not():
    towns = [row["key"] for row in ROWS if row["name"] == "城关镇"]
    assert len(towns) == len(set(towns)) == 5
    assert len({row["key"] for row in ROWS}) == len(ROWS)


def test_readings_of_our_own_names_are_right():
    keys = {row["name"]: row["key"] for row in ROWS if row["level"] != "community"}
    assert keys["南乐县"] == "nanle"
    assert keys["长庆路街道"] == "hualong-changqinglu"


def test_the_whole_tree_loads_once_however_often_it_is_run(db, django_assert_max_num_queries):
    first = load_areas(ROWS)
    with django_assert_max_num_queries(20):
        second = load_areas(ROWS)
    assert (first.created, first.codes) == (3296, 3391)
    assert (second.created, second.changed, second.moved, second.codes) == (0, 0, 0, 0)
    assert second.unchanged == Area.objects.count() == 3296
    parents = dict(Area.objects.values_list("pk", "path"))
    for area in Area.objects.exclude(parent=None):
        assert area.path == parents[area.parent_id] + area.segment + "/"


def test_the_command_says_what_it_did(db, capsys):
    call_command("load_areas")
    call_command("load_areas")
    first, second = capsys.readouterr().out.splitlines()
    assert "3296 created" in first
    assert "0 created, 0 changed, 0 moved, 3296 unchanged" in second


def test_the_command_names_a_row_that_fits_nowhere(db, tmp_path):
    file = tmp_path / "areas.csv"
    file.write_text("key,parent,level\nhualong-x,hualong,street\n")
    with pytest.raises(CommandError, match="hualong-x"):
        call_command("load_areas", file)


def test_a_new_name_is_a_change_and_the_old_codes_stay(areas):
    rows = read_areas(keys=AREAS)
    for row in rows:
        if row["key"] == "hualong-yuecun":
            row["name"] = "岳村街道"
    loaded = load_areas(rows)
    assert (loaded.changed, loaded.created, loaded.codes) == (1, 0, 0)
    assert Area.objects.get(key="hualong-yuecun").name == "岳村街道"


def test_a_change_of_boundary_moves_everything_below_and_is_dated(areas):
    rows = read_areas(keys=AREAS)
    for row in rows:
        if row["key"] == "hualong-zhongyuanlu":
            row["parent"] = "shifanqu"
    loaded = load_areas(rows, on=date(2026, 7, 1))
    assert loaded.moved == 1
    moved = Area.objects.get(key="hualong-zhongyuanlu-jingdong")
    assert moved.path == "puyang/shifanqu/zhongyuanlu/jingdong/"
    change = AreaChange.objects.get()
    assert (change.area.key, change.on) == ("hualong-zhongyuanlu", date(2026, 7, 1))
    assert (change.from_parent.key, change.to_parent.key) == ("hualong", "shifanqu")
    again = load_areas(rows, on=date(2026, 7, 2))
    assert (again.moved, again.unchanged) == (0, len(rows))


def test_an_area_that_the_file_does_not_name_is_left_alone(areas):
    AreaFactory(key="hualong-xin", street=True, parent=areas["hualong"])
    assert load_areas(read_areas(keys=AREAS)).unlisted == ["hualong-xin"]
    assert Area.objects.filter(key="hualong-xin").exists()


@pytest.mark.parametrize(
    "change",
    [
        {"key": "410902"},
        {"key": "Hualong"},
        {"path": "puyang/hualong"},
        {"parent": None},
        {"kind": "city"},
        {"valid_from": date(2026, 1, 2), "valid_to": date(2026, 1, 2)},
    ],
)
def test_the_database_refuses_an_incoherent_area(areas, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.filter(key="hualong-yuecun").update(**change)


def test_the_database_refuses_a_second_area_at_the_same_path(areas):
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.filter(key="hualong-yuecun").update(path="puyang/hualong/zhongyuanlu/")


def test_the_database_refuses_a_code_twice_in_one_edition(areas):
    AreaCodeFactory(area=areas["hualong"], code="410999", edition="2020")
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaCodeFactory(area=areas["qingfeng"], code="410999", edition="2020")


@pytest.mark.parametrize("words", ["中原路", "zhongyuan", "ZYL", "zyljd", "中原 街道"])
def test_places_are_found_by_name_pinyin_and_initials(areas, words):
    assert areas["hualong-zhongyuanlu"] in Area.objects.search(words)


def test_prefix_search_uses_the_index_of_the_path(db):
    load_areas(ROWS)
    plan = Area.objects.filter(path__startswith="puyang/hualong/zhongyuanlu/").explain()
    assert "area_path_is_unique" in plan
