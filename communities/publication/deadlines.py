"""How long published information counts as current, and how long a notice is displayed."""

from communities.publication.choices import Group, NoticeKind
from puyang_property.core.periods import Unit
from puyang_property.core.rulebook import RuleSpec, register

CLOCK = "publication"
ONCE_A_YEAR = 12
NAMES = {
    Group.PROVIDER: (
        "更新物业企业和投诉电话公示",
        "Publish provider and complaint telephone again",
    ),
    Group.CONTRACT: ("更新合同、服务标准和收费公示", "Publish contract, standard and fees again"),
    Group.MAINTENANCE: ("更新设施维保单位公示", "Publish the maintenance contractors again"),
    Group.ACCOUNTS: ("更新收支、公摊和公共收益公示", "Publish fees, shared costs and income again"),
    Group.PARKING: ("更新停车收支公示", "Publish the parking income again"),
    Group.OTHER: ("更新其他公示信息", "Publish the other information again"),
}
BASIS = (
    "《河南省物业管理条例》第三十九条、《民法典》第九百四十三条（公示周期由本地确定）",
    "Henan property regulation, Art. 39; Civil Code, Art. 943 (how often: local policy)",
)
SHORTEST = {  # kinds whose shortest display the law has
    NoticeKind.ASSEMBLY: "notice.assembly",
    NoticeKind.RESIDENTS: "notice.residents",
}
DISPLAYS = (  # code, names, full days, basis in two languages, law
    (
        SHORTEST[NoticeKind.ASSEMBLY],
        ("业主大会公告最短公示天数", "Shortest display of a notice of the owners' assembly"),
        7,
        ("《河南省物业管理条例》第二十一条", "Henan property regulation, Art. 21"),
        "HN-21",
    ),
    (
        SHORTEST[NoticeKind.RESIDENTS],
        ("居务公开最短公布天数", "Shortest display of affairs of the residents' committee"),
        15,
        (
            "《城市居民委员会组织法》（2025年修订）第三十四条",
            "Residents' Committee Law (revised 2025), Art. 34",
        ),
        "RC-34",
    ),
)


def code_of(group):
    """Return the rule of how long a publication of `group` counts as current."""
    return f"publication.{group}"


def register_rules():
    """Enter the currency of each group (U: no law says how often) and the shortest displays."""
    for group, (name_zh, name_en) in NAMES.items():
        register(
            RuleSpec(
                code=code_of(group),
                kind=CLOCK,
                name_zh=name_zh,
                name_en=name_en,
                length=ONCE_A_YEAR,
                unit=Unit.MONTHS,
                basis_zh=BASIS[0],
                basis_en=BASIS[1],
                confidence="U",
                law_id="HN-39",
                may_suspend=False,
            )
        )
    for code, (name_zh, name_en), days, (basis_zh, basis_en), law_id in DISPLAYS:
        register(
            RuleSpec(
                code=code,
                kind="notice",
                name_zh=name_zh,
                name_en=name_en,
                length=days,
                unit=Unit.CALENDAR_DAYS,
                basis_zh=basis_zh,
                basis_en=basis_en,
                confidence="V",
                law_id=law_id,
                may_suspend=False,
            )
        )
