"""What follows history is never behind, and hears once of much that is written together."""

from collections import defaultdict

import pytest
from django.db import transaction

from puyang_property.core import followers, history
from puyang_property.core.actors import CLOCK


@pytest.fixture
def street(area):
    return area("hualong-zhongyuanlu")


def test_a_copy_follows_each_event_of_its_model_in_the_same_transaction(street, monkeypatch):
    monkeypatch.setattr(followers, "_followers", defaultdict(dict))
    seen = []

    def follow(events):
        seen.extend((event.subject, event.name) for event in events)
        if events[-1].name == "changed":
            raise ZeroDivisionError

    followers.on_record(type(street), follow)
    followers.on_record(type(street), follow)  # registered twice is once
    history.record(street, "created", by=CLOCK)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        history.record(street, "changed", by=CLOCK)
    assert seen == [(street, "created"), (street, "changed")]
    assert [event.name for event in history.of(street)] == ["created"]


def test_what_is_gathered_is_told_once_at_the_end_and_not_at_all_after_a_failure(
    street, monkeypatch
):
    monkeypatch.setattr(followers, "_followers", defaultdict(dict))
    told = []
    followers.on_record(type(street), lambda events: told.append([each.name for each in events]))
    with followers.gathering():
        history.record(street, "created", by=CLOCK)
        with followers.gathering():
            history.record(street, "changed", by=CLOCK)
        assert told == []
    assert told == [["created", "changed"]]

    def fail():
        with followers.gathering():
            history.record(street, "renamed", by=CLOCK)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    history.record(street, "closed", by=CLOCK)
    assert told[1:] == [["closed"]]
    assert [event.name for event in history.of(street)] == ["created", "changed", "closed"]
