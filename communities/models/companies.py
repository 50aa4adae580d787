"""The companies that serve compounds. No licence levels: they were abolished in 2017."""

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities import credit_code
from communities.choices import CompanyAliasKind
from communities.telephones import holds_mobile
from puyang_property.core import search
from puyang_property.core.models.cleaning import LeanCleaning

CODE_FAULTS = {
    "length": _(
        "A unified social credit code has 18 characters; this one has %(found)s. "
        "Compare it with the licence."
    ),
    "letter": _(
        "Character %(place)d is “%(found)s”: the letters I, O, S, V and Z are never used. "
        "Perhaps it is a digit."
    ),
    "character": _("Character %(place)d is “%(found)s”: only digits and capital letters are used."),
    "area": _(
        "Character %(place)d is “%(found)s”: characters 3 to 8 are the six digits of the area "
        "where the company is registered."
    ),
    "check": _(
        "The last character does not fit the seventeen before it: one of them is mistyped. "
        "Compare each with the licence."
    ),
}


def validate_credit_code(value):
    """Refuse a unified social credit code that GB 32100-2015 does not allow; say which part."""
    fault = credit_code.fault(value)
    if fault:
        words, params = CODE_FAULTS[fault.part], {"place": fault.place, "found": fault.found}
        raise ValidationError(words, code="credit_code", params=params)


class WholeCityQuerySet(models.QuerySet):
    """Rows that every post with the permission sees, wherever it is: the city shares them."""

    def visible_to(self, user, permission=None):
        """Return everything to whoever holds the view permission in some area, else nothing."""
        options = self.model._meta
        permission = permission or f"{options.app_label}.view_{options.model_name}"
        seen = getattr(user, "is_authenticated", False) and user.has_perm(permission)
        return self.all() if seen else self.none()


ONE_LEVEL = pgtrigger.Trigger(
    name="company_branch_has_no_branches",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.UpdateOf("parent_id"),
    func="""
        IF NEW.parent_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM communities_propertycompany other
            WHERE (other.id = NEW.parent_id AND other.parent_id IS NOT NULL)
               OR other.parent_id = NEW.id
        ) THEN
            RAISE check_violation USING MESSAGE = 'A branch has no branches of its own.';
        END IF;
        RETURN NEW;
    """,
)
STANDING = Q(withdrawn_at__isnull=True, merged_into__isnull=True)


class PropertyCompanyQuerySet(WholeCityQuerySet):
    """Companies by name."""

    def current(self):
        """Return those whose entry stands: neither taken back nor merged into another."""
        return self.filter(STANDING)

    def heads(self):
        """Return those that are no branch of another."""
        return self.filter(parent__isnull=True)

    def search(self, words):
        """Return those whose name, alias, pinyin, initials or code holds all the `words`."""
        found = self
        for word in str(words).split()[:8]:
            word = search.squeeze(word)
            found = found.filter(search_text__contains=word) if word else found.none()
        return found


class PropertyCompany(LeanCleaning, models.Model):
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
    phone = models.CharField(
        _("telephone for owners"),
        max_length=40,
        blank=True,
        help_text=_("The number of the office or the duty telephone."),
    )
    phone_consented_on = models.DateField(
        _("consent given on"),
        null=True,
        blank=True,
        help_text=_("A mobile number is shown only after its holder agreed (PIPL, Art. 25)."),
    )
    address = models.CharField(_("address"), max_length=300, blank=True)
    contact_post = models.CharField(
        _("contact for the government"),
        max_length=60,
        blank=True,
        help_text=_("The post at the company, such as “office manager”; no person's name."),
    )
    contact_phone = models.CharField(_("telephone of that post"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="branches",
        verbose_name=_("branch of"),
        help_text=_("A branch has a code of its own; its parent answers for it."),
    )
    area = models.ForeignKey(
        "accounts.Area", models.PROTECT, related_name="+", verbose_name=_("kept by")
    )
    area_path = models.CharField(max_length=250, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        editable=False,
        verbose_name=_("merged into"),
    )
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)
    search_text = models.TextField(editable=False, blank=True)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = PropertyCompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("property company")
        verbose_name_plural = _("property companies")
        ordering = ["pinyin", "id"]
        permissions = [("merge_propertycompany", "Can merge two entries of one company")]
        triggers = [ONE_LEVEL]
        indexes = [
            models.Index(fields=["pinyin", "id"], name="company_by_pinyin"),
            models.Index(fields=["name_key"], name="company_by_name_key"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                condition=STANDING,
                name="company_name_is_unique",
                violation_error_message=_("A company of this name is registered already."),
            ),
            models.UniqueConstraint(
                fields=["credit_code"],
                condition=~Q(credit_code="") & STANDING,
                name="company_credit_code_is_unique",
                violation_error_message=_("A company with this code is registered already."),
            ),
            models.CheckConstraint(
                condition=Q(credit_code="") | Q(credit_code__regex=credit_code.PATTERN),
                name="company_credit_code_has_its_form",
                violation_error_message=_("A unified social credit code has 18 characters."),
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="company_is_no_branch_of_itself",
                violation_error_message=_("A company is no branch of itself."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="company_is_not_merged_into_itself",
                violation_error_message=_("A company cannot be merged into itself."),
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

    @property
    def public_phone(self):
        """Return the number that the public reads: a mobile only with its holder's consent."""
        hidden = self.phone_consented_on is None and holds_mobile(self.phone)
        return "" if hidden else self.phone

    @property
    def is_current(self):
        """Tell whether the entry stands: neither taken back nor merged into another."""
        return self.withdrawn_at is None and self.merged_into_id is None


class CompanyAliasQuerySet(WholeCityQuerySet):
    """Names of companies."""

    def current(self):
        """Return those that were not dropped."""
        return self.filter(dropped_at__isnull=True)


class CompanyAlias(models.Model):
    """A further name of a company: the short one on the gate, a former one. It is never deleted."""

    company = models.ForeignKey(
        PropertyCompany, models.PROTECT, related_name="aliases", verbose_name=_("company")
    )
    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    kind = models.CharField(
        _("kind"), max_length=10, choices=CompanyAliasKind, default=CompanyAliasKind.SHORT
    )
    dropped_at = models.DateTimeField(_("dropped at"), null=True, blank=True, editable=False)

    objects = CompanyAliasQuerySet.as_manager()

    class Meta:
        verbose_name = _("further name of a company")
        verbose_name_plural = _("further names of companies")
        ordering = ["company", "name", "id"]
        indexes = [models.Index(fields=["name_key"], name="companyalias_by_name_key")]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "name"],
                condition=Q(dropped_at__isnull=True),
                name="companyalias_once_for_a_company",
                violation_error_message=_("The company has this name already."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="companyalias_is_not_empty"),
            models.CheckConstraint(
                condition=Q(kind__in=CompanyAliasKind.values), name="companyalias_kind_is_known"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def scope_path(self):
        """Return the path of the office that keeps the company's entry."""
        return self.company.area_path
