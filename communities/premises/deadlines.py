"""The time limits of common facilities, as data."""

from puyang_property.core.periods import Unit
from puyang_property.core.rulebook import RuleSpec

CHECK = "facility_check"
LIFT_REQUEST = "lift_inspection_request"
LIFT_RULE = "lift.inspection_request"

RULES = (
    RuleSpec(
        code=LIFT_RULE,
        kind=LIFT_REQUEST,
        name_zh="电梯定期检验申请",
        name_en="Ask for the inspection of the lift",
        length=1,
        unit=Unit.MONTHS,
        basis_zh="《特种设备安全法》第四十条",
        basis_en="Special Equipment Safety Law, Art. 40",
        confidence="V",
        law_id="SV-LIFT",
        may_suspend=False,
    ),
)
CHECK_NAMES = {"name_zh": "共有设施检查", "name_en": "Check the facility"}
LIFT_NAMES = {"name_zh": "电梯检验有效期届满", "name_en": "The lift's inspection expires"}
