"""Whoever leaves the last post leaves the portal: sessions and tokens end with it."""

from datetime import timedelta

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone
from knox.models import AuthToken

from accounts.models import PostHolding, User
from puyang_property.core import ticking

LOOK_BACK = timedelta(days=7)  # for days on which the clock stood still


def end_access(user):
    """End every session and token of `user`; the password stays, and opens nothing but itself."""
    AuthToken.objects.filter(user=user).delete()
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()


def end_access_without_post(user, on=None):
    """End the access of `user` unless some post is still held on the day `on`."""
    on = on or timezone.localdate()
    if PostHolding.objects.current(on).filter(user=user).exists():
        return False
    end_access(user)
    return True


def end_access_of_leavers(now):
    """End the access of those whose last post ended lately by a date; return how many."""
    today = timezone.localdate(now)
    ended = PostHolding.objects.filter(to_on__lte=today, to_on__gt=today - LOOK_BACK)
    leavers = User.objects.filter(pk__in=ended.values("user"))
    return sum(end_access_without_post(user, today) for user in leavers)


def connect():
    """Let the clock look after those who leave on a day to come."""
    ticking.on_tick("end access of leavers", end_access_of_leavers)
