"""How the tests of the desk send forms: as somebody, to one verb of one case."""

from uuid import uuid4

import pytest

from tests.cast import log_in


def send(user, case, verb, **typed):
    """Send the form of `verb` ("mediation/party" too) as `user`; return the answer."""
    typed.setdefault("once_key", str(uuid4()))
    return log_in(user).post(f"/desk/disputes/{case.number}/{verb}/", typed)


def look(user, case, page=""):
    """Return the page of a case as `user` sees it."""
    return log_in(user).get(f"/desk/disputes/{case.number}/{page}")


def done(answer):
    """Fail with the page's words unless the form was carried out."""
    assert answer.status_code == 302, (answer.status_code, answer.content.decode()[-6000:])
    return answer


@pytest.fixture
def case(filed):
    """A case just filed at 京东社区, today."""
    return filed(now=None).dispute


@pytest.fixture
def accepted(case, clerk_zhongyuan):
    """The case, accepted by the clerk."""
    done(send(clerk_zhongyuan, case, "accept"))
    case.refresh_from_db()
    return case


@pytest.fixture
def replied(accepted, clerk_zhongyuan):
    """The case, replied to by the clerk."""
    done(send(clerk_zhongyuan, accepted, "reply", text="电梯已修好。", result="solved"))
    accepted.refresh_from_db()
    return accepted
