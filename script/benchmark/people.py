"""Staff of the measured city: two clerks and a mediator in every street, officers above."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.choices import Level, RoleSlug
from accounts.models import Area, Post, PostHolding, User

SINCE = date(2015, 1, 5)
HOLDERS = {
    RoleSlug.CITY_OFFICER: (Level.CITY, 8),
    RoleSlug.DISTRICT_OFFICER: (Level.DISTRICT, 1),
    RoleSlug.STREET_CLERK: (Level.STREET, 2),
    RoleSlug.MEDIATOR: (Level.STREET, 1),
}


@dataclass(frozen=True)
class Login:
    """How one member of staff logs in."""

    username: str
    password: str
    role: str
    area: str
    totp_secret: str = ""


def appoint():
    """Fill all posts; return the logins. One password for all: hashing takes half a second."""
    password = secrets.token_urlsafe(12)
    encoded = make_password(password)
    logins, users, holdings, devices = [], [], [], []
    for role, (level, number) in HOLDERS.items():
        for area in Area.objects.filter(level=level, valid_to=None).order_by("path"):
            post = Post.objects.create(role=role, area=area)
            for letter in "abcdefgh"[:number]:
                name = f"{role.value.replace('_', '-')}-{area.key}-{letter}"
                user = User(username=name[:60], display_name=f"{area.short_name}{letter}")
                user.password = encoded
                users.append(user)
                holdings.append(PostHolding(user=user, post=post, from_on=SINCE))
                secret = ""
                if role in {RoleSlug.CITY_OFFICER, RoleSlug.DISTRICT_OFFICER}:
                    key = secrets.token_bytes(20)
                    secret = base64.b32encode(key).decode()
                    devices.append(
                        TOTPDevice(user=user, name="bench", key=key.hex(), confirmed=True)
                    )
                logins.append(Login(user.username, password, role.value, area.key, secret))
    User.objects.bulk_create(users)
    PostHolding.objects.bulk_create(holdings)
    TOTPDevice.objects.bulk_create(devices)
    return logins


def write(logins, path):
    """Keep the logins where only we read them."""
    path = Path(path)
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        json.dump([asdict(login) for login in logins], handle, ensure_ascii=False, indent=1)
