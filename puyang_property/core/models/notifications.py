"""What somebody is to be told (outbox), where it is read (inbox), how else it travels."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from puyang_property.core.querysets import ScopedQuerySet


class Channel(models.TextChoices):
    """The ways a notification travels besides the inbox."""

    EMAIL = "email", _("e-mail")


class DeliveryState(models.TextChoices):
    """What is known about one sending."""

    PENDING = "pending", _("to be sent")
    CLAIMED = "claimed", _("being sent")
    SENT = "sent", _("sent")
    UNCERTAIN = "uncertain", _("uncertain")
    FAILED = "failed", _("failed")


class NotificationQuerySet(ScopedQuerySet):
    """Outbox rows."""

    def waiting(self):
        """Return those that nobody has received yet."""
        return self.filter(delivered_at=None)

    def without_holder(self, day):
        """Return those whose post nobody holds on `day`: they wait for an appointment."""
        return self.waiting().exclude(post=None).exclude(_held(day))

    def deliverable(self, now, day):
        """Return those that can be delivered at `now`, oldest first."""
        ripe = self.waiting().filter(not_before__lte=now)
        return ripe.filter(Q(post=None) | _held(day)).order_by("not_before", "id")


def _held(day):
    """Return the condition that an active user holds the notification's post on `day`."""
    posts = Notification._meta.get_field("post").related_model.objects
    return models.Exists(posts.held(day).filter(pk=models.OuterRef("post")))


class Notification(models.Model):
    """One thing to tell one recipient, a post or a contact; ids and codes, words come later."""

    key = models.CharField(_("key"), max_length=160)
    occasion = models.CharField(_("occasion"), max_length=80)
    post = models.ForeignKey(
        "accounts.Post",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="notifications",
        verbose_name=_("post"),
    )
    contact_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, related_name="+"
    )
    contact_id = models.BigIntegerField(null=True, blank=True)
    contact = GenericForeignKey("contact_type", "contact_id")
    subject_type = models.ForeignKey(
        ContentType, models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject_id = models.BigIntegerField(null=True, blank=True)
    subject = GenericForeignKey("subject_type", "subject_id")
    context = models.JSONField(_("particulars"), default=dict, blank=True)
    area_path = models.CharField(_("area path"), max_length=200, blank=True)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    not_before = models.DateTimeField(_("not before"))
    created_at = models.DateTimeField(_("written at"))
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()
    area_lookup = "area_path"

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "key"],
                condition=Q(post__isnull=False),
                name="notification_tells_a_post_once",
            ),
            models.UniqueConstraint(
                fields=["contact_type", "contact_id", "key"],
                condition=Q(post__isnull=True),
                name="notification_tells_a_contact_once",
            ),
            models.CheckConstraint(
                condition=Q(post__isnull=False, contact_type=None, contact_id=None)
                | Q(post=None, contact_type__isnull=False, contact_id__isnull=False),
                name="notification_has_one_recipient",
            ),
            models.CheckConstraint(
                condition=Q(subject_type=None, subject_id=None)
                | Q(subject_type__isnull=False, subject_id__isnull=False),
                name="notification_subject_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at=None) | Q(delivered_at__gte=models.F("not_before")),
                name="notification_not_delivered_early",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                condition=Q(delivered_at=None),
                name="notification_outbox",
            ),
            models.Index(
                fields=["area_path", "-id"],
                name="notification_by_area",
                opclasses=["text_pattern_ops", "int8_ops"],
            ),
            models.Index(fields=["subject_type", "subject_id"], name="notification_by_subject"),
        ]

    def __str__(self):
        return self.key


class InboxQuerySet(models.QuerySet):
    """Inbox rows; nobody reads another's inbox, whatever the post."""

    def of(self, user):
        """Return what `user` was told, newest first."""
        return self.filter(user=user).order_by("-id")

    def visible_to(self, user):
        """Return the user's own rows."""
        return self.of(user) if user.is_authenticated else self.none()

    def unread(self):
        """Return what has not been opened."""
        return self.filter(read_at=None)


class InboxItem(models.Model):
    """A notification as one holder of the post received it, in that person's language."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="inbox", verbose_name=_("user")
    )
    notification = models.ForeignKey(
        Notification, models.CASCADE, related_name="inbox_items", verbose_name=_("notification")
    )
    title = models.CharField(_("title"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    url = models.CharField(_("address of the page"), max_length=300, blank=True)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    created_at = models.DateTimeField(_("received at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = InboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("inbox item")
        verbose_name_plural = _("inbox items")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "notification"], name="inbox_shows_a_notification_once"
            )
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="inbox_newest"),
            models.Index(
                fields=["user", "-id"], condition=Q(read_at=None), name="inbox_unread_newest"
            ),
        ]

    def __str__(self):
        return self.title


class DeliveryQuerySet(ScopedQuerySet):
    """Sendings outside the portal."""

    def due(self, now):
        """Return what may be sent at `now`, oldest first."""
        return self.filter(state=DeliveryState.PENDING, next_try_at__lte=now).order_by(
            "next_try_at", "id"
        )

    def lost(self, before):
        """Return what was claimed before `before` and never reported."""
        return self.filter(state=DeliveryState.CLAIMED, claimed_at__lt=before)


class Delivery(models.Model):
    """One sending of one notification to one address; the address itself is not kept.

    A sending that was claimed and never reported is uncertain: only a person may send it again.
    """

    notification = models.ForeignKey(
        Notification, models.CASCADE, related_name="deliveries", verbose_name=_("notification")
    )
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )
    address_digest = models.CharField(max_length=64)
    state = models.CharField(
        _("state"), max_length=20, choices=DeliveryState, default=DeliveryState.PENDING
    )
    message_id = models.CharField(_("message id"), max_length=120, unique=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next attempt at"))
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()
    area_lookup = "notification__area_path"

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        permissions = [("resend_delivery", "Can decide that a message is sent again")]
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["notification", "channel", "address_digest"],
                name="delivery_once_per_address",
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.SENT, sent_at__isnull=False)
                | (~Q(state=DeliveryState.SENT) & Q(sent_at=None)),
                name="delivery_sent_iff_sent_at",
            ),
            models.CheckConstraint(
                condition=~Q(state=DeliveryState.CLAIMED) | Q(claimed_at__isnull=False),
                name="delivery_claimed_has_claimed_at",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                condition=Q(state=DeliveryState.PENDING),
                name="delivery_to_send",
            ),
            models.Index(
                fields=["claimed_at"],
                condition=Q(state=DeliveryState.CLAIMED),
                name="delivery_claimed",
            ),
        ]

    def __str__(self):
        return self.message_id
