"""Who saw what: the read log; and the fallback counters of the throttle."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from puyang_property.core.actors import ActorKind
from puyang_property.core.models.history import append_only
from puyang_property.core.querysets import ScopedQuerySet, view_permission


class ReadKind(models.TextChoices):
    """How secret data left the database."""

    REVEAL = "reveal", _("shown on screen")
    EXPORT = "export", _("exported")
    LOOKUP = "lookup", _("looked up by number")


class ReadLogQuerySet(ScopedQuerySet):
    """Entries of the read log."""

    def visible_to(self, user, permission=None):
        """Return the entries of the user's areas; one without a place is the whole city's."""
        seen = super().visible_to(user, permission)
        if not getattr(user, "is_authenticated", False):
            return seen
        paths = user.paths_for(permission or view_permission(self.model))
        top = any(path.count("/") == 1 for path in paths)
        return seen | self.filter(area_path="") if top else seen


class ReadLog(models.Model):
    """One sight of secret data, append-only (PIPL 51; GB/T 22239 audit records)."""

    kind = models.CharField(_("kind"), max_length=20, choices=ReadKind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    post = models.ForeignKey(
        "accounts.Post",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("post"),
    )
    actor_kind = models.CharField(_("acted as"), max_length=20, choices=ActorKind)
    subject_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject = GenericForeignKey("subject_type", "subject_id")
    what = models.JSONField(_("what"))
    rows = models.PositiveIntegerField(_("rows"), default=1)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    area_path = models.CharField(_("area path"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"))

    objects = ReadLogQuerySet.as_manager()
    area_lookup = "area_path"

    class Meta:
        verbose_name = _("read log entry")
        verbose_name_plural = _("read log")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(actor_kind=ActorKind.USER, user__isnull=False)
                | (~Q(actor_kind=ActorKind.USER) & Q(user=None)),
                name="read_log_names_the_user_iff_a_user_read",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind=ReadKind.REVEAL, subject_type__isnull=False, subject_id__isnull=False
                )
                & ~Q(reason="")
                | Q(kind=ReadKind.EXPORT, subject_type=None, subject_id=None)
                | Q(kind=ReadKind.LOOKUP, subject_type=None, subject_id=None)
                | Q(kind=ReadKind.LOOKUP, subject_type__isnull=False, subject_id__isnull=False),
                name="read_log_reveal_has_subject_and_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"], name="read_log_by_subject"),
            models.Index(fields=["-at", "-id"], name="read_log_newest"),
        ]
        triggers = append_only("read_log")

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_kind_display()}"


class ThrottleCount(models.Model):
    """How often something was tried in one window; used while Redis is away."""

    bucket = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("throttle counter")
        verbose_name_plural = _("throttle counters")

    def __str__(self):
        return f"{self.bucket[:8]} {self.count}"
