"""People who log in. What they may do follows from the posts they hold, from nothing else."""

from django.conf import settings
from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models.posts import Post, PostHolding
from accounts.roles import all_roles, granting
from puyang_property.core.prepared import Asked, Prepared


class UserQuerySet(models.QuerySet):
    """People by what others may see of them."""

    def visible_to(self, user, permission="accounts.view_user"):
        """Return those who hold or held a post inside the user's areas.

        Somebody without any post yet is seen by who looks after the whole city.
        """
        if not user.is_authenticated:
            return self.none()
        posts = user.posts_with(permission)
        inside = Q(pk__in=[])
        for post in posts:
            inside |= Q(post__area__path__startswith=post.area.path)
        holdings = PostHolding.objects.filter(user=OuterRef("pk"))
        seen = Q(Exists(holdings.filter(inside)))
        if any(post.area.parent_id is None for post in posts):
            seen |= ~Exists(holdings)
        return self.filter(seen)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Makes people; there is no superuser to make."""

    def create_user(self, username, password=None, **fields):
        """Create a person with a hashed password, or with none that works."""
        user = self.model(username=self.model.normalize_username(username), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One person with a login; nobody is a superuser here."""

    is_superuser = False  # read by packages; governs nothing

    username = models.CharField(
        _("user name"),
        max_length=60,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        error_messages={"unique": _("This user name is taken.")},
    )
    display_name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    is_active = models.BooleanField(
        _("may log in"), default=True, help_text=_("Untick instead of deleting.")
    )
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="user_language_is_one_of_ours",
            ),
        ]

    def __str__(self):
        return self.display_name or self.username

    def get_short_name(self):
        """Return the name that the admin greets with."""
        return str(self)

    def get_full_name(self):
        """Return the name in full."""
        return str(self)

    @cached_property
    def current_posts(self):
        """Return the posts held today, with their areas: one query per user object."""
        if not self.is_active:
            return ()
        return tuple(POSTS.rows(user=self.pk, today=timezone.localdate()))

    def governed_by(self, by, permission="accounts.change_user"):
        """Tell whether `by` may look after this login: all its posts lie in the areas of `by`.

        A login without a post belongs to who looks after the whole city.
        """
        held = PostHolding.objects.current(timezone.localdate()).filter(user=self)
        posts = Post.objects.filter(pk__in=held.values("post")).select_related("area")
        if posts:
            return all(by.has_perm(permission, post) for post in posts)
        return any(post.area.parent_id is None for post in by.posts_with(permission))

    @property
    def is_staff(self):
        """Tell whether a post of theirs works in the admin."""
        return any(all_roles()[post.role].uses_admin for post in self.current_posts)

    @property
    def needs_totp(self):
        """Tell whether a post of theirs asks for a second factor."""
        return any(all_roles()[post.role].needs_totp for post in self.current_posts)

    def posts_with(self, permission):
        """Return the posts held today whose role grants `permission`."""
        roles = granting(permission)
        return tuple(post for post in self.current_posts if post.role in roles)

    def paths_for(self, permission):
        """Return the paths of the areas where the user holds `permission`, none inside another."""
        paths = sorted(post.area.path for post in self.posts_with(permission))
        outer = []
        for path in paths:
            if not (outer and path.startswith(outer[-1])):
                outer.append(path)
        return tuple(outer)

    def post_for(self, permission, obj=None):
        """Return the post through which the user holds `permission` on `obj`, the nearest one."""
        path = scope_path(obj)
        posts = [p for p in self.posts_with(permission) if path is None or p.covers(path)]
        return max(posts, key=lambda post: len(post.area.path), default=None)

    def has_perm(self, permission, obj=None):
        """Tell whether a backend grants `permission`, for `obj` or somewhere."""
        return self.is_active and any(b.has_perm(self, permission, obj) for b in _backends())

    def has_perms(self, permissions, obj=None):
        """Tell whether all `permissions` are granted."""
        return all(self.has_perm(permission, obj) for permission in permissions)

    def has_module_perms(self, app_label):
        """Tell whether some permission of the app is granted."""
        return self.is_active and any(b.has_module_perms(self, app_label) for b in _backends())

    def get_all_permissions(self, obj=None):
        """Return every permission granted, for `obj` or somewhere."""
        return {p for b in _backends() for p in b.get_all_permissions(self, obj)}


def _posts():
    held = PostHolding.objects.current(Asked("today")).filter(user=Asked("user"))
    posts = Post.objects.filter(pk__in=held.values("post")).select_related("area")
    return posts.order_by("pk")


# who asks for a page, and with which posts: asked for every page of staff
ACTIVE = Prepared(lambda: User.objects.filter(pk=Asked("pk"), is_active=True))
POSTS = Prepared(_posts)


def scope_path(obj):
    """Return the path by which permissions on `obj` are decided; None means somewhere.

    An object says it through `scope_path` or `area_path`, or its model names in `area_lookup`
    where it stands; one that says nothing is in no area.
    """
    if obj is None:
        return None
    for name in ("scope_path", "area_path"):
        value = getattr(obj, name, None)
        if value is not None:
            return (value() if callable(value) else value) or ""
    lookup = getattr(obj, "area_lookup", None)
    return _follow(obj, lookup) if isinstance(lookup, str) else ""


def _follow(obj, lookup):
    for name in lookup.split("__"):
        obj = getattr(obj, name, None)
    return obj or ""


def _backends():
    return [backend for backend in get_backends() if hasattr(backend, "has_module_perms")]
