"""A row is cleaned by few questions, and what is wrong with it is told as Django tells it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communities.choices import Kind
from communities.models import Publication
from communities.publication.choices import Group
from puyang_property.core.models import cleaning
from tests.factories.communities import CommunityFactory

pytestmark = pytest.mark.django_db
BROKEN = {
    "an unknown group": {"group": "gossip"},
    "a period the wrong way round": {"period_to": date(2025, 1, 1)},
    "no longer valid than published": {"valid_until": date(2020, 1, 1)},
    "taken back by nobody": {"withdrawn_at": timezone.now()},
    "several": {"period_to": date(2025, 1, 1), "valid_until": date(2020, 1, 1)},
}


@pytest.fixture
def row(area):
    return Publication(
        community=CommunityFactory(at="hualong-zhongyuanlu-jingdong", kind=Kind.OLD),
        group=Group.ACCOUNTS,
        period_from=date(2026, 1, 1),
        period_to=date(2026, 6, 30),
        published_on=date(2026, 7, 1),
        valid_until=date(2027, 7, 1),
        site="小区大门公示栏",
    )


def asked(question):
    """Return what `question()` asks the database, savepoints aside."""
    with CaptureQueriesContext(connection) as queries:
        question()
    return [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]


def told(row, validate, **more):
    """Return what `validate` says of the row."""
    try:
        validate(row, **more)
    except ValidationError as error:
        return error.message_dict
    return {}


def test_the_checks_of_a_row_that_keeps_them_are_one_question(row):
    checks = [c for c in row._meta.constraints if isinstance(c, models.CheckConstraint)]
    assert len(checks) > 2
    assert len(asked(row.validate_constraints)) == 1


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("exclude", [(), ("period_from", "group")], ids=["all", "some left out"])
def test_what_is_broken_is_told_as_django_tells_it(change, exclude, row):
    for name, value in change.items():
        setattr(row, name, value)
    said = told(row, Publication.validate_constraints, exclude=exclude)
    assert said == told(row, models.Model.validate_constraints, exclude=exclude)
    assert said or exclude
    assert row.get_constraints() == models.Model.get_constraints(row)


def test_a_check_on_what_is_unknown_does_not_excuse_the_others(row):
    row.period_from = None
    assert told(row, Publication.validate_constraints) == {}
    row.valid_until = date(2020, 1, 1)
    assert told(row, Publication.validate_constraints)


def test_where_the_database_cannot_say_each_check_is_asked_by_itself(row, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError

    row.valid_until = date(2020, 1, 1)
    monkeypatch.setattr(cleaning.Query, "get_compiler", fail)
    assert cleaning._kept(row, frozenset()) == frozenset()
    monkeypatch.undo()
    assert told(row, Publication.validate_constraints)


def test_a_row_that_was_read_is_not_looked_for_and_another_is(row):
    assert asked(row.clean_fields) == []
    row.community_id += 1
    assert "community" in told(row, Publication.clean_fields)
    row.community_id = None
    assert "community" in told(row, Publication.clean_fields)
