"""Lists of units and owners come in: dirt read, one place one unit, nothing secret told, undone."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from communities.models import Building, Owner, Ownership, Unit
from communities.premises import actions, owning
from communities.premises.imports import UNITS
from puyang_property.core import history
from puyang_property.core.importer import jobs, rehearsing, running, undoing
from puyang_property.core.importer.tasks import forget_files
from puyang_property.core.models import Event
from puyang_property.core.models.imports import ImportRow, Outcome
from puyang_property.core.refusals import Refused
from tests.factories.communities import CommunityFactory
from tests.factories.premises import BuildingFactory, EntranceFactory, UnitFactory

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"
HEAD = "楼栋,单元,楼层,房号,建筑面积,面积来源,用途,业主姓名,联系电话,份额,取得日期"
NAME, PHONE = "欧阳静怡", "19903937788"


@pytest.fixture
def compound(area):
    return CommunityFactory(at=JINGDONG, name="锦绣花园")


@pytest.fixture
def take_in(area, compound, clerk_zhongyuan):
    def run(*lines, dry_run=False, options=None, code=None, content=None, name="房屋.csv"):
        content = content or "\n".join([HEAD, *lines]).encode()
        job = jobs.upload(
            UNITS,
            ContentFile(content, name=name),
            area=area("hualong-zhongyuanlu"),
            by=clerk_zhongyuan,
            options={"compound": code or compound.public_code, **(options or {})},
        )
        jobs.begin(job, by=clerk_zhongyuan, dry_run=dry_run, wait=True)
        running.run(job.pk)
        job.refresh_from_db()
        return job

    return run


def outcomes(job):
    return [row.outcome for row in job.rows.order_by("number")]


def test_units_come_in_with_building_entrance_area_and_owner(take_in, compound):
    job = take_in(
        f"３号楼,1单元,3层,３０１室,85.6㎡,不动产登记簿,住宅,{NAME},１９９０３９３７７８８,,2015年3月1日",
        "3栋,1单元,4,401,90.2,,,,,,",
        "3,,1,S1,120,实测,门面房,濮阳市建业公司,,100%,42064",
    )
    assert outcomes(job) == [Outcome.CREATED] * 3
    assert Building.objects.get().number_key == "3"
    first, second, shop = Unit.objects.order_by("id")
    assert (first.area, first.area_source, first.floor) == (Decimal("85.60"), "register", 3)
    assert str(first.entrance.number) == "1单元"
    held = first.ownerships.get()
    assert (held.owner.name.open(), held.from_on) == (NAME, date(2015, 3, 1))
    assert held.owner.phone.open() == f"+86{PHONE}"
    assert (second.area_source, second.ownerships.count()) == ("contract", 0)
    assert (shop.use, shop.area_source, shop.entrance) == ("dwelling", "survey", None)
    assert job.rows.order_by("number").last().reasons  # 门面房 is not one of ours: said
    assert shop.ownerships.get().owner.kind == "organisation"
    assert shop.ownerships.get().from_on == date(2015, 3, 1)


def test_the_same_unit_is_filled_in_and_never_entered_twice(take_in, compound):
    take_in("3,1,3,301,90.5,合同,,,,,")
    job = take_in(
        f"3号楼,一单元,,0301,88.9,登记,,{NAME},{PHONE},,",
        f"3号楼,1单元,3,301,88.9,登记,,{NAME},{PHONE},,",
    )
    assert outcomes(job) == [Outcome.MERGED, Outcome.KNOWN]
    unit = Unit.objects.get()
    assert (unit.area, unit.area_contracted) == (Decimal("88.90"), Decimal("90.50"))
    assert Ownership.objects.count() == 1


def test_what_is_recorded_is_kept_and_the_difference_said(take_in, compound):
    take_in("3,1,3,301,90.5,合同,,,,,")
    job = take_in(f"3,1,5,301,91.5,合同,,{NAME},,,")
    unit = Unit.objects.get()
    assert (unit.floor, unit.area) == (3, Decimal("90.50"))
    assert "楼层" in job.rows.get().reasons[0]


def test_co_owners_come_in_rows_of_their_own(take_in, compound):
    job = take_in(
        f"3,1,3,301,90,,,{NAME},{PHONE},1/2,",
        "3,1,3,301,90,,,王芳芳,,50%,",
        "3,1,3,301,90,,,李敏敏,,1/6,",
        f"3,1,4,401,90,,,{NAME}、王芳芳,,,",
    )
    assert outcomes(job) == [
        *(Outcome.CREATED, Outcome.MERGED, Outcome.REFUSED, Outcome.REFUSED),
    ]
    assert Ownership.objects.count() == 2
    assert not Unit.objects.filter(number="401").exists()


@pytest.mark.parametrize(
    "line",
    [
        ",1,3,301,90,,,,,,",
        "3,1,3,,90,,,,,,",
        f"3,1,3,301,90,,,{NAME},,一些,",
        f"3,1,3,301,90,,,{NAME},,3/2,",
        f"3,1,3,301,90,,,{NAME},,0,",
        f"3,1,3,301,90,,,{NAME},,,2099-01-01",
        "3,1,3," + "9" * 31 + ",90,,,,,,",
    ],
)
def test_a_row_that_cannot_stand_is_refused_whole_and_its_reason_names_nobody(take_in, line):
    job = take_in(line)
    row = job.rows.get()
    assert row.outcome in (Outcome.REFUSED, Outcome.CREATED)
    if row.outcome == Outcome.CREATED:
        assert line.endswith(",0,")  # “0” says that nothing is known
        return
    assert row.reasons
    assert NAME not in f"{row.reasons}{row.label}{row.data}"
    assert not Building.objects.exists()
    assert not Owner.objects.exists()


def test_dirt_is_left_out_with_a_note(take_in):
    job = take_in(f"3,1,顶层,301,不详,,,{NAME},12345,,去年", "3,1,负一层,101,约90平米,,车位,,,,")
    first, second = job.rows.order_by("number")
    assert len(first.reasons) == 3
    unit = Unit.objects.get(number="301")
    assert (unit.floor, unit.area) == (None, None)
    assert not unit.ownerships.get().owner.phone
    cellar = Unit.objects.get(number="101")
    assert (cellar.floor, cellar.area, cellar.use) == (-1, Decimal("90.00"), "parking")


def test_a_list_of_an_unknown_compound_or_one_elsewhere_is_not_begun(take_in, area):
    far = CommunityFactory(at="hualong-shenglilu-jinlianhua")
    for code in ("ZZZZZZ", far.public_code):
        job = take_in("3,1,3,301,90,,,,,,", code=code)
        assert job.status == "failed"
        assert job.problem
    assert not Unit.objects.exists()


def test_a_rehearsal_writes_nothing(take_in):
    job = take_in(f"3,1,3,301,90,,,{NAME},{PHONE},,", dry_run=True)
    assert outcomes(job) == [Outcome.CREATED]
    assert not Unit.objects.exists()
    assert not Owner.objects.exists()


# ------------------------------------------------------------------ secrecy
def test_names_and_numbers_stay_in_the_users_own_file(take_in, client_of, clerk_zhongyuan):
    job = take_in(
        f"3,1,3,301,90,登记,,{NAME},{PHONE},1/2,",
        f",1,3,302,90,登记,,王不见,{PHONE},,",
    )
    with job.report.open() as report:
        told = report.read().decode()
    assert NAME not in told
    assert "欧**" in told
    assert "王不见" in told  # refused: no record holds it, its owner has to correct it
    for row in ImportRow.objects.values("label", "data", "reasons", "candidates", "before"):
        assert not any(secret in str(row) for secret in (NAME, PHONE, "王不见"))
    for event in Event.objects.all():
        assert not any(secret in str(event.changes) for secret in (NAME, PHONE))
    client = client_of(clerk_zhongyuan)
    assert NAME not in client.get(reverse("desk:import_detail", args=[job.pk])).text
    assert forget_files(timezone.now() + timedelta(days=29)) == 0
    assert forget_files(timezone.now() + timedelta(days=31)) == 1


def test_a_workbook_comes_back_masked_with_the_reasons(take_in):
    book = Workbook()
    book.active.append(HEAD.split(","))
    book.active.append(
        ["3号楼", "1单元", 3, 301, "85.6㎡", "登记", "住宅", NAME, PHONE, "1/1", date(2015, 3, 1)]
    )
    file = io.BytesIO()
    book.save(file)
    job = take_in(content=file.getvalue(), name="房屋.xlsx")
    assert outcomes(job) == [Outcome.CREATED]
    assert Ownership.objects.get().from_on == date(2015, 3, 1)
    with job.report.open() as report:
        sheet = load_workbook(io.BytesIO(report.read())).active
    cells = [str(cell.value) for row in sheet for cell in row]
    assert "欧**" in cells
    assert NAME not in cells


def test_a_check_in_pieces_says_what_the_import_does_and_leaves_nothing_between_them(
    take_in, monkeypatch
):
    lines = (
        f"3,1,3,301,90,,,{NAME},{PHONE},1/2,",
        "3,2,3,302,88,,,,,,",
        "3号楼,1,3,301室,,,,王芳芳,,1/2,",  # the other half of what a piece before made
        "3,1,3,301,,,,李四方,,1/2,",  # a third half
        f"3栋,1单元,3,301,90,,,{NAME},{PHONE},1/2,",
    )
    left, keep_rows = [], rehearsing.keep_rows

    def kept(job, made):
        left.append(Unit.objects.count() + Building.objects.count() + Owner.objects.count())
        return keep_rows(job, made)

    monkeypatch.setattr(rehearsing, "ALONE", 1)
    monkeypatch.setattr(rehearsing, "keep_rows", kept)
    told = take_in(*lines, dry_run=True)
    assert left == [0] * len(lines)
    created, merged, refused, known = (
        Outcome.CREATED,
        Outcome.MERGED,
        Outcome.REFUSED,
        Outcome.KNOWN,
    )
    assert outcomes(told) == [created, created, merged, refused, known]
    assert outcomes(take_in(*lines)) == outcomes(told)


# ------------------------------------------------------------------ undo
def test_an_undo_takes_back_all_that_came_in(take_in, compound, clerk_zhongyuan):
    building = BuildingFactory(community=compound, number="5")
    door = EntranceFactory(building=building, number="1")
    before = UnitFactory(building=building, entrance=door, number="101", area_registered=None)
    job = take_in(
        f"3,1,3,301,90,,,{NAME},{PHONE},1/2,",
        "3,1,3,301,90,,,王芳芳,,1/2,",
        "5,1,1,101,88.8,登记,,李敏敏,,,",
    )
    undoing.undo(job, by=clerk_zhongyuan)
    before.refresh_from_db()
    assert (before.area, before.ended_on) == (None, None)
    assert not Ownership.objects.standing().exists()
    assert not Owner.objects.named().exists()
    assert list(Unit.objects.standing()) == [before]
    assert list(Building.objects.standing()) == [building]
    again = take_in(f"3,1,3,301,90,,,{NAME},{PHONE},,")
    assert outcomes(again) == [Outcome.CREATED]


def test_an_undo_stops_before_what_was_changed_since(take_in, clerk_zhongyuan):
    job = take_in(f"3,1,3,301,90,,,{NAME},{PHONE},,", "3,1,3,302,90,,,,,,")
    unit = Unit.objects.get(number="301")
    owning.transfer(unit, by=clerk_zhongyuan, on=timezone.localdate(), name="王芳芳")
    with pytest.raises(Refused):
        undoing.undo(job, by=clerk_zhongyuan)
    assert Unit.objects.standing().count() == 2


def test_a_building_that_somebody_went_on_with_stays(take_in, clerk_zhongyuan):
    job = take_in("3,1,3,301,90,,,,,,")
    actions.add_unit(Building.objects.get(), by=clerk_zhongyuan, number="999")
    undoing.undo(job, by=clerk_zhongyuan)
    assert [unit.number for unit in Unit.objects.standing()] == ["999"]
    assert Building.objects.standing().exists()
    assert history.of(Unit.objects.get(number="301")).last().name == "ended"


# ------------------------------------------------------------------ the desk
def test_the_upload_asks_for_the_compound(client_of, clerk_zhongyuan, compound, area):
    client = client_of(clerk_zhongyuan)
    url = reverse("desk:import_upload")
    assert "小区公开编号" in client.get(url, {"kind": "units"}).text
    sent = {"kind": "units", "area": area("hualong-zhongyuanlu").pk, "area_source": "contract"}
    sent |= {"sale": "delivered", "compound": "ZZZZZZ"}
    file = ContentFile(f"{HEAD}\n3,1,3,301,90,,,,,,".encode(), name="房屋.csv")
    assert client.post(url, {**sent, "file": file}).status_code == 422
    file.seek(0)
    sent["compound"] = compound.public_code
    assert client.post(url, {**sent, "file": file}).status_code == 302


@pytest.mark.parametrize("who", ["worker_jingdong", "mediator_zhongyuan", "officer_city"])
def test_only_keepers_of_the_owners_register_import_it(play, client_of, who):
    text = client_of(play(who)).get(reverse("desk:import_upload"), {"kind": "units"}).text
    assert "小区公开编号" not in text
