"""What the policy offers a compound, by its kind: pure data, with source and confidence."""

from dataclasses import dataclass

from communities.choices import Kind
from communities.dossiers.choices import Confidence
from communities.dossiers.items import in_language


@dataclass(frozen=True)
class Measure:
    """One tailored measure; `steps` are the items of the dossier that lead to it."""

    key: str
    kind: Kind
    names: tuple[str, str]
    offers: tuple[str, str]
    sources: tuple[str, str]
    confidence: str
    steps: tuple[str, ...]

    @property
    def sureness(self):
        """Return in words how sure we are of the basis."""
        return Confidence(self.confidence).label

    @property
    def name(self):
        """Return the name in the reader's language."""
        return in_language(self.names)

    @property
    def offer(self):
        """Return what the policy offers, in the reader's language."""
        return in_language(self.offers)

    @property
    def source(self):
        """Return where it is written, in the reader's language."""
        return in_language(self.sources)


PUYANG_2017 = (
    "濮阳市2017年物业管理工作情况报告",
    "Puyang, report on property management of 2017",
)

MEASURES = (
    Measure(
        "happy_home",
        Kind.NEW,
        ("“幸福家园”创建", "Happy Home programme"),
        (
            "符合标准的新建小区可申报“幸福家园”，由街道和区级评审后命名，到期复审。",
            "A new compound that meets the criteria applies for the title of a Happy Home; street "
            "and district review it, and the title is reviewed again when it expires.",
        ),
        PUYANG_2017,
        "M",
        ("takeover_filed", "preliminary_contract", "property_rooms", "fund_deposited"),
    ),
    Measure(
        "renovation",
        Kind.OLD,
        ("政府出资改造", "Renovation paid by the government"),
        (
            "2000年底以前建成的老旧小区纳入改造计划，由财政、居民和社会资本合理分担；"
            "2001—2005年建成的可储备支持。",
            "An old compound built by the end of 2000 is taken into the plan of renovation, paid "
            "by the budget with shares of residents and investors; built from 2001 to 2005 it may "
            "be kept in the library of projects.",
        ),
        (
            "国办发〔2020〕23号；豫建城建〔2020〕475号",
            "State Council Office 2020 No. 23; Henan 2020 No. 475",
        ),
        "V2",
        ("condition_survey", "wishes_survey", "renovation_acceptance"),
    ),
    Measure(
        "community_management",
        Kind.OLD,
        ("依托社区实行自行管理", "Management with the residents' committee"),
        (
            "没有物业服务企业的老旧小区，依托社区居民委员会实行自行管理。",
            "An old compound without a property company manages itself with the help of the "
            "residents' committee.",
        ),
        ("《河南省物业管理条例》第五十三条", "Henan property regulation, Art. 53"),
        "V",
        ("management_after",),
    ),
    Measure(
        "three_supplies",
        Kind.SOE,
        ("“三供一业”分离移交", "Three supplies and one property transfer"),
        (
            "供水、供电、供热（供气）和物业管理与国有企业分离，由专业单位接收；"
            "维修改造达到城市平均水平，分户设表、按户收费。",
            "Water, power, heat or gas and property management are separated from the state "
            "enterprise and taken over by those who specialise in them; repaired to the average "
            "level of the city, one meter and one bill for each household.",
        ),
        ("国办发〔2016〕45号", "State Council Office 2016 No. 45"),
        "V2",
        ("transfer_water", "transfer_power", "transfer_heat_gas", "transfer_property"),
    ),
)


def of(kind):
    """Return the measures for a compound of `kind`."""
    return tuple(measure for measure in MEASURES if measure.kind == kind)
