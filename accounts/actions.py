"""The verbs of accounts: make a login, appoint to a post, vacate it, help who is locked out."""

import secrets

from axes.utils import reset as unlock
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_otp.plugins.otp_totp.models import TOTPDevice
from knox.models import AuthToken

from accounts import leaving
from accounts.models import Area, Post, PostHolding, User
from puyang_property.core import history
from puyang_property.core.actors import Actor
from puyang_property.core.refusals import Forbidden, Refused

UNAMBIGUOUS = "abcdefghjkmnpqrstuvwxyz23456789"


def one_time_password():
    """Return a random password of four groups that can be read out over the telephone."""
    groups = ("".join(secrets.choice(UNAMBIGUOUS) for _i in range(4)) for _g in range(4))
    return "-".join(groups)


@transaction.atomic
def create_official(*, username, display_name, post, by, email="", language=None, on=None):
    """Make a login that holds `post`; return the user and the one-time password.

    The password must be changed at the first login and is stored nowhere in the clear.
    """
    _require(by, "accounts.add_user", post)
    password = one_time_password()
    user = User(
        username=username, display_name=display_name, email=email, must_change_password=True
    )
    if language:
        user.language = language
    user.set_password(password)
    user.full_clean()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:  # somebody took the name since it was checked
        raise Refused(_("This user name is taken."), field="username") from error
    history.record(user, "created", by=by, changes={"username": username})
    appoint(post, user, by=by, on=on)
    return user, password


@transaction.atomic
def open_post(*, role, area, by, name=""):
    """Return the post of this role in this area, made when it does not exist yet."""
    Area.objects.select_for_update(no_key=True).get(pk=area.pk)  # two at once: one waits
    post = Post.objects.filter(role=role, area=area, name=name).first()
    if post:
        return post
    post = Post(role=role, area=area, name=name)
    post.full_clean()
    _require(by, "accounts.add_post", post)
    post.save()
    history.record(post, "opened", by=by, changes={"role": role, "area": area.pk})
    return post


@transaction.atomic
def appoint(post, user, *, by, on=None):
    """Give `post` to `user` from the day `on`; return the holding.

    Raises Forbidden outside the areas of `by` and for oneself, Refused when held already.
    """
    _require(by, "accounts.appoint_post", post)
    if Actor.of(by).user == user:
        raise Forbidden(_("Nobody appoints themselves. Ask another administrator."))
    on = on or timezone.localdate()
    User.objects.select_for_update(no_key=True).get(pk=user.pk)  # two at once: one waits
    held = PostHolding.objects.filter(user=user, post=post, to_on__isnull=True)
    if held.exists() or PostHolding.objects.current(on).filter(user=user, post=post).exists():
        raise Refused(_("%(user)s holds this post already.") % {"user": user})
    holding = PostHolding.objects.create(user=user, post=post, from_on=on)
    changes = {"user": user.pk, "from_on": on}
    history.record(post, "appointed", by=by, changes=changes, permission="accounts.appoint_post")
    _forget_posts(user)
    return holding


@transaction.atomic
def vacate(holding, *, by, on=None, note=""):
    """End a holding: from the day `on` the person no longer holds the post, the work stays with it.

    Raises Forbidden outside the areas of `by`, Refused when it has ended already.
    """
    _require(by, "accounts.vacate_post", holding.post)
    holding.refresh_from_db(from_queryset=PostHolding.objects.select_for_update(no_key=True))
    on = on or timezone.localdate()
    if holding.to_on is not None and holding.to_on <= on:
        raise Refused(_("This holding has ended already."))
    if on < holding.from_on:
        raise Refused(_("A holding cannot end before it starts."))
    holding.to_on = on
    holding.save(update_fields=["to_on"])
    changes = {"user": holding.user_id, "to_on": on}
    history.record(
        holding.post,
        "vacated",
        by=by,
        note=note,
        changes=changes,
        permission="accounts.vacate_post",
    )
    _forget_posts(holding.user)
    leaving.end_access_without_post(holding.user)
    return holding


@transaction.atomic
def rename_post(post, *, by, name):
    """Give a post another name."""
    _require(by, "accounts.change_post", post)
    post.name = name
    post.full_clean()
    post.save(update_fields=["name"])
    history.record(post, "renamed", by=by, permission="accounts.change_post")
    return post


@transaction.atomic
def change_user(user, *, by, **changes):
    """Change a login's own fields; switching it off ends its access. History names the fields."""
    _require_governed(user, by)
    for name, value in changes.items():
        setattr(user, name, value)
    user.full_clean(exclude=["password"])
    user.save(update_fields=list(changes))
    if not user.is_active:
        leaving.end_access(user)
    told = {name: changes[name] for name in changes if name == "is_active"}
    history.record(user, "changed", by=by, changes={"fields": sorted(changes), **told})
    return user


@transaction.atomic
def reset_password(user, *, by):
    """Give a one-time password and return it; sessions, tokens and a lock of the person end."""
    _require_governed(user, by)
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    AuthToken.objects.filter(user=user).delete()
    unlock(username=user.username)
    history.record(user, "password_reset", by=by)
    return password


@transaction.atomic
def reset_second_factor(user, *, by):
    """Forget the person's authenticator; the next login enrols a new one."""
    _require_governed(user, by)
    TOTPDevice.objects.filter(user=user).delete()
    AuthToken.objects.filter(user=user).delete()
    history.record(user, "second_factor_reset", by=by)


@transaction.atomic
def change_own_password(user, password):
    """Set the password that the person chose; other sessions and all tokens end."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    AuthToken.objects.filter(user=user).delete()
    history.record(user, "password_changed", by=user)


@transaction.atomic
def change_own_profile(user, **changes):
    """Change what people say about themselves: language and e-mail."""
    for name, value in changes.items():
        setattr(user, name, value)
    user.save(update_fields=list(changes))
    history.record(user, "profile_changed", by=user, changes={"fields": sorted(changes)})


def _require(by, permission, obj):
    """Raise Forbidden unless `by` holds `permission` on `obj`; the command line holds all."""
    if not Actor.of(by).has_perm(permission, obj):
        raise Forbidden(_("Your post does not include this for this area."))


def _require_governed(user, by):
    actor = Actor.of(by)
    if actor.user and not (actor.user == user or user.governed_by(actor.user)):
        raise Forbidden(_("This person also holds posts outside your areas."))


def _forget_posts(user):
    user.__dict__.pop("current_posts", None)
