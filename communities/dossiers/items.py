"""What the dossier of a compound consists of, by its kind: pure data, with law and confidence.

Texts stand in both languages here, as those of the rulebook do: they are rules, not surface.
"""

from dataclasses import dataclass

from django.utils.translation import get_language

from communities.choices import Kind
from communities.dossiers.choices import Confidence, Party


@dataclass(frozen=True)
class Item:
    """One paper or fact: who owes it, what proves it, on which basis, and how sure we are.

    fact: the name in facts.py of what reads it from the register; it is not ticked by hand then.
    confidence: as in the rulebook, V (read), V2 (second hand), M (from memory), U (unsettled).
    """

    key: str
    kinds: tuple[Kind, ...]
    names: tuple[str, str]
    owed_by: Party
    proofs: tuple[str, str]
    basis: tuple[str, str]
    law_id: str
    confidence: str
    fact: str = ""

    @property
    def sureness(self):
        """Return in words how sure we are of the basis."""
        return Confidence(self.confidence).label

    @property
    def name(self):
        """Return the name in the reader's language."""
        return in_language(self.names)

    @property
    def proof(self):
        """Return what proves it, in the reader's language."""
        return in_language(self.proofs)

    @property
    def law(self):
        """Return law and article in the reader's language."""
        return in_language(self.basis)


def in_language(pair):
    """Return the Chinese or the English of a pair."""
    return pair[1] if (get_language() or "").startswith("en") else pair[0]


def _henan(article, number):
    return (f"《河南省物业管理条例》第{article}条", f"Henan property regulation, Art. {number}")


FUND = ("《住宅专项维修资金管理办法》（165号令）", "Measures on the maintenance fund (Order 165)")
SOE_PLAN = ("国办发〔2016〕45号", "State Council Office 2016 No. 45")
RENOVATION = ("国办发〔2020〕23号", "State Council Office 2020 No. 23")
NEW, OLD, SOE = (Kind.NEW,), (Kind.OLD,), (Kind.SOE,)

ITEMS = (
    # ------------------------------------------------------------------ new compounds
    Item(
        "delimitation",
        NEW,
        ("物业管理区域划分备案", "Delimitation of the management area filed"),
        Party.DEVELOPER,
        ("备案回执和区域平面图", "Receipt of the filing and plan of the area"),
        _henan("十", 10),
        "HN-10",
        "V",
    ),
    Item(
        "takeover_inspection",
        NEW,
        ("承接查验协议和查验记录", "Take-over inspection: agreement and record"),
        Party.COMPANY,
        ("承接查验协议和现场查验记录", "The agreement, and the record made on the spot"),
        _henan("四十四", 44),
        "HN-44/46",
        "V",
    ),
    Item(
        "takeover_filed",
        NEW,
        ("承接查验已备案", "Take-over inspection filed"),
        Party.COMPANY,
        (
            "登记的合同有承接查验备案日期",
            "The recorded contract has its day of filing the take-over",
        ),
        _henan("四十六", 46),
        "HN-44/46",
        "V",
        fact="takeover_filed",
    ),
    Item(
        "preliminary_contract",
        NEW,
        ("前期物业服务合同已备案", "Preliminary service contract filed"),
        Party.COMPANY,
        ("登记的前期物业服务合同有备案日期", "The recorded contract has its day of filing"),
        _henan("四十九", 49),
        "HN-49",
        "V",
        fact="preliminary_contract_filed",
    ),
    Item(
        "property_rooms",
        NEW,
        ("物业服务用房和业主委员会用房", "Rooms for property service and owners' committee"),
        Party.DEVELOPER,
        (
            "登记的物业服务用房面积达到规定",
            "The recorded rooms for property service are as large as the law asks",
        ),
        _henan("十一", 11),
        "HN-11",
        "V",
        fact="property_rooms_suffice",
    ),
    Item(
        "fund_deposited",
        NEW,
        ("首期住宅专项维修资金交存", "First deposit of the maintenance fund"),
        Party.DEVELOPER,
        ("交存证明或专户对账单", "Proof of deposit or statement of the account"),
        (f"{FUND[0]}第七条", f"{FUND[1]}, Art. 7"),
        "MF-7",
        "M",
    ),
    Item(
        "assembly_papers",
        NEW,
        ("首次业主大会筹备资料报送", "Papers for the first owners' assembly submitted"),
        Party.DEVELOPER,
        ("七类资料的报送回执", "Receipt of the seven kinds of papers"),
        _henan("十八、十九", "18 and 19"),
        "HN-18b, HN-19",
        "V",
    ),
    # ------------------------------------------------------------------ old compounds
    Item(
        "condition_survey",
        OLD,
        ("房屋和设施现状调查", "Survey of the condition of houses and facilities"),
        Party.STREET,
        ("现状调查表", "Form of the survey"),
        RENOVATION,
        "RN-GOV",
        "V2",
    ),
    Item(
        "wishes_survey",
        OLD,
        ("居民改造意愿调查", "Survey of the residents' wishes"),
        Party.STREET,
        ("意愿调查表和同意率", "Forms and the rate of consent"),
        RENOVATION,
        "RN-DEF",
        "V2",
    ),
    Item(
        "renovation_acceptance",
        OLD,
        ("改造工程联合验收", "Renovation works jointly accepted"),
        Party.DISTRICT,
        ("改造方案和联合验收表", "Scheme and record of the joint acceptance"),
        RENOVATION,
        "RN-GOV",
        "V2",
    ),
    Item(
        "management_after",
        OLD,
        ("改造后长效管理主体", "Who manages it afterwards"),
        Party.STREET,
        ("管理协议、业主大会决定或托管协议", "Contract, decision of the owners, or trusteeship"),
        _henan("五十三", 53),
        "HN-53",
        "V",
        fact="managed_by_somebody",
    ),
    Item(
        "fund_again",
        OLD,
        ("住宅专项维修资金补建或续筹", "Maintenance fund set up again or topped up"),
        Party.COMMITTEE,
        ("资金账户或续筹决定", "The account, or the decision to top it up"),
        _henan("六十八", 68),
        "HN-68, MF-17",
        "V",
    ),
    Item(
        "meters",
        OLD,
        ("分户计量（一户一表）", "One meter for each household"),
        Party.RECEIVER,
        ("专业经营单位出具的接收证明", "Confirmation of the supply company that took over"),
        _henan("十四", 14),
        "HN-14",
        "V",
    ),
    # ------------------------------------------------------------------ state-enterprise compounds
    Item(
        "transfer_agreement",
        SOE,
        ("分离移交协议", "Transfer agreement"),
        Party.ENTERPRISE,
        (
            "四项移交均登记了协议日期，或注明不适用",
            "Each of the four items has its day of agreement, or does not apply",
        ),
        SOE_PLAN,
        "SG-9",
        "V2",
        fact="agreements_signed",
    ),
    Item(
        "asset_list",
        SOE,
        ("移交资产清单", "List of the assets handed over"),
        Party.ENTERPRISE,
        ("双方盖章的资产清单和批复", "List sealed by both sides, and the approval"),
        SOE_PLAN,
        "SG-7",
        "V2",
    ),
    Item(
        "drawings",
        SOE,
        ("管网、设备图纸和技术资料", "Drawings and papers of networks and equipment"),
        Party.ENTERPRISE,
        ("图纸移交目录", "Index of the drawings handed over"),
        SOE_PLAN,
        "SG-2",
        "M",
    ),
    *(
        Item(
            f"transfer_{slug}",
            SOE,
            (f"{names[0]}职能移交", f"{names[1]} handed over"),
            Party.RECEIVER,
            ("登记的移交日期", "The recorded day of the transfer"),
            SOE_PLAN,
            "SG-1, SG-2",
            "V2",
            fact=f"{slug}_transferred",
        )
        for slug, names in (
            ("water", ("供水", "Water supply")),
            ("power", ("供电", "Power supply")),
            ("heat_gas", ("供热（供气）", "Heat or gas supply")),
            ("property", ("物业管理", "Property management")),
        )
    ),
    Item(
        "legacy_issues",
        SOE,
        ("遗留问题全部整改", "Nothing left behind is open"),
        Party.ENTERPRISE,
        (
            "四项均已移交，登记的遗留问题均已整改",
            "All four are handed over, and every recorded issue was put right",
        ),
        SOE_PLAN,
        "SG-2, SG-8",
        "V2",
        fact="legacy_issues_closed",
    ),
)
BY_KEY = {item.key: item for item in ITEMS}
KINDS = (Kind.NEW, Kind.OLD, Kind.SOE)


def of(kind):
    """Return the items of the dossier of a compound of `kind`, none for an unknown kind."""
    return tuple(item for item in ITEMS if kind in item.kinds)
