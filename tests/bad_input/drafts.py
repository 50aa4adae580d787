"""Forms that come back with what was typed: what their tests share."""

from tests.cast import PASSWORD
from tests.core.bases.helpers import fields_of

HERE = {"HTTP_ORIGIN": "http://testserver", "HTTP_HOST": "testserver"}
WORDS = "住户反映三号楼电梯停运，已三次派人查看。" * 20


def sign_in(client, user, **more):
    return client.post("/login/", {"username": user.username, "password": PASSWORD, **more})


def hidden(page, name):
    return fields_of(page)[name]
