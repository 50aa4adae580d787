"""What one resident said, with the resident's own number, code, secrecy, reply and answers."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from disputes.choices import Channel, ReplyResult, Satisfied, Solved
from puyang_property.core.querysets import ScopedQuerySet
from puyang_property.core.secrecy import EncryptedTextField


class ComplaintQuerySet(ScopedQuerySet):
    """Questions asked of the complaints."""

    def replied(self):
        """Return those that have their reply."""
        return self.filter(replied_at__isnull=False)


class Complaint(models.Model):
    """One complaint; several may hang on one dispute."""

    number = models.CharField(_("number"), max_length=24, unique=True)
    dispute = models.ForeignKey(
        "disputes.Dispute",
        models.PROTECT,
        related_name="complaints",
        db_index=False,  # complaint_of_case is its index
        verbose_name=_("dispute"),
    )
    query_code_digest = models.CharField(max_length=64, editable=False)
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    external_number = models.CharField(_("order number"), max_length=60, blank=True)
    received_on = models.DateField(_("received on"))
    filed_at = models.DateTimeField(_("filed at"))
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("filed by"),
    )
    description = models.TextField(_("what happened"))
    place = models.CharField(_("where exactly"), max_length=200, blank=True)
    contact_name = EncryptedTextField(_("name"), max_length=50, blank=True, kind="name")
    contact_phone = EncryptedTextField(_("telephone"), max_length=20, blank=True, kind="phone")
    contact_phone_digest = models.CharField(max_length=64, blank=True, db_index=True)
    helper_name = EncryptedTextField(_("helper"), max_length=50, blank=True, kind="name")
    allow_company_contact = models.BooleanField(
        _("the property company may learn my contact details"), default=False
    )
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    reply = models.TextField(_("reply"), blank=True)
    reply_result = models.CharField(_("result"), max_length=20, choices=ReplyResult, blank=True)
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("replied by"),
    )
    solved = models.CharField(_("solved?"), max_length=10, choices=Solved, blank=True)
    satisfied = models.CharField(_("satisfied?"), max_length=10, choices=Satisfied, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer_comment = models.TextField(_("comment"), blank=True)
    anonymised_at = models.DateTimeField(null=True, blank=True, editable=False)

    photos = GenericRelation(
        "core.StoredFile", content_type_field="subject_type", object_id_field="subject_id"
    )

    area_lookup = ("dispute__area_path", "dispute__referred_path")
    view_permission = "disputes.view_dispute"
    reveal_permission = "disputes.view_contact"

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        ordering = ["filed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "external_number"],
                condition=~Q(external_number=""),
                name="complaint_order_number_comes_in_once",
            ),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True, reply="", reply_result="")
                | (Q(replied_at__isnull=False) & ~Q(reply="") & ~Q(reply_result="")),
                name="complaint_replied_at_iff_reply",
            ),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=False) | Q(replied_by__isnull=True),
                name="complaint_replied_by_only_with_reply",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, solved="", satisfied="")
                | (Q(answered_at__isnull=False) & ~Q(solved="") & ~Q(satisfied="")),
                name="complaint_answered_at_iff_both_answers",
            ),
        ]
        indexes = [
            models.Index("filed_at", "id", name="complaint_newest"),
            models.Index(
                fields=["filed_at", "id"],
                condition=Q(anonymised_at=None),
                name="complaint_holds_contacts",
            ),
            models.Index(fields=["received_on"], include=["dispute"], name="complaint_received"),
            models.Index(
                fields=["dispute"],
                include=["answered_at", "solved", "satisfied"],
                name="complaint_of_case",
            ),
            models.Index(OpClass("number", "text_pattern_ops"), name="complaint_number_prefix"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        """Return the page of the case on the desk."""
        return reverse("disputes:detail", args=[self.dispute.number])

    @property
    def scope_path(self):
        """Return the path that decides who may see and act."""
        return self.dispute.scope_path

    @property
    def area_path(self):
        """Return the path of the case's area."""
        return self.dispute.area_path

    @property
    def has_contact(self):
        """Tell whether the resident left a name or a telephone, without decrypting for show."""
        return bool(self.contact_phone_digest or self.contact_name)

    @property
    def is_dissatisfied(self):
        """Tell whether an answer asks for another look."""
        return self.solved == Solved.NO or self.satisfied == Satisfied.NO
