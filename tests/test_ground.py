"""The ground of the tests: what one test asks for and does is never met by another."""

import pytest
from django.db import connection

from accounts.models import Area, User
from disputes.models import Category
from puyang_property.core.models import CalendarDay, RuleSetting
from tests.conftest import LONG_FIRST
from tests.ground import AREAS, GROUND
from tests.source import ROOT

KINDS = (Area, User, CalendarDay, Category, RuleSetting)


def there():
    """Return of which kinds there are rows."""
    return {kind for kind in KINDS if kind.objects.exists()}


@pytest.mark.parametrize("time", ["first", "again"])
def test_what_a_test_does_to_its_ground_is_undone(time, area, calendar, clerk_zhongyuan):
    assert "clerk_zhongyuan" in GROUND
    assert (User.objects.get().display_name, there()) == ("王芳", {Area, User, CalendarDay})
    assert area(AREAS[0]).name != "别处"
    User.objects.update(display_name="别人")
    Area.objects.update(name="别处")
    CalendarDay.objects.all().delete()


def test_what_a_test_does_not_ask_for_is_not_there(area):
    assert there() == {Area}


def test_a_person_is_the_same_whether_laid_or_made_at_run_time(request, clerk_zhongyuan, calendar):
    made = request.getfixturevalue("clerk_shengli")
    assert "clerk_shengli" not in GROUND
    for user in (made, clerk_zhongyuan):
        assert user.check_password("Long-enough-2017")
        assert [post.role for post in user.current_posts] == ["street_clerk"]


def test_a_test_without_ground_finds_nothing(db):
    assert there() == set()


def test_a_transactional_test_writes_for_itself(transactional_db, categories):
    assert GROUND.laid == []
    assert (there(), not connection.in_atomic_block) == ({Category}, True)


@pytest.mark.parametrize("time", ["first", "again"])
def test_a_test_that_ends_its_connection_harms_nobody(time, stranger):
    assert User.objects.get() == stranger
    if time == "first":
        connection.close()


def test_every_file_that_is_begun_first_exists():
    files = [str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py")]
    assert [name for name in LONG_FIRST if not any(name in file for file in files)] == []
