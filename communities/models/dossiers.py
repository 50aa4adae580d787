"""The dossier of a compound: what was recorded by hand, what was asked for, and its count."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import DecimalField, F, Func, Q, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.choices import Kind
from communities.dossiers import items
from communities.dossiers.choices import Answer, Party
from communities.models.communities import Community
from puyang_property.core.models.cleaning import LeanCleaning
from puyang_property.core.querysets import ScopedQuerySet

EXACT = DecimalField(max_digits=12, decimal_places=6)


class Dossier(models.Model):
    """How complete the dossier of a compound is: a copy that only counting.recount writes."""

    area_lookup = "community__area_path"

    community = models.OneToOneField(
        Community, models.PROTECT, related_name="dossier", verbose_name=_("compound")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    applicable = models.PositiveSmallIntegerField(_("items that apply"))
    present = models.PositiveSmallIntegerField(_("items present"))
    percent = models.DecimalField(_("completeness (%)"), max_digits=4, decimal_places=1)
    missing = ArrayField(
        models.CharField(max_length=30), default=list, blank=True, verbose_name=_("missing items")
    )
    owing = ArrayField(
        models.CharField(max_length=15), default=list, blank=True, verbose_name=_("who owes")
    )
    counted_at = models.DateTimeField(_("counted at"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering = ["percent", "id"]
        indexes = [
            models.Index(fields=["percent", "id"], name="dossier_by_percent"),
            models.Index(fields=["kind", "percent", "id"], name="dossier_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in items.KINDS]),
                name="dossier_kind_has_items",
            ),
            models.CheckConstraint(
                condition=Q(present__lte=F("applicable")), name="dossier_present_within_applicable"
            ),
            models.CheckConstraint(
                condition=Q(missing__len=F("applicable") - F("present")),
                name="dossier_missing_is_the_rest",
            ),
            # completeness.percent, as the database says it
            models.CheckConstraint(
                condition=Q(applicable=0, percent=100)
                | Q(
                    applicable__gt=0,
                    percent=Func(
                        Cast(F("present") * 100, EXACT)
                        / Func(F("applicable"), Value(0), function="NULLIF"),
                        Value(1),
                        function="trunc",
                    ),
                ),
                name="dossier_percent_is_present_of_applicable",
            ),
        ]

    def __str__(self):
        return f"{self.community}: {self.percent} %"

    def get_absolute_url(self):
        """Return the page of the dossier."""
        return reverse("communities:dossier", args=[self.community_id])

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.community.area_path

    @property
    def missing_items(self):
        """Return what is missing, as items."""
        return [items.BY_KEY[key] for key in self.missing if key in items.BY_KEY]

    @property
    def owing_parties(self):
        """Return who owes something, in words."""
        return [Party(party).label for party in self.owing]


class DossierEntryQuerySet(ScopedQuerySet):
    """Entries by whether they stand."""

    def standing(self):
        """Return those not taken back."""
        return self.filter(withdrawn_at__isnull=True)


class DossierPart(LeanCleaning, models.Model):
    """What entries and requests share: they belong to one item of one compound."""

    area_lookup = "community__area_path"
    view_permission = "communities.view_dossier"

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="+", verbose_name=_("compound")
    )
    item = models.CharField(pgettext_lazy("dossier", "item"), max_length=30)
    note = models.CharField(_("note"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.community}: {self.item_name}"

    def get_absolute_url(self):
        """Return the page of the dossier."""
        return reverse("communities:dossier", args=[self.community_id])

    @property
    def item_name(self):
        """Return the name of the item, or its key when no dossier has it any more."""
        found = items.BY_KEY.get(self.item)
        return found.name if found else self.item

    @property
    def scope_path(self):
        """Return the path of the compound."""
        return self.community.area_path

    @property
    def area_path(self):
        """Return the path of the compound, for the clock."""
        return self.community.area_path


class DossierEntry(DossierPart):
    """Somebody saw the paper, or says why the compound needs none. What is missing has no row."""

    answer = models.CharField(_("answer"), max_length=15, choices=Answer, default=Answer.PRESENT)
    on = models.DateField(_("date of the paper"), null=True, blank=True)

    objects = DossierEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier entry")
        verbose_name_plural = _("dossier entries")
        ordering = ["community", "id"]
        permissions = [("keep_dossier", _("Can keep dossiers and ask for what is missing"))]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "item"],
                condition=Q(withdrawn_at__isnull=True),
                name="dossierentry_one_for_each_item",
                violation_error_message=_("This item is recorded already. Take that back first."),
            ),
            models.CheckConstraint(
                condition=Q(answer__in=Answer.values), name="dossierentry_answer_is_known"
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.PRESENT) | ~Q(note=""),
                name="dossierentry_not_applicable_with_reason",
                violation_error_message=_("Say why the compound does not need it."),
            ),
        ]


class DossierRequestQuerySet(ScopedQuerySet):
    """Requests by whether they wait."""

    def open(self):
        """Return those that wait for the paper."""
        return self.filter(met_on__isnull=True, withdrawn_at__isnull=True)


class DossierRequest(DossierPart):
    """A missing paper was asked for until a day; an office watches over it."""

    asked_of = models.CharField(_("asked of"), max_length=15, choices=Party)
    due_on = models.DateField(pgettext_lazy("request", "until"))
    responsible = models.ForeignKey(
        "accounts.Post", models.PROTECT, related_name="+", verbose_name=_("responsible office")
    )
    met_on = models.DateField(_("arrived on"), null=True, blank=True, editable=False)

    objects = DossierRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a paper")
        verbose_name_plural = _("requests for papers")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["community", "item"],
                condition=Q(met_on__isnull=True, withdrawn_at__isnull=True),
                name="dossierrequest_one_open_for_each_item",
                violation_error_message=_("This paper is asked for already."),
            ),
            models.CheckConstraint(
                condition=Q(met_on__isnull=True) | Q(withdrawn_at__isnull=True),
                name="dossierrequest_met_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(asked_of__in=Party.values), name="dossierrequest_party_is_known"
            ),
        ]
