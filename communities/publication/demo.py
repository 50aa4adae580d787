"""What is public in the demo: groups with gaps, notices in every state, whom to call."""

from datetime import timedelta

from communities.publication import actions, calling, recording
from communities.publication.choices import ContactKind, Group, NoticeKind
from puyang_property.core import demo

SITE = ("小区大门公示栏", "物业服务中心门口", "1号楼单元公告板")
TEXTS = {
    Group.PROVIDER: "物业服务企业名称、项目负责人岗位和投诉电话已在公示栏公布。",
    Group.CONTRACT: "公布物业服务合同主要内容、服务等级和收费标准：每月每平方米0.80元。",
    Group.MAINTENANCE: "公布电梯、消防、监控三项设施的维保单位和维保电话。",
    Group.ACCOUNTS: "公布上一年度物业费收缴率、公共水电分摊和电梯广告等公共收益。",
    Group.PARKING: "公布地面停车位数量、收费标准和上一年度停车收益。",
    Group.OTHER: "公布今年绿化补种和外墙检查的安排。",
}
AGES = (60, 200, 500, None)  # days since; None: never published
OFFICE_HOURS = "周一至周五 8:30–18:00"
NOTICES = (  # title, kind, text, days ago that it begins, for how many days
    ("电梯大修使用维修资金公示", NoticeKind.FUND_USE, "拟用专项维修资金更换2号楼电梯主机。", 5, 20),
    (
        "老旧小区改造方案征求意见",
        NoticeKind.RENOVATION,
        "请到公示栏查看改造方案并提出意见。",
        60,
        30,
    ),
    ("业主大会会议公告", NoticeKind.ASSEMBLY, "定于下月召开业主大会，议题见公示栏。", 1, 14),
    ("冬季消防安全提示", NoticeKind.SAFETY, "请勿占用消防通道，勿在楼道内充电。", 10, 60),
)


def fill(demo_):
    """Publish for every compound, and announce something in every street."""
    streets = {}
    for serial, compound in enumerate(demo_.communities):
        street = compound.area.parent
        clerk = demo_.people[f"clerk_{street.key.rpartition('-')[2]}_a"]
        streets[street] = clerk
        _publish(demo_, serial, compound, clerk)
        _announce(demo_, serial, compound, clerk)
        _list_numbers(demo_, serial, compound, clerk)
    for number, (street, clerk) in enumerate(streets.items()):
        _list(
            *(demo_, clerk, ContactKind.STREET_OFFICE, "街道物业管理办公室"),
            phone=f"0393-46{number}01{number}0",
            hours=OFFICE_HOURS,
            area=street,
        )
        _announce_to(demo_, street, clerk)


def _publish(demo_, serial, compound, clerk):
    for place, group in enumerate(Group):
        age = AGES[(serial + place) % len(AGES)]
        if age is None:
            continue
        recording.record(
            by=clerk,
            community=compound,
            group=group,
            published_on=demo_.today - timedelta(days=age),
            site=SITE[serial % len(SITE)],
            text=TEXTS[group],
            now=demo_.ago(age),
        )


def _announce(demo_, serial, compound, clerk):
    """Write one notice: the first compounds have one each, then a draft, then a withdrawn one."""
    title, kind, text, began, lasts = NOTICES[serial % len(NOTICES)]
    if serial >= len(NOTICES) + 2:
        return
    notice = actions.draft(
        by=clerk,
        community=compound,
        kind=kind,
        title=title,
        text=text,
        from_on=demo_.today - timedelta(days=began),
        to_on=demo_.today + timedelta(days=lasts - began),
        now=demo_.ago(began + 1),
    )
    if serial == len(NOTICES):
        return  # a draft
    actions.publish(notice, by=clerk, now=demo_.ago(began))
    if serial == len(NOTICES) + 1:
        actions.withdraw(notice, by=clerk, note="公示金额有误，重新公示。", now=demo_.ago(0))


def _announce_to(demo_, street, clerk):
    notice = actions.draft(
        by=clerk,
        area=street,
        kind=NoticeKind.OTHER,
        title=f"{street.short_name}物业纠纷集中调解日",
        text="每月最后一个周五下午在街道调解室集中调解物业纠纷，欢迎预约。",
        from_on=demo_.today - timedelta(days=3),
        to_on=demo_.today + timedelta(days=27),
        now=demo_.ago(3),
    )
    actions.publish(notice, by=clerk, now=demo_.ago(3))


def _list_numbers(demo_, serial, compound, clerk):
    numbers = [(ContactKind.LIFT_RESCUE, "电梯困人救援", "96333")]
    if serial % 3 == 0:
        numbers.append((ContactKind.REPAIR, "物业报修值班室", f"0393-48{serial:02}1{serial:02}"))
    for kind, name, phone in numbers:
        _list(demo_, clerk, kind, name, phone=phone, hours="24小时", community=compound)
    _list(
        *(demo_, clerk, ContactKind.RESIDENTS_COMMITTEE, f"{compound.area.short_name}居委会值班室"),
        phone=f"0393-47{serial:02}1{serial:02}",
        hours=OFFICE_HOURS,
        area=compound.area,
    )


def _list(demo_, clerk, kind, name, **more):
    since = {"from_on": demo_.today - timedelta(days=200), "now": demo_.ago(200)}
    calling.add(by=clerk, kind=kind, name=name, **since, **more)


def register():
    """Enter this part, after the compounds and their transfers."""
    demo.register(27, fill)
