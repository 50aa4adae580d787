"""The people of every test, on real places. Nobody else invents users.

officer_city        city officer of 濮阳市
officer_hualong     district officer of 华龙区
officer_puyangxian  district officer of another district, 濮阳县
clerk_zhongyuan     street clerk of 中原路街道, 华龙区
clerk_shengli       street clerk of another street, 胜利路街道, 华龙区
worker_jingdong     community worker of 京东社区, 中原路街道
mediator_zhongyuan  mediator of 中原路街道
auditor             auditor of 濮阳市
administrator       administrator of 濮阳市
administrator_hualong  administrator of 华龙区
stranger            has a login and no post

`area("hualong-zhongyuanlu")` gives a place by key; `client_of(user)` a logged-in test client, with
a second factor where the post needs one; `api_client_of(user)` the same for the API.
Everybody's password is PASSWORD.
"""

from datetime import date
from functools import partial

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from knox.models import AuthToken
from rest_framework.test import APIClient

from accounts.models import Area, User
from tests.factories.accounts import PASSWORD, PostFactory, PostHoldingFactory, UserFactory
from tests.ground import GROUND, LAYERS

HELD_SINCE = date(2017, 1, 1)
PEOPLE = {  # user name → role, where, what they are called
    "officer_city": ("city_officer", "puyang", "陈国强"),
    "officer_hualong": ("district_officer", "hualong", "刘建华"),
    "officer_puyangxian": ("district_officer", "puyangxian", "赵志远"),
    "clerk_zhongyuan": ("street_clerk", "hualong-zhongyuanlu", "王芳"),
    "clerk_shengli": ("street_clerk", "hualong-shenglilu", "李敏"),
    "worker_jingdong": ("community_worker", "hualong-zhongyuanlu-jingdong", "张秀英"),
    "mediator_zhongyuan": ("mediator", "hualong-zhongyuanlu", "孙和平"),
    "auditor": ("auditor", "puyang", "周正"),
    "administrator": ("administrator", "puyang", "吴管理"),
    "administrator_hualong": ("administrator", "hualong", "郑管理"),
    "stranger": (None, None, "路人"),
}
_hashed = {}


def _password():
    """Hash once: a password hash costs more than most tests."""
    if "hash" not in _hashed:
        _hashed["hash"] = make_password(PASSWORD)
    return _hashed["hash"]


def _lay(username):
    """Let somebody of PEOPLE appear on the ground of the tests that ask for them."""
    areas = {area.key: area for area in Area.objects.all()}
    role, key, name = PEOPLE[username]
    appear(areas, username, role, key, display_name=name)


LAYERS.update({username: partial(_lay, username) for username in PEOPLE})


@pytest.fixture
def cast(areas):
    """Return somebody by user name with a post: cast("wang", "street_clerk", KEY)."""
    return partial(appear, areas)


def appear(areas, username, role=None, key=None, **fields):
    """Let somebody appear in `areas`, with a post and its second factor where there is a role."""
    user = UserFactory(username=username, password=None, **fields)
    type(user).objects.filter(pk=user.pk).update(password=_password())
    user.refresh_from_db()
    if role:
        post = PostFactory(role=role, area=areas[key])
        PostHoldingFactory(user=user, post=post, from_on=HELD_SINCE)
        if user.needs_totp:
            TOTPDevice.objects.create(user=user, name="phone", confirmed=True)
    return user


@pytest.fixture
def play(cast):
    """Return one of PEOPLE by name."""

    def appear_as(username):
        if username in GROUND:
            return User.objects.get(username=username)
        role, key, name = PEOPLE[username]
        return cast(username, role, key, display_name=name)

    return appear_as


@pytest.fixture
def officer_city(play):
    return play("officer_city")


@pytest.fixture
def officer_hualong(play):
    return play("officer_hualong")


@pytest.fixture
def officer_puyangxian(play):
    return play("officer_puyangxian")


@pytest.fixture
def clerk_zhongyuan(play):
    return play("clerk_zhongyuan")


@pytest.fixture
def clerk_shengli(play):
    return play("clerk_shengli")


@pytest.fixture
def worker_jingdong(play):
    return play("worker_jingdong")


@pytest.fixture
def mediator_zhongyuan(play):
    return play("mediator_zhongyuan")


@pytest.fixture
def auditor(play):
    return play("auditor")


@pytest.fixture
def administrator(play):
    return play("administrator")


@pytest.fixture
def administrator_hualong(play):
    return play("administrator_hualong")


@pytest.fixture
def stranger(play):
    return play("stranger")


@pytest.fixture
def client_of(db):
    """Return a test client in which `user` is logged in, with a verified second factor."""
    return log_in


def log_in(user, **extra):
    """Log `user` into a new client; where the post needs it, with the second factor passed."""
    client = Client(**extra)
    client.force_login(user, backend="accounts.backends.PostBackend")
    device = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    if device:
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        session.save()
    return client


@pytest.fixture
def api_client_of(db):
    """Return an API client that sends a token of `user`."""

    def with_token(user):
        _instance, token = AuthToken.objects.create(user=user)
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
        return client

    return with_token
