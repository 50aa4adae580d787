"""Whom to call: posts and their telephones, never private people."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Regex
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from communities.models.places import Placed, PlacedQuerySet, one_place, order_of_days, today_or
from communities.publication.choices import ContactKind
from communities.telephones import EXTENSION, IN_DIGITS

NUMBER = r"^\+?[0-9](?:[0-9 ()-]{1,26})[0-9](?:转[0-9]{1,6})?$"


def _holds_mobile():
    """Return the condition of `telephones.holds_mobile`, asked of the digits alone."""
    text = {"output_field": models.TextField()}
    number = Func(F("phone"), Value(EXTENSION), Value(1), function="split_part", **text)
    sign, none, all_ = Value("[^0-9]"), Value(""), Value("g")
    digits = Func(number, sign, none, all_, function="regexp_replace", **text)
    return Q(Regex(digits, IN_DIGITS))


class ContactQuerySet(PlacedQuerySet):
    """Contacts by day and reader."""

    def in_force(self, on=None):
        """Return those that hold on that day (today)."""
        day = today_or(on)
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gte=day), from_on__lte=day)

    def public(self, on=None):
        """Return those that the public reads on that day (today)."""
        return self.in_force(on).filter(is_public=True)


class Contact(Placed):
    """Who answers for something at a compound or in an area, and under which number."""

    kind = models.CharField(_("post"), max_length=20, choices=ContactKind)
    name = models.CharField(
        _("office or role"),
        max_length=120,
        help_text=_("Names of people only where the post is a public one."),
    )
    phone = models.CharField(
        _("telephone"),
        max_length=40,
        validators=[RegexValidator(NUMBER, _("Write digits, and 转 before an extension."))],
        help_text=_("The number of the office or the duty telephone."),
    )
    hours = models.CharField(_("hours"), max_length=100, blank=True)
    is_public = models.BooleanField(_("shown to the public"), default=True)
    consented_on = models.DateField(
        _("consent given on"),
        null=True,
        blank=True,
        help_text=_("A mobile number is shown only after its holder agreed (PIPL, Art. 25)."),
    )
    from_on = models.DateField(_("from"), default=timezone.localdate)
    to_on = models.DateField(_("to"), null=True, blank=True, help_text=_("The last day."))
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["-id"]
        permissions = [("keep_contact", "Can enter, change and end a contact")]
        constraints = [
            one_place("contact_has_one_place"),
            models.CheckConstraint(
                condition=Q(kind__in=ContactKind.values), name="contact_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(phone=""), name="contact_has_name_and_phone"
            ),
            models.CheckConstraint(
                condition=order_of_days("from_on", "to_on"),
                name="contact_days_in_order",
                violation_error_message=_("The last day is not before the first."),
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | ~_holds_mobile() | Q(consented_on__isnull=False),
                name="contact_public_mobile_needs_consent",
                violation_error_message=_(
                    "A mobile number is shown to the public only with the consent of its holder: "
                    "give the day, or the number of the office."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "id"], name="contact_by_kind"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.name}"

    def get_absolute_url(self):
        """Return the contact's page at the desk."""
        return reverse("communities:contact", args=[self.pk])

    @property
    def dial(self):
        """Return the number as a telephone dials it, without the extension."""
        return "".join(sign for sign in self.phone.split("转")[0] if sign in "+0123456789")
