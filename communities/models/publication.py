"""What a provider has to show on the spot, and when it was shown (HN-39, CC-943)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models.communities import Community
from communities.models.places import order_of_days, today_or
from communities.publication.choices import STANDING_TONES, Group, Standing
from puyang_property.core.models.cleaning import LeanCleaning
from puyang_property.core.querysets import ScopedQuerySet


class PublicationQuerySet(ScopedQuerySet):
    """Publications by whether they count."""

    def standing(self):
        """Return those not taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def current(self, on=None):
        """Return those that count as current on that day (today)."""
        return self.standing().filter(valid_until__gte=today_or(on))

    def public(self):
        """Return those that the public may read: of a compound that it sees."""
        shown = Community.objects.public().values("pk")
        return self.standing().filter(community__in=shown)


class Publication(LeanCleaning, models.Model):
    """One group of information, shown at a place in a compound on a day."""

    area_lookup = "community__area_path"

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="publications", verbose_name=_("compound")
    )
    group = models.CharField(_("group of information"), max_length=12, choices=Group)
    period_from = models.DateField(_("covers the time from"), null=True, blank=True)
    period_to = models.DateField(_("covers the time to"), null=True, blank=True)
    published_on = models.DateField(_("published on"))
    site = models.CharField(
        _("place in the compound"), max_length=200, help_text=_("For example: board at the gate.")
    )
    text = models.TextField(
        _("what was published"),
        blank=True,
        help_text=_("The public reads this. Name no private person and no flat."),
    )
    document_is_public = models.BooleanField(
        _("the public may open the document: it names and shows no private person"), default=False
    )
    valid_until = models.DateField(_("counts as current until"))
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("taken back by"),
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("published information")
        verbose_name_plural = _("published information")
        ordering = ["community", "group", "-valid_until", "-id"]
        permissions = [("keep_publication", "Can record and take back published information")]
        constraints = [
            models.CheckConstraint(
                condition=Q(group__in=Group.values), name="publication_group_is_known"
            ),
            models.CheckConstraint(
                condition=order_of_days("period_from", "period_to"),
                name="publication_period_in_order",
                violation_error_message=_("The period ends on or after the day it begins."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("published_on")),
                name="publication_valid_until_not_before_published_on",
                violation_error_message=_("It counts at least on the day it is published."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="publication_withdrawn_at_iff_by",
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "group", "-valid_until", "-id"],
                condition=Q(withdrawn_at__isnull=True),
                name="publication_newest_of_group",
            )
        ]

    def __str__(self):
        return f"{self.community}: {self.get_group_display()}"

    def get_absolute_url(self):
        """Return the publication's page at the desk."""
        return reverse("communities:publication", args=[self.pk])

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.community.area_path

    @property
    def area_path(self):
        """Return the path of the compound, for the clock."""
        return self.community.area_path

    def standing_on(self, day):
        """Return how the group stands on `day` when this is its newest publication."""
        return Standing.CURRENT if self.valid_until >= day else Standing.OUTDATED

    @staticmethod
    def tone_of(standing):
        """Return the tone of a badge."""
        return STANDING_TONES[standing]
