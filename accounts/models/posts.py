"""Posts and who holds them: duties sit on posts, so a leaver leaves no orphan case."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import RoleSlug
from accounts.roles import all_roles
from puyang_property.core.prepared import Asked, Prepared
from puyang_property.core.querysets import ScopedQuerySet


def _as_range(field):
    return Func(field, field, Value("[]"), function="int8range")


class PostQuerySet(ScopedQuerySet):
    """Posts by area and by who holds them."""

    def nearest(self, path, roles):
        """Return, of all posts, that of `roles` whose area most closely holds `path`, or None.

        A vacant post counts: its work is not lost before somebody is appointed. Of several posts
        of one area a filled one comes first.
        """
        ancestors = [path[: i + 1] for i, char in enumerate(path) if char == "/"]
        return NEAREST.first(
            roles=[str(role) for role in roles], areas=ancestors, today=timezone.localdate()
        )

    def held(self, on=None):
        """Return the posts that somebody holds on that day, today by default."""
        return self.filter(_holdings(on))

    def vacant(self, on=None):
        """Return the posts that nobody holds on that day: what waits there needs a successor."""
        return self.filter(~_holdings(on))


class Post(models.Model):
    """A duty in an area: street clerk of 中原路街道. Several people may hold one post."""

    area_lookup = "area__path"

    role = models.CharField(_("role"), max_length=30, choices=RoleSlug)
    area = models.ForeignKey(
        "accounts.Area", models.PROTECT, related_name="posts", verbose_name=_("area")
    )
    name = models.CharField(
        _("name"), max_length=60, blank=True, help_text=_("Leave empty for area and role.")
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["area__path", "role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["role", "area", "name"],
                name="post_is_unique_by_role_area_and_name",
                violation_error_message=_("This post exists already."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=RoleSlug.values), name="post_role_is_known"
            ),
        ]

    def __str__(self):
        return self.name or f"{self.area} {self.get_role_display()}"

    def clean(self):
        """Refuse a role on a level of area where it does not exist."""
        super().clean()
        if self.role and self.area_id and self.area.level not in all_roles()[self.role].levels:
            raise ValidationError(
                {"role": _("A post of this role does not exist at this level of area.")}
            )

    @property
    def scope_path(self):
        """Return the path of its area."""
        return self.area.path

    def covers(self, path):
        """Tell whether `path`, or one of several, lies in the area of this post."""
        paths = [path] if isinstance(path, str) else path
        return any(each.startswith(self.area.path) for each in paths)

    def holders(self, on=None):
        """Return the active people who hold the post on that day, today by default."""
        held = PostHolding.objects.current(on or timezone.localdate()).filter(post=self)
        users = PostHolding._meta.get_field("user").related_model
        return users.objects.filter(pk__in=held.values("user"), is_active=True)


class PostHoldingQuerySet(ScopedQuerySet):
    """Who holds what, when."""

    def current(self, on):
        """Return the holdings of that day; `to_on` is the first day without the post."""
        return self.filter(Q(to_on__isnull=True) | Q(to_on__gt=on), from_on__lte=on)


class PostHolding(models.Model):
    """One person holds one post from a day until, not including, another."""

    area_lookup = "post__area__path"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="holdings",
        verbose_name=_("user"),
    )
    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings", verbose_name=_("post"))
    from_on = models.DateField(_("from"))
    to_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The first day without the post.")
    )

    objects = PostHoldingQuerySet.as_manager()

    class Meta:
        verbose_name = _("holding of a post")
        verbose_name_plural = _("holdings of posts")
        ordering = ["-from_on", "-id"]
        indexes = [
            models.Index(fields=["user", "from_on"], name="holding_by_user"),
            models.Index(fields=["post", "from_on"], name="holding_by_post"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="holding_ends_after_it_starts",
                violation_error_message=_("The end lies after the start."),
            ),
            # int8range keeps equality inside GiST without the extension btree_gist
            ExclusionConstraint(
                name="holding_once_at_a_time",
                expressions=[
                    (_as_range("user"), RangeOperators.OVERLAPS),
                    (_as_range("post"), RangeOperators.OVERLAPS),
                    (
                        Func("from_on", "to_on", Value("[)"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("This person holds this post already."),
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.post}"

    @property
    def is_current(self):
        """Tell whether the post is held today."""
        today = timezone.localdate()
        return self.from_on <= today and (self.to_on is None or self.to_on > today)

    @property
    def scope_path(self):
        """Return the path of the post's area."""
        return self.post.area.path


def _nearest():
    found = Post.objects.filter(
        role__any_of=Asked("roles"), area__path__any_of=Asked("areas")
    ).select_related("area")
    filled = _holdings(Asked("today")).desc()
    return found.order_by(Length("area__path").desc(), filled, "role", "id")[:1]


NEAREST = Prepared(_nearest)  # each filing asks


def _holdings(on):
    day = on or timezone.localdate()
    held = PostHolding.objects.current(day).filter(post=OuterRef("pk"), user__is_active=True)
    return Exists(held)
