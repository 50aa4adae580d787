"""The life of a public notice as a table: drafted, published, withdrawn."""

from django.utils.translation import gettext_lazy as _

from communities.publication.choices import NoticeState
from puyang_property.core.transitions import Transition, Workflow

DRAFTING = "communities.draft_publicnotice"
PUBLISHING = "communities.publish_publicnotice"

PUBLISH = Transition(
    "publish",
    "published",
    frozenset({NoticeState.DRAFT}),
    NoticeState.PUBLISHED,
    PUBLISHING,
    _("Publish the notice"),
)
WITHDRAW = Transition(
    "withdraw",
    "withdrawn",
    frozenset({NoticeState.DRAFT, NoticeState.PUBLISHED}),
    NoticeState.WITHDRAWN,
    PUBLISHING,
    _("Withdraw the notice"),
)

WORKFLOW = Workflow(
    initial=NoticeState.DRAFT,
    final=frozenset({NoticeState.WITHDRAWN}),
    transitions=(PUBLISH, WITHDRAW),
)
