"""The owners' register, kept apart: only what an assembly needs, and that under lock (PIPL 6).

No number of an identity card, no date of birth, no party membership: there is no column for them.
"""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities import credit_code
from communities.models.communities import Community
from communities.models.companies import validate_credit_code
from communities.premises.choices import OwnerKind
from puyang_property.core.models.cleaning import LeanCleaning
from puyang_property.core.querysets import ScopedQuerySet
from puyang_property.core.secrecy import EncryptedTextField


class OwnerQuerySet(ScopedQuerySet):
    """Owners by what is kept of them."""

    def named(self):
        """Return those whose name is still kept."""
        return self.filter(anonymised_at__isnull=True)

    def unmerged(self):
        """Return those that were not merged into another entry of the same owner."""
        return self.filter(merged_into__isnull=True)


class Owner(LeanCleaning, models.Model):
    """An owner in one compound; the same person in another compound is another row.

    Nothing here can be searched but the telephone, as a whole, by its keyed hash.
    """

    area_lookup = "community__area_path"
    reveal_permission = "communities.reveal_owner"

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="owners", verbose_name=_("compound"), editable=False
    )
    kind = models.CharField(
        _("owner is a"), max_length=12, choices=OwnerKind, default=OwnerKind.PERSON
    )
    name = EncryptedTextField(
        pgettext_lazy("owner", "name"), max_length=100, blank=True, kind="name"
    )
    phone = EncryptedTextField(_("telephone"), max_length=20, blank=True, kind="phone")
    phone_digest = models.CharField(max_length=64, blank=True, editable=False)
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        validators=[validate_credit_code],
        help_text=_("Of an organisation; never the number of a person's identity card."),
    )
    anonymised_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        editable=False,
        verbose_name=_("is the same owner as"),
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = OwnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("owner of units")
        verbose_name_plural = _("owners of units")
        ordering = ["community", "id"]
        permissions = [
            ("keep_owner", _("Can keep the owners' register")),
            ("merge_owner", _("Can let two entries of one owner be one")),
            ("reveal_owner", _("Can see the name and telephone of an owner, for a reason")),
            ("export_owner", _("Can take the owners' register out as a file, for a reason")),
            ("import_owner", _("Can import units with their owners")),
        ]
        indexes = [
            models.Index(fields=["community", "id"], name="owner_by_compound"),
            models.Index(
                fields=["community", "phone_digest"],
                condition=~Q(phone_digest=""),
                name="owner_by_phone",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OwnerKind.values), name="owner_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(name__isnull=False, anonymised_at__isnull=True)
                | Q(
                    name__isnull=True,
                    phone__isnull=True,
                    phone_digest="",
                    credit_code="",
                    anonymised_at__isnull=False,
                ),
                name="owner_has_a_name_until_it_is_erased",
                violation_error_message=_("Give the name of the owner."),
            ),
            models.CheckConstraint(
                condition=Q(phone__isnull=True, phone_digest="")
                | (Q(phone__isnull=False) & ~Q(phone_digest="")),
                name="owner_phone_iff_its_hash",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True)
                | (Q(anonymised_at__isnull=False) & ~Q(merged_into=F("pk"))),
                name="owner_merged_into_another_keeps_nothing",
            ),
            models.CheckConstraint(
                condition=Q(credit_code="")
                | Q(kind=OwnerKind.ORGANISATION, credit_code__regex=credit_code.PATTERN),
                name="owner_credit_code_only_of_organisations",
                violation_error_message=_("Only an organisation has a unified social credit code."),
            ),
        ]

    def __str__(self):
        """Return a number, never a name: this text stands in logs, titles and histories."""
        return _t("Owner %(number)s") % {"number": self.pk}

    def get_absolute_url(self):
        """Return the owner's page at the desk."""
        return reverse("communities:owner", args=[self.pk])

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.community.area_path
