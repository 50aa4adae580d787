"""A case taken through its life by the verbs themselves, and what the test of every verb asks."""

from contextlib import contextmanager
from datetime import date
from functools import partial

import pytest
from django.apps import apps
from django.db import connection

from disputes import actions
from disputes.choices import State
from disputes.models import Dispute
from disputes.workflow import WORKFLOW
from puyang_property.core import clock, history
from puyang_property.core.actors import Actor
from puyang_property.core.models import Deadline, Notification
from puyang_property.core.refusals import Forbidden, TransitionNotAllowed

CLERK, OTHER_CLERK = "clerk_zhongyuan", "clerk_shengli"
WORKER, MEDIATOR = "worker_jingdong", "mediator_zhongyuan"
OFFICER, CITY = "officer_hualong", "officer_city"
OFFICERS = (OFFICER, CITY)
CAST = (
    *(CITY, OFFICER, "officer_puyangxian", CLERK, OTHER_CLERK, WORKER, MEDIATOR),
    *("auditor", "administrator", "administrator_hualong", "stranger", "resident"),
)
PARTIES = (
    {"role": "owner", "name": "张三丰", "consent": "given"},
    {"role": "company", "name": "安居物业公司", "consent": "given"},
)
HAPPY = {"result": "reached", "solved": "yes", "satisfied": "yes"}
UNHAPPY = {"result": "reached", "solved": "no", "satisfied": "no"}
# who usually takes a verb, and words that do
WORDS = {
    "accept": (CLERK, {}),
    "refuse": (CLERK, {"reason": "in_court", "note": "请向法院反映。"}),
    "refer": (CLERK, {"reason": "在胜利路。"}),
    "send_back": (OTHER_CLERK, {"reason": "不在本街道。"}),
    "start_mediation": (CLERK, {"parties": PARTIES}),
    "agree": (MEDIATOR, {"form": "written", "facts": "属实。"}),
    "end_mediation": (MEDIATOR, {"note": "可以申请仲裁或者起诉。"}),
    "reply": (CLERK, {"text": "已修好。", "result": "solved"}),
    "close": (WORKER, {}),
    "redo": (OFFICER, {"note": "再修一次。"}),
    "reopen": (CLERK, {"note": "又停了。"}),
    "suspend": (OFFICER, {"reason": "等待检测。"}),
    "resume": (CLERK, {"note": "检测完成。"}),
    "withdraw": (CLERK, {"note": "居民撤回。"}),
    "merge": (CLERK, {"note": "同一部电梯。"}),
}
# how a state is reached: the state before, the verb, the day of March 2026
WAY = {
    State.REFERRED: (State.REGISTERED, "refer", 3),
    State.IN_PROGRESS: (State.REGISTERED, "accept", 3),
    State.REFUSED: (State.REGISTERED, "refuse", 3),
    State.WITHDRAWN: (State.REGISTERED, "withdraw", 3),
    State.MERGED: (State.REGISTERED, "merge", 3),
    State.IN_MEDIATION: (State.IN_PROGRESS, "start_mediation", 4),
    State.SUSPENDED: (State.IN_PROGRESS, "suspend", 4),
    State.AGREED: (State.IN_MEDIATION, "agree", 5),
    State.REPLIED: (State.IN_PROGRESS, "reply", 9),
    State.CLOSED: (State.REPLIED, "close", 11),
}


class Broken(Exception):
    """The last write of a verb failed."""


class Living:
    """Cases at 京东社区, and for each verb somebody who may and words that do."""

    def __init__(self, request, filed, at):
        """Keep how to file, the moments of March 2026 and the cast."""
        self.request, self.filed, self.at = request, filed, at
        self.area = request.getfixturevalue("area")

    def person(self, name):
        """Return somebody of the cast, or the resident."""
        return Actor.resident() if name == "resident" else self.request.getfixturevalue(name)

    def post(self, name):
        """Return the only post of somebody of the cast."""
        (post,) = self.person(name).current_posts
        return post

    def case(self, state=State.REGISTERED, **papers):
        """Return a case that was lived up to `state`."""
        if state == State.REGISTERED:
            return self.filed(**papers).dispute
        before, slug, day = WAY[state]
        case = self.case(before, **papers)
        if slug == "close":
            self.visit(case)
        self.take(slug, case, now=self.at(day=day))
        return Dispute.objects.get(pk=case.pk)

    def take(self, slug, case, by=None, **more):
        """Take the transition `slug` with words that do; return what the verb returned."""
        who, given = self.words_for(slug, case) if not more.get("into") else (CLERK, {})
        more.setdefault("now", self.at(day=12))
        return getattr(actions, slug)(case, by=by or self.person(who), **{**given, **more})

    def words_for(self, slug, case):
        """Return who usually takes `slug`, and the rest of its arguments."""
        who, given = WORDS[slug]
        made = {
            "refer": lambda: {"to_post": self.post(OTHER_CLERK)},
            "start_mediation": lambda: {"mediator": self.person(MEDIATOR)},
            "agree": lambda: {"clauses": self.clauses(case)},
            "merge": lambda: {"into": self.case()},
        }
        return who, {**given, **made.get(slug, dict)()}

    def clauses(self, case):
        """Return one clause for the company, due on 20 April."""
        mediation = case.mediations.last()
        company = mediation.parties.last() if mediation else None
        return [{"performer": company, "text": "修好电梯。", "due_on": date(2026, 4, 20)}]

    def refused_to_all_but(self, may, case, work):
        """Fail unless everybody of the cast but `may` is forbidden `work(by)`."""
        with unchanged():
            for name in CAST:
                if name not in may:
                    refused(Forbidden, partial(work, self.person(name)), about=name)
        case.refresh_from_db()

    def refused_elsewhere(self, slug, by=None):
        """Fail unless the transition `slug` is refused in every state that it does not leave."""
        for state in State:
            if not WORKFLOW[slug].leaves(state):
                case = self.case(state)
                words = self.words_for(slug, case)[1]
                with unchanged():
                    again = partial(self.take, slug, case, by and self.person(by), **words)
                    refused(TransitionNotAllowed, again, about=state)

    def visit(self, case, *, by=WORKER, now=None, **said):
        """Visit every resident of the case, who is happy unless `said` otherwise."""
        for complaint in case.complaints.all():
            actions.visit(
                complaint, by=self.person(by), now=now or self.at(day=10), **{**HAPPY, **said}
            )


def refused(error, work, *, about):
    """Fail, naming `about`, unless `work()` raises `error`."""
    try:
        work()
    except error:
        return
    pytest.fail(f"{about} was not refused")


def kinds_of(case, **where):
    """Return the open clocks of `case` as {kind: last day}."""
    return {d.kind: d.due_on for d in clock.open_for(case).filter(**where)}


def ended(case, how):
    """Return the kinds of clocks of `case` that are "met" or "cancelled"."""
    rows = Deadline.objects.for_subject(case).exclude(**{f"{how}_at": None})
    return set(rows.values_list("kind", flat=True))


def told(occasion, case):
    """Return the posts that were told `occasion` about `case`."""
    rows = Notification.objects.filter(occasion=occasion, subject_id=case.pk)
    return {row.post for row in rows.select_related("post")}


def last_line(case):
    """Return the last line of the history of `case`."""
    return history.of(case).last()


def digests():
    """Return a digest of every table that a verb of the room writes."""
    core = ("event", "eventnote", "deadline", "deadlinesuspension", "deadlineextension")
    models = [apps.get_model("core", name) for name in (*core, "notification")]
    models += apps.get_app_config("disputes").get_models()
    with connection.cursor() as cursor:
        return {model._meta.label: _digest(cursor, model._meta.db_table) for model in models}


def _digest(cursor, table):
    cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM {table} t")
    return cursor.fetchone()[0]


@contextmanager
def unchanged():
    """Fail when the block changes any row of the room, its clocks, history or notices."""
    before = digests()
    yield
    assert digests() == before


@contextmanager
def breaking(monkeypatch, where):
    """Let the last write, `where`, fail: the block raises Broken and leaves nothing behind."""

    def fail(*args, **kwargs):
        raise Broken

    monkeypatch.setattr(where, fail)
    with unchanged(), pytest.raises(Broken):
        yield
