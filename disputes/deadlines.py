"""The clocks of a dispute as data: one rule per channel and step (LAW.md §2).

What no law fixes is policy: a default with confidence U that the office may change.
"""

from disputes.choices import ASSIGNED_CHANNELS, Channel
from puyang_property.core.periods import Unit
from puyang_property.core.rulebook import RuleSpec

DECIDE = "decide"
TAKE_OVER = "take_over"
COMPETENCE = "competence"
HANDLE = "handle"
MEDIATION = "mediation"
CONFIRMATION = "confirmation"
CLAUSE = "clause"
RETURN_VISIT = "return_visit"

POLICY_ZH, POLICY_EN = (
    "本市工作要求（待法制机构核定）",
    "Local policy (to be settled by the legal office)",
)
PETITION_ZH, PETITION_EN = "《信访工作条例》", "Regulations on Petition Work"

# channel, step, length, unit, confidence, basis zh, basis en, at most so much longer
_CHANNEL_STEPS = (
    (Channel.ONLINE, DECIDE, 5, Unit.WORKING_DAYS, "U", POLICY_ZH, POLICY_EN, None),
    (Channel.ONLINE, HANDLE, 15, Unit.WORKING_DAYS, "U", POLICY_ZH, POLICY_EN, 15),
    (Channel.COUNTER, DECIDE, 5, Unit.WORKING_DAYS, "U", POLICY_ZH, POLICY_EN, None),
    (Channel.COUNTER, HANDLE, 15, Unit.WORKING_DAYS, "U", POLICY_ZH, POLICY_EN, 15),
    (Channel.HOTLINE, DECIDE, 1, Unit.WORKING_DAYS, "U", POLICY_ZH, POLICY_EN, None),
    (Channel.HOTLINE, HANDLE, 5, Unit.WORKING_DAYS, "U", POLICY_ZH, POLICY_EN, 5),
    (
        Channel.PETITION,
        DECIDE,
        15,
        Unit.CALENDAR_DAYS,
        "V",
        f"{PETITION_ZH}第二十三条",
        f"{PETITION_EN}, Art. 23",
        None,
    ),
    (
        Channel.PETITION,
        HANDLE,
        60,
        Unit.CALENDAR_DAYS,
        "V",
        f"{PETITION_ZH}第三十四条",
        f"{PETITION_EN}, Art. 34",
        30,
    ),
    (
        Channel.NPC,
        DECIDE,
        10,
        Unit.WORKING_DAYS,
        "V",
        "《河南省人大代表建议办理办法》第十四条",
        "Henan Measures on Deputies' Suggestions, Art. 14",
        None,
    ),
    (
        Channel.NPC,
        HANDLE,
        3,
        Unit.MONTHS,
        "V",
        "《代表法》第五十一条",
        "Law on Deputies, Art. 51",
        3,
    ),
    (Channel.CPPCC, DECIDE, 10, Unit.WORKING_DAYS, "U", POLICY_ZH, POLICY_EN, None),
    (Channel.CPPCC, HANDLE, 3, Unit.MONTHS, "U", POLICY_ZH, POLICY_EN, 3),
    (Channel.INSPECTION, DECIDE, 1, Unit.WORKING_DAYS, "U", POLICY_ZH, POLICY_EN, None),
    (Channel.INSPECTION, HANDLE, 15, Unit.WORKING_DAYS, "U", POLICY_ZH, POLICY_EN, 15),
)

_STEP_NAMES = {
    DECIDE: ("决定是否受理", "Decide whether to accept"),
    HANDLE: ("办理并答复", "Handle and reply"),
}


def _channel_spec(channel, step, length, unit, confidence, basis_zh, basis_en, longer):
    name_zh, name_en = _STEP_NAMES[step]
    return RuleSpec(
        code=f"{channel}.{step}",
        kind=step,
        name_zh=name_zh,
        name_en=name_en,
        length=length,
        unit=unit,
        basis_zh=basis_zh,
        basis_en=basis_en,
        confidence=confidence,
        extensions=1 if longer else 0,
        extension_length=longer or 0,
        extension_unit=unit,
        may_suspend=step == HANDLE,
    )


def _step_spec(kind, name_zh, name_en, length, unit, confidence, basis_zh, basis_en, **more):
    return RuleSpec(
        code=f"dispute.{kind}",
        kind=kind,
        name_zh=name_zh,
        name_en=name_en,
        length=length,
        unit=unit,
        basis_zh=basis_zh,
        basis_en=basis_en,
        confidence=confidence,
        **{"may_suspend": False, **more},
    )


SPECS = (
    *(_channel_spec(*row) for row in _CHANNEL_STEPS),
    _step_spec(
        TAKE_OVER,
        "受转办单位接办",
        "Take over a referral",
        2,
        Unit.WORKING_DAYS,
        "U",
        POLICY_ZH,
        POLICY_EN,
    ),
    RuleSpec(
        code="petition.take_over",
        kind=TAKE_OVER,
        name_zh="对转送提出异议",
        name_en="Object to a petition that was passed on",
        length=5,
        unit=Unit.WORKING_DAYS,
        basis_zh=f"{PETITION_ZH}第二十三条",
        basis_en=f"{PETITION_EN}, Art. 23",
        confidence="V",
        may_suspend=False,
    ),
    _step_spec(
        COMPETENCE,
        "区级裁定承办单位",
        "District decides who is competent",
        3,
        Unit.WORKING_DAYS,
        "U",
        POLICY_ZH,
        POLICY_EN,
    ),
    _step_spec(
        MEDIATION,
        "调解期限",
        "Finish the mediation",
        30,
        Unit.CALENDAR_DAYS,
        "V2",
        "《人民调解工作若干规定》第三十三条（一般在一个月内）",
        "Provisions on People's Mediation Work, Art. 33 (generally one month)",
        may_suspend=True,
        extensions=1,
        extension_length=30,
        extension_unit=Unit.CALENDAR_DAYS,
    ),
    _step_spec(
        CONFIRMATION,
        "申请司法确认",
        "Apply jointly for judicial confirmation",
        30,
        Unit.CALENDAR_DAYS,
        "V",
        "《人民调解法》第三十三条",
        "People's Mediation Law, Art. 33",
    ),
    _step_spec(
        RETURN_VISIT,
        "回访",
        "Return visit",
        3,
        Unit.WORKING_DAYS,
        "U",
        POLICY_ZH,
        POLICY_EN,
    ),
    RuleSpec(
        code="npc.redo",
        kind=HANDLE,
        name_zh="代表不满意，再次办理",
        name_en="Handle again after the deputy's dissatisfaction",
        length=1,
        unit=Unit.MONTHS,
        basis_zh="《河南省人大代表建议办理办法》第二十二条",
        basis_en="Henan Measures on Deputies' Suggestions, Art. 22",
        confidence="V",
    ),
    _step_spec(
        "reopen_window",
        "申请重新办理的期限",
        "Window to ask for reopening",
        30,
        Unit.CALENDAR_DAYS,
        "U",
        POLICY_ZH,
        POLICY_EN,
    ),
)


def decide_rule(channel):
    """Return the code of the rule for deciding on acceptance in `channel`."""
    return f"{channel}.{DECIDE}"


def handle_rule(channel, *, again=False):
    """Return the code of the rule for handling; a deputy's dissatisfaction has its own month."""
    return "npc.redo" if again and channel == Channel.NPC else f"{channel}.{HANDLE}"


def take_over_rule(channel):
    """Return the code of the rule for the receiver of a referral."""
    return "petition.take_over" if channel == Channel.PETITION else f"dispute.{TAKE_OVER}"


def handling_starts(channel, *, received_on, accepted_on):
    """Return day 0 of the handling clock.

    What an authority assigned runs from the assignment (Law on Deputies, Art. 51; 12345
    dispatch), everything else from acceptance (Regulations on Petition Work, Art. 34).
    """
    return received_on if channel in ASSIGNED_CHANNELS else accepted_on
