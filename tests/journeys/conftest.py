"""The town that the journeys lead through: real places, a compound, people at their posts."""

import pytest
from django.core.management import call_command
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from disputes import actions
from disputes.choices import Channel
from disputes.models import Category
from puyang_property.core import spam
from puyang_property.core.actors import Actor
from tests.browser import browser_type_launch_args
from tests.factories.accounts import PASSWORD
from tests.factories.communities import CommunityFactory
from tests.factories.core_clock import load_calendar
from tests.journeys.visitor import Visitor

__all__ = ["browser_type_launch_args"]

JINGDONG = "hualong-zhongyuanlu-jingdong"
TROUBLE = "电梯停运三天，老人下不了楼。"
PHONE, DESK = 360, 1280


@pytest.fixture
def town(areas, monkeypatch):
    """A compound in 京东社区, the calendar, the categories; nobody is taken for a machine."""
    load_calendar()
    call_command("load_categories", verbosity=0)
    monkeypatch.setattr(spam, "FASTEST", spam.FASTEST * 0)
    return CommunityFactory(name="锦绣花园", at=JINGDONG, address="京开大道18号")


@pytest.fixture
def colleague(cast):
    """The second clerk of 中原路街道, who visits where the first one handled."""
    return cast("clerk_colleague", "street_clerk", "hualong-zhongyuanlu", display_name="马丽")


@pytest.fixture
def staff(clerk_zhongyuan, colleague, mediator_zhongyuan, officer_hualong, officer_puyangxian):
    """Everybody who has a part in a journey."""
    return [clerk_zhongyuan, colleague, mediator_zhongyuan, officer_hualong, officer_puyangxian]


@pytest.fixture
def filed(town, staff):
    """File a complaint about the compound: filed(category="lift", **more)."""

    def file(category="lift", **more):
        given = {
            "by": Actor.resident(),
            "channel": Channel.ONLINE,
            "category": Category.objects.get(slug=category),
            "community": town,
            "area": town.area,
            "description": TROUBLE,
            "contact_name": "张三丰",
            "contact_phone": "13800138000",
        }
        return actions.file(**{**given, **more})

    return file


@pytest.fixture
def arrive(live_server, new_context):
    """Return a visitor in a window of their own; no page that they meet may have a fault."""
    visitors = []

    def come(width, *, scripts=True):
        window = {"width": width, "height": 900}
        context = new_context(viewport=window, java_script_enabled=scripts)
        context.set_default_timeout(10_000)
        visitors.append(Visitor(context.new_page(), live_server, scripts=scripts))
        return visitors[-1]

    yield come
    faults = [fault for visitor in visitors for fault in visitor.faults]
    assert not faults, "\n".join(f"{where}: {kind}: {what}" for where, kind, what in faults)


@pytest.fixture
def signed_in(arrive):
    """Return a member of staff who came in by the door: password, and a code where it is asked."""

    def come(user, width=DESK, path="/desk/"):
        visitor = arrive(width)
        visitor.open(f"/login/?next={path}")
        visitor.fill("Username", user.username)
        visitor.fill("Password", PASSWORD)
        visitor.press("Sign in")
        device = TOTPDevice.objects.filter(user=user, confirmed=True).first()
        if device:
            visitor.fill("Six-digit code", code_of(device))
            visitor.press("Continue")
        return visitor

    return come


def code_of(device):
    """Return the six digits that the authenticator shows now."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    return f"{totp.token():06}"
