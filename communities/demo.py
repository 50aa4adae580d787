"""The compounds of the demo: three kinds, companies and contracts, invented on real areas."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.demo import STREETS
from accounts.models import Area
from communities import actions, codes, contracts, credit_code
from communities.choices import ContractKind, Kind, ManagementMode
from puyang_property.core import demo
from puyang_property.core.actors import CLOCK

PER_STREET = 4
FIRST = [
    "锦绣",
    "和谐",
    "龙都",
    "中原",
    "银河",
    "阳光",
    "颐和",
    "静园",
    "油城",
    "绿洲",
    "帝丘",
    "金堤",
]
LAST = ["花园", "家园", "苑", "小区", "华庭", "新村"]
ROADS = ["建设路", "胜利路", "人民路", "大庆路", "京开大道", "黄河路", "开州路", "任丘路"]
COMPANIES = ("安居", "惠民", "龙乡", "和信", "绿城苑", "中原惠家")
KINDS = (Kind.NEW, Kind.OLD, Kind.SOE, Kind.OLD)
UNMANAGED = (ManagementMode.NONE, ManagementMode.TRUSTEESHIP, ManagementMode.SELF_MANAGED)


def fill(demo_):
    """Enter companies, compounds in every street of the demo, and their contracts."""
    companies = [_company(demo_, number, name) for number, name in enumerate(COMPANIES)]
    for street_number, key in enumerate(STREETS):
        places = list(Area.objects.filter(parent__key=key).order_by("key")[:PER_STREET])
        for number, area in enumerate(places):
            serial = street_number * PER_STREET + number
            community = _community(demo_, serial, area)
            if serial % (2 * len(KINDS)) == 1:
                _was_of_an_enterprise(demo_, community)
            demo_.communities.append(community)
            if community.kind != Kind.OLD:
                _contract(demo_, community, companies[serial % len(companies)])


def _company(demo_, number, name):
    first17 = f"91410900MA4DEM{number:02d}X"
    code = first17.ljust(17, "0")
    return contracts.create_company(
        by=CLOCK,
        area=Area.objects.get(key="hualong"),
        name=f"濮阳市{name}物业服务有限公司",
        credit_code=code + credit_code.check_character(code),
        phone=f"0393-44{number}0{number}0{number}",
        now=demo.at(date(2016, 3, 1)),
    )


def _community(demo_, serial, area):
    kind = KINDS[serial % len(KINDS)]
    name = f"{FIRST[serial % len(FIRST)]}{LAST[serial % len(LAST)]}"
    if serial >= len(FIRST):
        name = f"{name}{'东西南北'[serial % 4]}区"
    households = demo_.rng.randrange(120, 1800)
    built = {Kind.NEW: 2012, Kind.OLD: 1986, Kind.SOE: 1992}[kind] + serial % 7
    mode = UNMANAGED[serial % 3] if kind == Kind.OLD else ManagementMode.UNKNOWN
    return actions.create(
        by=CLOCK,
        area=area,
        name=name,
        public_code=codes.new_code(demo_.rng.choice),
        aliases=[f"{name}家属院"] if kind == Kind.SOE else (),
        is_published=True,
        kind=kind,
        management_mode=mode,
        address=f"{ROADS[serial % len(ROADS)]}{100 + serial * 7}号",
        built_year=built,
        households=households,
        buildings=max(1, households // 60),
        floor_area=Decimal(households) * 95,
        now=demo.at(date(2016, 4, 1)),
    )


def _was_of_an_enterprise(demo_, community):
    """Let an old compound have been a state enterprise's until its supplies were handed over."""
    for kind, since, reason in (
        (Kind.SOE, date(1990, 1, 1), "企业家属院，由企业管理"),
        (Kind.OLD, date(2019, 1, 1), "三供一业分离移交完成，转为老旧小区管理"),
    ):
        actions.change_kind(
            community, kind=kind, since=since, reason=reason, by=CLOCK, now=demo.at(since)
        )


def _contract(demo_, community, company):
    """Conclude a contract that runs now; some end soon, so that a date is near."""
    days_left = demo_.rng.choice([40, 75, 100, 400, 700])
    ends = demo_.today + timedelta(days=days_left)
    starts = ends - timedelta(days=3 * 365)
    signed = starts - timedelta(days=20)
    contracts.conclude(
        by=CLOCK,
        community=community,
        company=company,
        kind=ContractKind.PRELIMINARY if community.kind == Kind.NEW else ContractKind.ORDINARY,
        signed_on=signed,
        filed_on=signed + timedelta(days=9),
        starts_on=starts,
        ends_on=ends,
        taken_over_on=starts,
        takeover_filed_on=starts + timedelta(days=21),
        now=demo_.ago(0),
    )


def register():
    """Enter this part, after the people."""
    demo.register(20, fill)
