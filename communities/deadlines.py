"""The time limits of service contracts, as data."""

from puyang_property.core.periods import Unit
from puyang_property.core.rulebook import RuleSpec, register

FILING = "contract_filing"
TAKEOVER_FILING = "contract_takeover_filing"
ASSEMBLY = "contract_assembly"
NONRENEWAL = "contract_nonrenewal"
DISMISSAL = "contract_dismissal"

HENAN = ("《河南省物业管理条例》", "Henan property regulation")
CIVIL_CODE = ("《民法典》", "Civil Code")


RULES = (  # kind, law, article, names, length, unit, id in LAW.md
    (FILING, HENAN, ("四十九", 49), ("物业服务合同备案", "File the service contract"))
    + (15, Unit.CALENDAR_DAYS, "HN-49"),
    (TAKEOVER_FILING, HENAN, ("四十六", 46), ("承接查验备案", "File the take-over inspection"))
    + (30, Unit.CALENDAR_DAYS, "HN-46"),
    (
        ASSEMBLY,
        HENAN,
        ("五十一", 51),
        ("到期前召开业主大会", "Call the assembly first"),
    )
    + (3, Unit.MONTHS, "HN-51"),
    (
        NONRENEWAL,
        CIVIL_CODE,
        ("九百四十七", 947),
        ("不续约书面通知", "Notice not to renew"),
    )
    + (90, Unit.CALENDAR_DAYS, "CC-947"),
    (DISMISSAL, CIVIL_CODE, ("九百四十六", 946), ("解聘书面通知", "Notice of dismissal"))
    + (60, Unit.CALENDAR_DAYS, "CC-946"),
)
BEFORE_THE_END = (ASSEMBLY, NONRENEWAL, DISMISSAL)  # counted back from the last day


def code_of(kind):
    """Return the rule code of a clock: contract_filing → contract.filing."""
    return "contract." + kind.removeprefix("contract_")


def register_rules():
    """Enter the rules of LAW.md §11 (`contract.…`) into the rulebook."""
    for kind, law, article, names, length, unit, law_id in RULES:
        register(
            RuleSpec(
                code=code_of(kind),
                kind=kind,
                name_zh=names[0],
                name_en=names[1],
                length=length,
                unit=unit,
                basis_zh=f"{law[0]}第{article[0]}条",
                basis_en=f"{law[1]}, Art. {article[1]}",
                confidence="V",
                law_id=law_id,
                may_suspend=False,
            )
        )
