"""The filter of cases for programs: the desk's, with absurd values answered by a 400."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django_filters import DateFilter, TypedChoiceFilter
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field

from disputes.filters import DisputeFilter
from disputes.serializers.fields import FIRST_DAY, LAST_DAY

YES_NO = {"true": True, "false": False, "True": True, "False": False, "1": True, "0": False}


class DisputeApiFilter(DisputeFilter):
    """state, area, category, channel, due_before, overdue, q."""

    due_before = extend_schema_field(OpenApiTypes.DATE)(DateFilter)(
        label=_("due before"),
        method="ending",
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
    )
    overdue = extend_schema_field(OpenApiTypes.BOOL)(TypedChoiceFilter)(
        label=_("only overdue"),
        method="late",
        choices=[(text, text) for text in YES_NO],
        coerce=YES_NO.get,
    )
