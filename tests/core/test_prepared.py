"""A prepared query answers what the query itself answers, whatever its values."""

import threading

import pytest
from django.db import connection, connections, transaction
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from accounts.models import Area, Post
from accounts.models.posts import PostHolding
from puyang_property.core.prepared import Asked, Prepared


@pytest.fixture
def streets(area):
    return [area("hualong-zhongyuanlu"), area("hualong")]


def test_it_gives_instances_tuples_and_related_rows(streets, clerk_zhongyuan):
    by_key = Prepared(lambda: Area.objects.filter(key=Asked("key")))
    names = Prepared(lambda: Area.objects.filter(pk__any_of=Asked("pks")).values_list("name"))
    named = Prepared(lambda: Area.objects.filter(pk=Asked("pk")).values_list("name", named=True))
    posts = Prepared(lambda: Post.objects.filter(pk=Asked("pk")).select_related("area"))
    for each in streets:
        found = by_key.first(key=each.key)
        assert (found, found.name, found.path) == (each, each.name, each.path)
        assert named.first(pk=each.pk).name == each.name
    assert sorted(names.rows(pks=[each.pk for each in streets])) == sorted(
        (each.name,) for each in streets
    )
    [post] = clerk_zhongyuan.current_posts
    with connection.execute_wrapper(refuse_a_second()):
        assert posts.first(pk=post.pk).area.path == post.area.path


def refuse_a_second():
    asked = []

    def once(execute, *question):
        asked.append(question)
        assert len(asked) == 1
        return execute(*question)

    return once


def test_it_leaves_out_what_was_left_out_and_reads_it_when_asked(streets):
    short = Prepared(lambda: Area.objects.filter(pk=Asked("pk")).only("key"))
    found = short.first(pk=streets[0].pk)
    assert "name" in found.get_deferred_fields()
    assert found.name == streets[0].name


def test_it_unites_counts_and_finds_nothing(streets, clerk_zhongyuan):
    first = Area.objects.filter(key=Asked("one")).order_by().values_list("key")
    second = Area.objects.filter(key=Asked("other")).order_by().values_list("key")
    both = Prepared(lambda: first.union(second).order_by("key"))
    keys = sorted(each.key for each in streets)
    assert both.rows(one=keys[1], other=keys[0]) == [(key,) for key in keys]
    assert both.rows(one="none", other="") == []
    held = Prepared(
        lambda: (
            PostHolding.objects.filter(user=Asked("user"))
            .order_by()
            .values_list("user")
            .annotate(Count("pk"))
        )
    )
    assert held.first(user=clerk_zhongyuan.pk) == (clerk_zhongyuan.pk, 1)
    assert held.first(user=0) is None


def test_a_value_may_limit_what_was_counted(clerk_zhongyuan):
    held = PostHolding.objects.order_by().values_list("user").annotate(times=Count("pk"))
    often = Prepared(lambda: held.filter(times__gte=Asked("least")))
    assert often.rows(least=1) == list(held)
    assert often.rows(least=99) == []
    assert repr(Asked("least")) == "Asked('least')"


def test_a_value_is_never_read_as_sql(streets):
    by_name = Prepared(lambda: Area.objects.filter(name=Asked("name")))
    assert by_name.rows(name="' OR 1=1 --") == []
    assert by_name.rows(name="%s") == []


def test_a_connection_keeps_its_plan_and_a_shared_one_keeps_none(streets):
    by_key = Prepared(lambda: Area.objects.filter(key=Asked("key"), name__contains="%"))
    percent = Area.objects.filter(pk=streets[0].pk)
    percent.update(name="50%")
    with CaptureQueriesContext(connection) as asked:
        assert [by_key.first(key=each.key) for each in streets] == [streets[0], None]
    assert [query["sql"].partition(" ")[0] for query in asked] == ["EXECUTE", "EXECUTE"]
    settings_of = connection.settings_dict
    before, settings_of["DISABLE_SERVER_SIDE_CURSORS"] = (
        settings_of["DISABLE_SERVER_SIDE_CURSORS"],
        True,
    )
    try:
        with CaptureQueriesContext(connection) as asked:
            assert by_key.first(key=streets[0].key) == streets[0]
    finally:
        settings_of["DISABLE_SERVER_SIDE_CURSORS"] = before
    assert asked[0]["sql"].startswith("SELECT")


@pytest.mark.django_db(transaction=True)
def test_a_plan_outlives_a_rollback_and_is_made_anew_on_another_connection():
    by_key = Prepared(lambda: Area.objects.filter(key=Asked("key")))
    with transaction.atomic():
        assert by_key.first(key="x") is None
        transaction.set_rollback(True)
    assert by_key.first(key="x") is None
    connection.close()
    assert by_key.first(key="x") is None


def test_a_missing_value_is_an_error(streets):
    by_key = Prepared(lambda: Area.objects.filter(key=Asked("key")))
    with pytest.raises(KeyError):
        by_key.rows(kee="x")


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_over_its_own_connection():
    area = Area.objects.create(
        key="x", name="x", pinyin="x", initials="x", level="city", kind="city", path="x/"
    )
    by_key = Prepared(lambda: Area.objects.filter(key=Asked("key")))
    assert by_key.first(key="x") == area
    found = []

    def ask():
        try:
            found.append(by_key.first(key="x"))
        finally:
            connections.close_all()

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [area]
