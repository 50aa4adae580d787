"""Who gets what at the addresses of accounts."""

from tests.factories.accounts import PostHoldingFactory
from tests.matrix.lines import (
    ADMINISTRATORS,
    AUDITORS,
    EVERYBODY,
    OFFICERS,
    STAFF,
    USES_ADMIN,
    Line,
    admin,
    public,
    staff,
)

NEED_TOTP = USES_ADMIN
READERS = OFFICERS | AUDITORS | ADMINISTRATORS

LINES = [
    *public("accounts:login", methods=["POST"]),
    Line("accounts:login", yes=frozenset({"nobody"}), go=STAFF, login=frozenset()),
    *public("accounts:logout", methods=["POST"]),
    *staff("accounts:profile", "accounts:password", methods=["GET", "POST"]),
    Line("accounts:second_factor", go=NEED_TOTP, yes=STAFF - NEED_TOTP),
    *staff("accounts:second_factor", methods=["POST"]),
    *staff("accounts:end_tokens", methods=["POST"]),
    *staff("accounts:boundary", yes=ADMINISTRATORS),
    *staff("accounts:boundary", methods=["POST"], yes=ADMINISTRATORS, status=422),
    Line("api:token", "POST", yes=EVERYBODY, login=frozenset()),
    Line("api:token", "DELETE", yes=STAFF),
    *admin("accounts.area", view=READERS),
    *admin("accounts.post", view=READERS, add=ADMINISTRATORS, change=ADMINISTRATORS),
    *admin("accounts.postholding", view=READERS, add=ADMINISTRATORS, change=ADMINISTRATORS),
    *admin("accounts.user", view=READERS, add=ADMINISTRATORS, change=ADMINISTRATORS),
]


def holding(s):
    """A community worker of 京东社区 whom no test signs in."""
    post = s.worker_jingdong.current_posts[0]
    return PostHoldingFactory(post=post)


MAKERS = {"holding": holding}

SAMPLES = {
    "accounts:boundary": lambda s: {"key": "hualong-zhongyuanlu-jingdong"},
    "admin:accounts_area": lambda s: s.area("hualong-zhongyuanlu-jingdong"),
    "admin:accounts_post": lambda s: s.holding.post,
    "admin:accounts_postholding": lambda s: s.holding,
    "admin:accounts_user": lambda s: s.holding.user,
}
