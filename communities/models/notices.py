"""The public notice (公示)."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities import codes
from communities.models.communities import Community
from communities.models.places import Placed, PlacedQuerySet, one_place, today_or
from communities.publication.choices import NOTICE_TONES, NoticeKind, NoticeState
from communities.publication.workflow import WORKFLOW


class PublicNoticeQuerySet(PlacedQuerySet):
    """Notices by who reads them, and when."""

    def public(self, on=None):
        """Return those that the public may read on that day (today), the ended ones included."""
        shown = Q(community__isnull=True) | Q(community__in=Community.objects.public().values("pk"))
        return self.filter(shown, state=NoticeState.PUBLISHED, from_on__lte=today_or(on))

    def on_display(self, on=None):
        """Return those that the public reads on that day (today)."""
        return self.public(on).filter(to_on__gte=today_or(on))

    def ended(self, on=None):
        """Return those whose last day is over."""
        return self.public(on).filter(to_on__lt=today_or(on))


class PublicNotice(Placed):
    """What is announced to one compound or to an area, from one day to another."""

    workflow = WORKFLOW

    public_code = models.CharField(
        _("public code"), max_length=6, unique=True, default=codes.new_code, editable=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(
        _("text"), blank=True, help_text=_("Everybody reads this. Name no private person.")
    )
    from_on = models.DateField(_("on display from"))
    to_on = models.DateField(_("on display to"), help_text=_("The last day."))
    document_is_public = models.BooleanField(
        _("the public may open the document: it names and shows no private person"), default=False
    )
    office = models.ForeignKey(
        "accounts.Post",
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("responsible office"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=NoticeState, default=NoticeState.DRAFT, editable=False
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        ordering = ["-from_on", "-id"]
        permissions = [
            ("draft_publicnotice", "Can draft a public notice"),
            ("publish_publicnotice", "Can publish and withdraw a public notice"),
        ]
        constraints = [
            one_place("notice_has_one_place"),
            models.CheckConstraint(
                condition=Q(kind__in=NoticeKind.values), name="notice_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="notice_has_a_title",
                violation_error_message=_("Give the notice a title."),
            ),
            models.CheckConstraint(
                condition=Q(to_on__gte=F("from_on")),
                name="notice_days_in_order",
                violation_error_message=_("The last day is not before the first."),
            ),
            models.CheckConstraint(
                condition=Q(state=NoticeState.DRAFT, published_at__isnull=True)
                | Q(state=NoticeState.PUBLISHED, published_at__isnull=False)
                | Q(state=NoticeState.WITHDRAWN),
                name="notice_published_iff_published_at",
            ),
            models.CheckConstraint(
                condition=Q(state=NoticeState.WITHDRAWN, withdrawn_at__isnull=False)
                | (~Q(state=NoticeState.WITHDRAWN) & Q(withdrawn_at__isnull=True)),
                name="notice_withdrawn_iff_withdrawn_at",
            ),
        ]
        indexes = [
            models.Index(fields=["-from_on", "-id"], name="notice_newest"),
            models.Index(
                fields=["-from_on", "-id"],
                condition=Q(state=NoticeState.PUBLISHED),
                name="notice_published_newest",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Return the notice's page at the desk."""
        return reverse("communities:notice", args=[self.pk])

    @property
    def public_url(self):
        """Return the notice's page for the public."""
        return reverse("communities:notice_public", args=[self.public_code])

    @property
    def state_tone(self):
        """Return the tone of the state's badge."""
        return NOTICE_TONES.get(self.state, "neutral")

    def has_ended(self, on=None):
        """Tell whether the last day of display is over."""
        return self.to_on < today_or(on)

    def earliest_end(self, days):
        """Return the first day that may be the last: `days` full days after the first (CC-201)."""
        return self.from_on + timedelta(days=days)
