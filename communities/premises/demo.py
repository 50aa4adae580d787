"""The premises of the demo: a few compounds with buildings, units, invented owners, facilities."""

import random
from datetime import date, timedelta
from decimal import Decimal

from communities.choices import Kind
from communities.premises import actions, facilities, owning
from communities.premises.choices import Condition, FacilityKind, Sale, Use
from communities.premises.rooms import property_room_minimum
from puyang_property.core import demo
from puyang_property.core.actors import CLOCK

COMPOUNDS = 2  # every unit costs a dozen queries: enough to show, quick to load
BEGUN = date(2016, 5, 9)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗"
GIVEN = (
    "秀兰",
    "建国",
    "志强",
    "春梅",
    "国庆",
    "玉兰",
    "海涛",
    "桂英",
    "文斌",
    "丽娟",
    "小东",
    "瑞",
)
AREAS = {1: Decimal("89.52"), 2: Decimal("117.36")}
FACILITIES = (  # kind, name, place, condition, days until the next check
    (FacilityKind.FIRE, "消防水泵与消火栓", "地下水泵房", Condition.GOOD, 120),
    (FacilityKind.PUMP_ROOM, "二次供水泵房", "小区北门东侧", Condition.FAULTY, -6),
    (FacilityKind.GATE, "东门", "大庆路一侧", Condition.GOOD, None),
    (FacilityKind.CAMERAS, "监控系统", "物业服务中心", Condition.GOOD, 200),
    (FacilityKind.CHARGING, "电动自行车充电棚", "2号楼西侧", Condition.GOOD, 25),
    (FacilityKind.GREEN, "中心绿地", "小区中部", Condition.GOOD, None),
)


def fill(demo_):
    """Build up a few new and state-enterprise compounds: two buildings each, one with owners."""
    chance = random.Random(f"premises {demo_.today}")  # noqa: S311
    wanted = [row for row in demo_.communities if row.kind != Kind.OLD][:COMPOUNDS]
    for compound in wanted:
        _Compound(demo_, compound, chance).build()


class _Compound:
    """One compound of the demo."""

    def __init__(self, demo_, compound, chance):
        self.demo, self.compound, self.chance = demo_, compound, chance
        self.is_new = compound.kind == Kind.NEW
        self.now = demo.at(BEGUN)

    def build(self):
        """Enter buildings, units, owners and facilities."""
        floors = 5 if self.is_new else 4
        for number in (1, 2):
            building = actions.create_building(
                by=CLOCK,
                community=self.compound,
                number=str(number),
                floors_above=floors,
                floors_below=1 if self.is_new else 0,
                built_year=self.compound.built_year,
                has_lift=self.is_new,
                floor_area=Decimal(floors * 4) * Decimal("128.40"),
                now=self.now,
            )
            self.fill(building, floors if number == 1 else 2)
            if self.is_new:
                self.lift(building)
        self.equip(building)

    def fill(self, building, floors):
        """Enter the units of a building; only the first one's are measured and owned."""
        units = actions.raise_units(
            building, by=CLOCK, entrances=2, floors=floors, per_floor=2, now=self.now
        )
        if building.number != "1":
            return
        for place, unit in enumerate(units):
            unsold = self.is_new and place % 11 == 10
            facts = {"area_registered": AREAS[place % 2 + 1]}
            if place % 7 == 6:
                facts = {"area_contracted": AREAS[place % 2 + 1]}
            if unsold:
                facts |= {"sale": Sale.UNSOLD}
            actions.change_unit(unit, by=CLOCK, now=self.now, **facts)
            if not unsold and place % 3:
                self.own(unit)
        actions.add_unit(building, by=CLOCK, number="S1", floor=1, use=Use.SHOP, now=self.now)

    def own(self, unit):
        """Record an owner, of some units two with a half each."""
        is_shared = self.chance.random() < 0.15
        for half in range(2 if is_shared else 1):
            owning.record_owner(
                unit,
                by=CLOCK,
                name=self.chance.choice(SURNAMES) + self.chance.choice(GIVEN),
                phone=f"1990000{self.chance.randrange(10_000):04d}",
                denominator=2 if is_shared else 1,
                from_on=date(2014, 1, 1) + timedelta(days=self.chance.randrange(800)),
                is_representative=is_shared and not half,
                now=self.now,
            )

    def lift(self, building):
        """Enter the lift of a building; one inspection expires soon."""
        until = self.demo.today + timedelta(days=24 if building.number == "1" else 260)
        facilities.add(
            by=CLOCK,
            community=self.compound,
            kind=FacilityKind.LIFT,
            name=f"{building.number}号楼客梯",
            building=building,
            condition=Condition.GOOD,
            maintainer="濮阳市安顺电梯维保有限公司",
            checked_on=until - timedelta(days=365),
            next_check_on=until,
            now=self.demo.ago(0),
        )

    def equip(self, building):
        """Enter the other facilities and the property-service room."""
        for kind, name, place, condition, days in FACILITIES:
            due = self.demo.today + timedelta(days=days) if days is not None else None
            facilities.add(
                by=CLOCK,
                community=self.compound,
                kind=kind,
                name=name,
                place=place,
                condition=condition,
                next_check_on=due,
                now=self.demo.ago(0),
            )
        facilities.add(
            by=CLOCK,
            community=self.compound,
            kind=FacilityKind.PROPERTY_ROOM,
            name="物业服务用房",
            building=building,
            condition=Condition.GOOD,
            area=self.room_area(),
            committee_area=Decimal("20.00"),
            now=self.demo.ago(0),
        )

    def room_area(self):
        """Return the m² of the property-service room: every second compound has too few."""
        least = property_room_minimum(self.compound.floor_area)
        return least + 12 if self.compound.pk % 2 else least - 30


def register():
    """Enter this part, after the compounds."""
    demo.register(26, fill)
