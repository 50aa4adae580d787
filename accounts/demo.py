"""The people of the demo: posts in the city, three districts and six streets."""

import base64
import secrets
from datetime import date

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.actions import one_time_password
from accounts.choices import RoleSlug
from accounts.models import Area, Post, PostHolding, User
from accounts.roles import all_roles
from puyang_property.core import demo, history
from puyang_property.core.actors import CLOCK

SINCE = date(2016, 1, 4)
ROUNDS = 1_000
STREETS = (
    "hualong-zhongyuanlu",
    "hualong-shenglilu",
    "hualong-jianshelu",
    "hualong-renminlu",
    "jingkaiqu-kunwu",
    "puyangxian-chengguan",
)
# user name, role, area, name
OFFICE = (
    ("city_officer", RoleSlug.CITY_OFFICER, "puyang", "陈国强"),
    ("auditor", RoleSlug.AUDITOR, "puyang", "周正"),
    ("administrator", RoleSlug.ADMINISTRATOR, "puyang", "吴晓明"),
    ("officer_hualong", RoleSlug.DISTRICT_OFFICER, "hualong", "刘建华"),
    ("officer_jingkaiqu", RoleSlug.DISTRICT_OFFICER, "jingkaiqu", "马丽娟"),
    ("officer_puyangxian", RoleSlug.DISTRICT_OFFICER, "puyangxian", "赵志远"),
)
STREET_NAMES = [
    "王芳",
    "李敏",
    "张伟",
    "刘洋",
    "陈静",
    "杨帆",
    "赵磊",
    "黄蓉",
    "周涛",
    "吴刚",
    "徐丽",
    "孙杰",
    "胡平",
    "朱琳",
]
MEDIATORS = ["孙和平", "郭玉兰", "何家和", "高明远", "林秀珍", "罗正义"]
WORKERS = ["张秀英", "李桂兰", "王建国", "刘玉梅", "陈秀芳", "杨志强"]


def fill(demo_):
    """Appoint people to posts, two clerks to every street; note their logins."""
    for username, role, key, name in OFFICE:
        _appoint(demo_, username, role, key, name)
    for number, key in enumerate(STREETS):
        short = key.rpartition("-")[2]
        for letter, name in zip("ab", STREET_NAMES[2 * number :], strict=False):
            _appoint(demo_, f"clerk_{short}_{letter}", RoleSlug.STREET_CLERK, key, name)
        _appoint(demo_, f"mediator_{short}", RoleSlug.MEDIATOR, key, MEDIATORS[number])
        community = Area.objects.filter(parent__key=key).order_by("key").first()
        _appoint(
            demo_,
            f"worker_{short}",
            RoleSlug.COMMUNITY_WORKER,
            community.key,
            WORKERS[number],
        )


def _appoint(demo_, username, role, key, name):
    area = Area.objects.get(key=key)
    post, made = Post.objects.get_or_create(role=role, area=area, name="")
    if made:
        changes = {"role": role, "area": area.pk}
        history.record(post, "opened", by=CLOCK, now=demo.at(SINCE), changes=changes)
    password = one_time_password()
    user = User(username=username, display_name=name)
    user.password = _quickly_hashed(password)
    user.save()
    PostHolding.objects.create(user=user, post=post, from_on=SINCE)
    login = {"role": str(role), "area": key, "username": username, "password": password}
    if all_roles()[role].needs_totp:
        login["totp_secret"] = _second_factor(user)
    demo_.people[username] = user
    demo_.logins.append(login)


def _quickly_hashed(password):
    """Hash a password of 79 random bits in few rounds: what nobody can guess needs no slow hash.

    The first login hashes it anew with as many rounds as everybody's.
    """
    hasher = PBKDF2PasswordHasher()
    return hasher.encode(password, hasher.salt(), iterations=ROUNDS)


def _second_factor(user):
    """Give `user` a confirmed authenticator; return its secret in base32."""
    key = secrets.token_bytes(20)
    TOTPDevice.objects.create(user=user, name="demo", key=key.hex(), confirmed=True)
    return base64.b32encode(key).decode()


def register():
    """Enter this part; people come first."""
    demo.register(10, fill)
