"""The companies that serve compounds. No licence levels: they were abolished in 2017."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities import credit_code
from puyang_property.core import search


def validate_credit_code(value):
    """Refuse a unified social credit code that GB 32100-2015 does not allow."""
    if not credit_code.is_valid(value):
        raise ValidationError(
            _("This is no unified social credit code: compare its 18 characters with the licence."),
            code="credit_code",
        )


class WholeCityQuerySet(models.QuerySet):
    """Rows that every post with the permission sees, wherever it is: the city shares them."""

    def visible_to(self, user, permission=None):
        """Return everything to whoever holds the view permission in some area, else nothing."""
        options = self.model._meta
        permission = permission or f"{options.app_label}.view_{options.model_name}"
        seen = getattr(user, "is_authenticated", False) and user.has_perm(permission)
        return self.all() if seen else self.none()


class PropertyCompanyQuerySet(WholeCityQuerySet):
    """Companies by name."""

    def current(self):
        """Return those whose entry stands."""
        return self.filter(withdrawn_at__isnull=True)

    def search(self, words):
        """Return those whose name, alias, pinyin, initials or code holds all the `words`."""
        found = self
        for word in str(words).split()[:8]:
            word = search.squeeze(word)
            found = found.filter(search_text__contains=word) if word else found.none()
        return found


class PropertyCompany(models.Model):
    """A property company, known to the whole city and kept by the office of one area."""

    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    pinyin = models.CharField(max_length=400, editable=False)
    initials = models.CharField(max_length=120, editable=False)
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        validators=[validate_credit_code],
    )
    phone = models.CharField(_("telephone for owners"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    area = models.ForeignKey(
        "accounts.Area", models.PROTECT, related_name="+", verbose_name=_("kept by")
    )
    area_path = models.CharField(max_length=250, editable=False)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)
    search_text = models.TextField(editable=False, blank=True)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = PropertyCompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("property company")
        verbose_name_plural = _("property companies")
        ordering = ["pinyin", "id"]
        indexes = [
            models.Index(fields=["pinyin", "id"], name="company_by_pinyin"),
            models.Index(fields=["name_key"], name="company_by_name_key"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(withdrawn_at__isnull=True),
                name="company_name_is_unique",
                violation_error_message=_("A company of this name is registered already."),
            ),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code="") & Q(withdrawn_at__isnull=True),
                name="company_credit_code_is_unique",
                violation_error_message=_("A company with this code is registered already."),
            ),
            models.CheckConstraint(
                condition=Q(credit_code="") | Q(credit_code__regex=credit_code.PATTERN),
                name="company_credit_code_has_its_form",
                violation_error_message=_("A unified social credit code has 18 characters."),
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(area_path=""), name="company_has_a_name_and_a_keeper"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Return the company's page at the desk."""
        return reverse("communities:company_detail", args=[self.pk])

    @property
    def scope_path(self):
        """Return the path of the office that keeps the entry: it alone changes it."""
        return self.area_path


class CompanyAlias(models.Model):
    """A further name of a company: the short one on the gate, a former one."""

    company = models.ForeignKey(
        PropertyCompany, models.PROTECT, related_name="aliases", verbose_name=_("company")
    )
    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)

    objects = WholeCityQuerySet.as_manager()

    class Meta:
        verbose_name = _("further name of a company")
        verbose_name_plural = _("further names of companies")
        ordering = ["company", "name", "id"]
        indexes = [models.Index(fields=["name_key"], name="companyalias_by_name_key")]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "name"],
                name="companyalias_once_for_a_company",
                violation_error_message=_("The company has this name already."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="companyalias_is_not_empty"),
        ]

    def __str__(self):
        return self.name

    @property
    def scope_path(self):
        """Return the path of the office that keeps the company's entry."""
        return self.company.area_path
