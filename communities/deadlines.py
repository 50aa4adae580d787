"""The time limits of service contracts and of handovers at their end, as data."""

from puyang_property.core.periods import Unit
from puyang_property.core.rulebook import RuleSpec, register

FILING = "contract_filing"
INSPECTION = "contract_inspection"
TAKEOVER_FILING = "contract_takeover_filing"
ASSEMBLY = "contract_assembly"
NONRENEWAL = "contract_nonrenewal"
NONRENEWAL_HENAN = "contract_nonrenewal_henan"
DISMISSAL = "contract_dismissal"
CONTINUED = "contract_continued"
CONTINUED_HENAN = "contract_continued_henan"
LAST_DAY = "contract_last_day"
LAST_DAY_NAMES = ("服务最后一日（退出交接）", "Last day of service: hand over")
HANDOVER_LIST = "handover_list"
HANDOVER_FINISH = "handover_finish"
HANDOVER_ORDER = "handover_order"

HENAN = ("《河南省物业管理条例》", "Henan property regulation")
CIVIL_CODE = ("《民法典》", "Civil Code")
INSPECTION_MEASURES = ("《物业承接查验办法》", "Measures on take-over inspection")
# these articles name the duty and no length: that is the office's setting
REASONABLE = ("《民法典》第九百四十九条（合理期限）", "Civil Code, Art. 949 (a reasonable time)")
LISTED = (
    "《河南省物业管理条例》第五十二条（未定期限）",
    "Henan property regulation, Art. 52 (no length)",
)
ORDERED = (
    "《河南省物业管理条例》第八十三条（期限由主管部门定）",
    "Henan property regulation, Art. 83 (the department sets the time)",
)
NUMBERS = {46: "四十六", 49: "四十九", 51: "五十一"}
NUMBERS |= {946: "九百四十六", 947: "九百四十七", 948: "九百四十八"}

DAYS, MONTHS = Unit.CALENDAR_DAYS, Unit.MONTHS
RULES = (  # kind, law, article, names, length, unit, id in LAW.md, how sure
    (FILING, HENAN, 49, ("物业服务合同备案", "File the service contract"), 15, DAYS, "HN-49", "V"),
    (
        *(INSPECTION, INSPECTION_MEASURES, None),
        *(("承接查验完成", "Finish the take-over inspection"), 15, DAYS, "SV-INSP", "V2"),
    ),
    (
        *(TAKEOVER_FILING, HENAN, 46),
        *(("承接查验备案", "File the take-over inspection"), 30, DAYS, "HN-46", "V"),
    ),
    (
        ASSEMBLY,
        HENAN,
        51,
        ("到期前召开业主大会", "Call the assembly first"),
        3,
        MONTHS,
        "HN-51",
        "V",
    ),
    (
        *(NONRENEWAL, CIVIL_CODE, 947),
        *(("不续约书面通知", "Notice not to renew"), 90, DAYS, "CC-947", "V"),
    ),
    (
        *(NONRENEWAL_HENAN, HENAN, 51),
        ("不续约书面通知并报告街道", "Notice not to renew, reported to the street"),
        *(3, MONTHS, "HN-51", "V"),
    ),
    (DISMISSAL, CIVIL_CODE, 946, ("解聘书面通知", "Notice of dismissal"), 60, DAYS, "CC-946", "V"),
    (
        *(CONTINUED, CIVIL_CODE, 948),
        *(("不定期合同解除通知", "Notice to end a continuing contract"), 60, DAYS, "CC-948", "V"),
    ),
    (
        *(CONTINUED_HENAN, HENAN, 51),
        ("延续服务期间终止通知", "Notice to end a continuing contract, Henan"),
        *(3, MONTHS, "HN-51", "V"),
    ),
    (
        *(HANDOVER_LIST, LISTED, None),
        *(("编制退出交接清单", "Draw up the handover list"), 10, DAYS, "HN-52", "U"),
    ),
    (
        *(HANDOVER_FINISH, REASONABLE, None),
        *(("完成退出交接", "Finish the handover"), 15, DAYS, "CC-949/950", "U"),
    ),
    (
        *(HANDOVER_ORDER, ORDERED, None),
        *(("责令限期交接", "Hand over as ordered"), 15, DAYS, "HN-83", "U"),
    ),
)
BEFORE_THE_END = (  # counted back from the last day of the term
    *(ASSEMBLY, NONRENEWAL, NONRENEWAL_HENAN, DISMISSAL),
)
MAY_BE_AGREED = (NONRENEWAL, DISMISSAL, CONTINUED)  # the Civil Code yields to the contract


def code_of(kind):
    """Return the rule code of a clock: contract_filing → contract.filing."""
    return kind.replace("_", ".", 1)


def basis(law, article):
    """Return the law behind a rule in Chinese and English."""
    if article is None:
        return law
    return f"{law[0]}第{NUMBERS[article]}条", f"{law[1]}, Art. {article}"


SPECS = tuple(
    RuleSpec(
        code=code_of(kind),
        kind=kind,
        name_zh=names[0],
        name_en=names[1],
        length=length,
        unit=unit,
        basis_zh=basis(law, article)[0],
        basis_en=basis(law, article)[1],
        confidence=sure,
        law_id=law_id,
        may_suspend=False,
    )
    for kind, law, article, names, length, unit, law_id, sure in RULES
)


def register_rules():
    """Enter the rules of LAW.md §11 (`contract.…`, `handover.…`) into the rulebook."""
    register(*SPECS)
