"""The rules that every test runs under do hold."""

import socket

import pytest
from django.conf import settings
from django.template import Context, Template, engines
from django.template.base import Origin

from tests.services import with_index
from tests.strictness import ROOT, OutsideNetwork, UndefinedVariable


def render(source, origin, **context):
    engine = engines["django"].engine
    return Template(source, origin=Origin(str(origin)), engine=engine).render(Context(context))


OURS, FOREIGN = ROOT / "templates" / "x.html", "/usr/lib/python3/django/admin/x.html"


@pytest.mark.parametrize(
    "source",
    ["{{ nobody }}", "{{ thing.nobody }}", "{{ nobody|upper }}", "{% firstof nobody 'x' %}{{ a }}"],
)
def test_a_template_of_ours_that_shows_an_undefined_variable_fails(source):
    with pytest.raises(UndefinedVariable):
        render(source, OURS, thing={})


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{% if nobody %}a{% else %}b{% endif %}", "b"),
        ("{{ nobody|default:'x' }}", "x"),
        ("{% for each in nobody %}a{% empty %}b{% endfor %}", "b"),
    ],
)
def test_asking_whether_a_variable_exists_is_allowed(source, shown):
    assert render(source, OURS) == shown


def test_foreign_templates_keep_their_habits():
    assert render("a{{ nobody }}{{ nobody|upper }}b", FOREIGN) == "ab"


def test_no_test_reaches_another_machine():
    with socket.socket() as connection, pytest.raises(OutsideNetwork):
        connection.connect(("192.0.2.1", 80))


def test_this_machine_stays_within_reach():
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())


def test_each_test_process_has_its_own_corner(tmp_path_factory):
    assert settings.PORTAL_HOME.parent.name == "tests"
    assert str(settings.PORTAL_HOME) in str(settings.STORAGES["default"]["OPTIONS"]["location"])
    assert settings.CACHES["default"]["LOCATION"] == settings.REDIS_URL


def test_redis_is_empty_at_the_start_of_a_test(redis_client):
    assert redis_client.dbsize() == 0


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("unix:///run/kv?db=0", "unix:///run/kv?db=3"),
        ("unix:///run/kv", "unix:///run/kv?db=3"),
        ("redis://127.0.0.1:6379/2", "redis://127.0.0.1:6379/5"),
        ("redis://127.0.0.1:6379", "redis://127.0.0.1:6379/3"),
        ("redis://127.0.0.1:6379/", "redis://127.0.0.1:6379/3"),
    ],
)
def test_an_index_further_along_is_found_in_any_redis_address(url, expected):
    assert with_index(url, 3) == expected
