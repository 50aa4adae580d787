"""Words for the lines of the matrix: who, what, and what they get."""

from dataclasses import dataclass

NONE = frozenset()
ANY = None  # a step may be possible now or not: whoever may ask for it is answered
NOBODY = "nobody"  # not signed in
CAST = (
    "officer_city",
    "officer_hualong",
    "officer_puyangxian",
    "clerk_zhongyuan",
    "clerk_shengli",
    "worker_jingdong",
    "mediator_zhongyuan",
    "auditor",
    "administrator",
    "administrator_hualong",
    "stranger",
)
EVERYBODY = frozenset({NOBODY, *CAST})
STAFF = frozenset(CAST)

# by role
CITY = frozenset({"officer_city"})
DISTRICTS = frozenset({"officer_hualong", "officer_puyangxian"})
OFFICERS = CITY | DISTRICTS
CLERKS = frozenset({"clerk_zhongyuan", "clerk_shengli"})
WORKERS = frozenset({"worker_jingdong"})
MEDIATORS = frozenset({"mediator_zhongyuan"})
AUDITORS = frozenset({"auditor"})
ADMINISTRATORS = frozenset({"administrator", "administrator_hualong"})
FIELD = CLERKS | WORKERS | MEDIATORS
USES_ADMIN = OFFICERS | AUDITORS | ADMINISTRATORS

# by place, seen from the sample, which lies in 京东社区, 中原路街道, 华龙区
ELSEWHERE = frozenset({"officer_puyangxian", "clerk_shengli"})
HERE = STAFF - ELSEWHERE - {"stranger"}


@dataclass(frozen=True)
class Line:
    """Who gets what at one address by one method.

    `yes`: they get the page (a POST without data is answered, even if it is found incomplete);
    `go`: sent on by a redirect; `hidden`: 404, not theirs; `login`: sent to sign in, or 401;
    everybody else: 403.
    `status`: the exact answer of a `yes` where it is not 200 (GET only); with ANY, each answer
    but a refusal is a `yes`.
    """

    url: str
    method: str = "GET"
    yes: frozenset = frozenset()
    go: frozenset = frozenset()
    hidden: frozenset = frozenset()
    login: frozenset = frozenset({NOBODY})
    status: int | None = 200

    def expected(self, who):
        """Return the word for what `who` gets."""
        for word in ("yes", "go", "hidden", "login"):
            if who in getattr(self, word):
                return word
        return "no"

    def __str__(self):
        return f"{self.method} {self.url}"


def public(*urls, methods=("GET",), status=200):
    """Return lines of pages that everybody may open."""
    return [
        Line(url, method, yes=EVERYBODY, login=frozenset(), status=status)
        for url in urls
        for method in methods
    ]


def staff(*urls, methods=("GET",), status=200, yes=STAFF, hidden=frozenset()):
    """Return lines of pages for whoever is signed in (or those of them in `yes`)."""
    return [
        Line(url, method, yes=yes, hidden=hidden, status=status)
        for url in urls
        for method in methods
    ]


def admin(
    model, *, view, add=frozenset(), change=frozenset(), hidden=ELSEWHERE, delete=frozenset()
):
    """Return the lines of a model in the admin, for a sample in 京东社区.

    `view`, `add` and `change` name who holds the permission anywhere; of them `hidden` stand
    elsewhere and find neither the row nor its history. Governed rows are never deleted, so few
    lines name `delete`.
    """
    seen = (view | change) & USES_ADMIN
    name = "admin:" + model.replace(".", "_")
    return [
        Line(f"{name}_changelist", yes=seen),
        Line(f"{name}_changelist", "POST", yes=seen),
        Line(f"{name}_add", yes=add),
        Line(f"{name}_add", "POST", yes=add),
        Line(f"{name}_change", yes=seen - hidden, hidden=seen & hidden),
        Line(f"{name}_change", "POST", yes=change - hidden, hidden=change & hidden),
        Line(f"{name}_history", yes=seen - hidden, hidden=seen & hidden),
        Line(f"{name}_delete", yes=delete),
        Line(f"{name}_delete", "POST", yes=delete),
    ]
