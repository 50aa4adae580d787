"""What an office may set: one row per rule of the rulebook."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from puyang_property.core.models.citywide import Citywide

LONGEST = 9999


class RuleSetting(Citywide):
    """The office's own value of one rule; empty means the rule's default applies."""

    code = models.CharField(_("rule"), max_length=60, unique=True, editable=False)
    length = models.PositiveIntegerField(
        _("own value"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(LONGEST)],
        help_text=_("Leave empty to follow the default. Stored deadlines keep their dates."),
    )
    reason = models.CharField(
        _("reason"),
        max_length=300,
        blank=True,
        help_text=_("Which decision or document sets this value."),
    )
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(length__isnull=True) | (~Q(reason="") & Q(length__lte=LONGEST)),
                name="rule_setting_own_value_has_a_reason",
                violation_error_message=_("Say which decision sets this value."),
            ),
            models.CheckConstraint(condition=~Q(code=""), name="rule_setting_names_its_rule"),
        ]

    def __str__(self):
        return self.code
