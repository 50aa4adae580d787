"""The figures: every number is counted twice more, by hand and by the list that it leads to."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from disputes import actions, deadlines, figure_table, figures
from disputes.choices import FINAL_STATES, State
from disputes.forms.desk_filter import CountedFilter, DeskFilter
from disputes.models import Complaint, Dispute
from disputes.models.dispute import NO_DATE
from disputes.views.desk_figures import rows_url
from puyang_property.core import clock
from puyang_property.core.models import Deadline
from puyang_property.core.spans import Span
from tests.factories.accounts import PostFactory, UserFactory
from tests.factories.core_clock import DeadlineFactory
from tests.factories.disputes import CategoryFactory, ComplaintFactory, DisputeFactory

TODAY = timezone.localdate()
PLACES = (
    "hualong-zhongyuanlu-jingdong",
    "hualong-zhongyuanlu-yubei",
    "hualong-zhongyuanlu",
    "hualong-shenglilu-jinlianhua",
    "hualong",
    "puyangxian-chengguan",
)
FATES = ("runs", "met", "cancelled", "suspended")
KINDS = (deadlines.DECIDE, deadlines.HANDLE, deadlines.CONFIRMATION, deadlines.RETURN_VISIT)


def day(offset):
    return TODAY + timedelta(days=offset)


def noon(offset):
    on = day(offset)
    return datetime(on.year, on.month, on.day, 12, tzinfo=timezone.get_default_timezone())


@dataclass
class Clock:
    kind: str
    due: int
    fate: str
    ended: int

    @property
    def is_missed(self):
        return day(self.due) < TODAY and (self.fate == "runs" or self.ended > self.due)

    def keep(self, dispute, round_):
        moment = {} if self.fate == "runs" else {f"{self.fate}_at": noon(self.ended)}
        met = {"met_on": day(self.ended)} if self.fate == "met" else {}
        DeadlineFactory(
            subject=dispute,
            kind=self.kind,
            round=round_,
            area_path=dispute.area_path,
            started_on=day(self.due - 5),
            due_on=day(self.due),
            **moment,
            **met,
        )


@dataclass
class Paper:
    received: int
    solved: str
    satisfied: str


@dataclass
class World:
    """One case, and what a clerk with pencil and paper would count it for."""

    place: str
    state: str
    received: int
    ended: int
    next_due: int | None
    sent_back: int | None
    clocks: list = field(default_factory=list)
    papers: list = field(default_factory=list)

    def build(self, area, post, user):
        ended = {"closed_at": noon(self.ended)} if self.state in FINAL_STATES else {}
        more = {"refusal_reason": "in_court"} if self.state == State.REFUSED else {}
        dispute = DisputeFactory(
            area=area(self.place),
            first_post=post,
            category=CategoryFactory(slug="one"),
            state=self.state,
            accepted_at=noon(self.received),
            received_on=day(self.received),
            next_due_on=NO_DATE if self.next_due is None else day(self.next_due),
            **ended,
            **more,
        )
        for number, one in enumerate(self.clocks, start=1):
            one.keep(dispute, number)
        for paper in self.papers:
            answered = {"answered_at": noon(0)} if paper.solved else {}
            ComplaintFactory(
                dispute=dispute,
                number=f"{dispute.number}/{Complaint.objects.count()}",
                received_on=day(paper.received),
                solved=paper.solved,
                satisfied=paper.satisfied,
                **answered,
            )
        if self.sent_back is not None:
            dispute.referrals.create(
                from_post=post,
                to_post=post,
                reason="属于该街道",
                referred_at=noon(self.sent_back - 1),
                referred_by=user,
                sent_back_at=noon(self.sent_back),
                sent_back_by=user,
                sent_back_reason="不在本街道",
            )

    def counts(self, span):
        """Return the figures of this case alone, counted without the database."""

        def inside(offset):
            return offset is not None and span.first <= day(offset) <= span.last

        closed = self.state == State.CLOSED and inside(self.ended)
        asked = self.papers if closed else []
        replies = [
            one
            for one in self.clocks
            if (one.kind, one.fate) == (deadlines.HANDLE, "met") and inside(one.ended)
        ]
        is_open = self.state not in FINAL_STATES
        owed = [one for one in self.clocks if one.kind != deadlines.CONFIRMATION]
        return {
            "received": inside(self.received) and self.state != State.MERGED,
            "complaints": sum(inside(paper.received) for paper in self.papers),
            "open_now": is_open,
            "overdue_now": is_open and self.next_due is not None and self.next_due < 0,
            "overdue_in_period": any(one.is_missed and inside(one.due) for one in owed),
            "answered": bool(replies),
            "answered_in_time": bool(replies) and all(one.ended <= one.due for one in replies),
            "closed": closed,
            "visited": sum(bool(paper.solved) for paper in asked),
            "solved": sum(paper.solved == "yes" for paper in asked),
            "satisfied": sum(paper.satisfied == "yes" for paper in asked),
            "not_visited": sum(not paper.solved for paper in asked),
            "returned": inside(self.sent_back),
            "refused": self.state == State.REFUSED and inside(self.ended),
        }


DAYS = st.integers(-40, 10)
PAST = st.integers(-40, 0)
ANSWERS = st.sampled_from([("", ""), ("yes", "yes"), ("partly", "neutral"), ("no", "no")])
CLOCKS = (
    st.lists(
        st.builds(Clock, st.sampled_from(KINDS), DAYS, st.sampled_from(FATES[1:]), PAST), max_size=3
    )
    .flatmap(
        # of one kind only one clock is open at a time
        lambda ended: (
            st.just(ended)
            | st.builds(
                lambda kind, due: [*ended, Clock(kind, due, "runs", 0)],
                st.sampled_from(KINDS),
                DAYS,
            )
        )
    )
    .filter(
        lambda all_: (
            len({c.kind for c in all_ if c.fate in {"runs", "suspended"}})
            == sum(c.fate in {"runs", "suspended"} for c in all_)
        )
    )
)
CASES = st.builds(
    World,
    place=st.sampled_from(PLACES),
    state=st.sampled_from(sorted(set(State) - {State.MERGED, State.SUSPENDED})),
    received=PAST,
    ended=PAST,
    next_due=st.none() | DAYS,
    sent_back=st.none() | PAST,
    clocks=CLOCKS,
    papers=st.lists(st.builds(lambda on, answers: Paper(on, *answers), PAST, ANSWERS), max_size=3),
)
SPANS = st.builds(lambda a, b: Span(min(day(a), day(b)), max(day(a), day(b))), DAYS, DAYS)


def listed(url, user):
    """Return how many rows stand in the list at `url` for `user`."""
    asked = QueryDict(url.partition("?")[2])
    kind, model = (CountedFilter, Complaint) if "/complaints/" in url else (DeskFilter, Dispute)
    request = type("Request", (), {"user": user})
    filterset = kind(asked, queryset=model.objects.visible_to(user), request=request)
    assert filterset.is_valid(), filterset.errors
    return filterset.qs.count()


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    where=st.sampled_from(["puyang", "hualong", "hualong-zhongyuanlu"]),
    worlds=st.lists(CASES, max_size=7),
    span=SPANS,
)
def test_every_number_is_what_a_hand_counts_and_what_its_list_holds(
    where, worlds, span, area, officer_city
):
    with transaction.atomic():
        post, user = PostFactory(area=area("hualong")), UserFactory()
        for world in worlds:
            world.build(area, post, user)
        lines, total = figure_table.table(area(where), span)
        inside = [w for w in worlds if area(w.place).path.startswith(area(where).path)]
        for figure in figures.FIGURES:
            by_hand = sum(int(world.counts(span)[figure.slug]) for world in inside)
            assert total.numbers[figure.slug] == by_hand, figure.slug
            assert sum(line.numbers[figure.slug] for line in lines) == by_hand, figure.slug
            counted = [line for line in lines if line.numbers[figure.slug]]
            for line in [*lines[:1], *counted, total]:
                rows = listed(rows_url(figure, line, span), officer_city)
                assert line.numbers[figure.slug] == rows, (figure.slug, line)
        transaction.set_rollback(True)


def test_a_joined_case_is_counted_once_and_its_complaint_still(living, area, at):
    case, other = living.case(State.IN_PROGRESS), living.case()
    actions.merge(other, by=living.person("clerk_zhongyuan"), into=case, now=at(day=4))
    march = Span(date(2026, 3, 1), date(2026, 3, 31))
    _lines, total = figure_table.table(area("hualong"), march)
    assert (total.numbers["received"], total.numbers["complaints"]) == (1, 2)


def test_a_clock_met_in_time_is_never_missed_and_one_met_late_stays_missed(living, at):
    case = living.case(State.IN_PROGRESS)
    due_on = clock.open_for(case).get().due_on
    living.take("reply", case, now=at(day=due_on.day, month=due_on.month, hour=23))
    assert (
        not Deadline.objects.for_subject(case)
        .missed(at(day=1, month=6))
        .filter(kind=deadlines.HANDLE)
    )
    late = living.case(State.IN_PROGRESS)
    after = due_on + timedelta(days=1)
    living.take("reply", late, now=at(day=after.day, month=after.month, hour=0))
    assert (
        Deadline.objects.for_subject(late).missed(at(day=1, month=6)).filter(kind=deadlines.HANDLE)
    )


def test_the_table_costs_the_same_however_many_areas_and_cases_there_are(area):
    ContentType.objects.get_for_model(Dispute)
    span = Span(day(-30), day(0))
    figure_table.table(area("puyang"), span)
    with CaptureQueriesContext(connection) as few:
        figure_table.table(area("puyang"), span)
    for place in PLACES:
        ComplaintFactory(dispute__area=area(place))
    with CaptureQueriesContext(connection) as many:
        figure_table.table(area("puyang"), span)
    assert len(few) == len(many) == 1 + len(figures.BASES)


def test_an_area_that_is_gone_stands_in_the_table_only_with_numbers(area):
    gone = area("hualong-shenglilu")
    gone.valid_to = TODAY
    gone.save()
    span = Span(day(-30), day(0))
    assert gone not in [line.area for line in figure_table.table(area("hualong"), span)[0]]
    DisputeFactory(area=area("hualong-shenglilu-jinlianhua"))
    assert gone in [line.area for line in figure_table.table(area("hualong"), span)[0]]


def test_shares_are_rounded_down_and_nothing_has_no_share():
    assert figures.percent(299, 300) == 99
    assert figures.percent(300, 300) == 100
    assert figures.percent(0, 0) is None


def test_every_share_is_a_part_of_its_whole():
    for part, whole in figures.SHARES.items():
        assert figures.BY_SLUG[part].base is figures.BY_SLUG[whole].base
