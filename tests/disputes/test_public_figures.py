"""What the public page of a compound tells of its cases: sums, and no small ones."""

from datetime import timedelta

import pytest
from django.utils import timezone

from disputes import panels
from disputes.choices import State
from tests.factories.communities import CommunityFactory
from tests.factories.core_clock import DeadlineFactory
from tests.factories.disputes import DisputeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def compound(area):
    return CommunityFactory(at="hualong-zhongyuanlu-jingdong")


@pytest.mark.parametrize(
    ("number", "told"), [(0, False), (1, False), (4, False), (5, True), (12, True)]
)
def test_fewer_than_five_are_not_told_apart(number, told):
    assert (panels.told_publicly(number) == number) == told
    assert told or panels.told_publicly(number) == panels.told_publicly(0)


def test_the_page_counts_the_cases_of_the_last_year_of_this_compound(client, compound):
    today = timezone.localdate()

    def case(**more):
        given = {"community": compound, "received_on": today - timedelta(days=30)}
        return DisputeFactory(**{**given, **more})

    closed = {"state": State.CLOSED, "accepted_at": timezone.now(), "closed_at": timezone.now()}
    kept = [case(**closed) for _number in range(5)]
    late = case(**closed)
    for _number in range(2):
        case()
    case(received_on=today - timedelta(days=400))
    case(community=CommunityFactory(at="hualong-zhongyuanlu-jingdong"))
    for one, met in ((kept[0], 9), (late, 11)):
        due = today - timedelta(days=20)
        DeadlineFactory(
            subject=one,
            due_on=due,
            started_on=due - timedelta(days=10),
            met_on=due - timedelta(days=10 - met),
            met_at=timezone.now() - timedelta(days=30 - met),
        )
    figures = panels.community_figures(None, compound)[1]["figures"]
    assert figures == {"filed": 8, "closed": 6, "on_time": 5}
    assert "8" in client.get(compound.public_url).text


def test_a_quiet_compound_shows_no_small_number(compound):
    DisputeFactory(community=compound, received_on=timezone.localdate())
    figures = panels.community_figures(None, compound)[1]["figures"]
    assert set(figures.values()) == {panels.told_publicly(0)}
