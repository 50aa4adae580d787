"""Two people, or one person twice, at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import actions, second_factor
from accounts.loading import load_areas, read_areas
from accounts.models import Area, Post, PostHolding, User
from puyang_property.core import history
from puyang_property.core.actors import CLOCK
from puyang_property.core.refusals import Refused
from tests.accounts.test_second_factor import code_for
from tests.factories.accounts import PostFactory, UserFactory
from tests.ground import AREAS

pytestmark = pytest.mark.django_db(transaction=True)


def together(*works):
    """Start all at the same moment; return what each gave, exceptions included."""
    barrier = Barrier(len(works))

    def run(work):
        try:
            barrier.wait(10)
            return work()
        except (Refused, ValidationError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def refusals(outcomes):
    return [outcome for outcome in outcomes if isinstance(outcome, Exception)]


@pytest.fixture
def clerk_post(area):
    return PostFactory(role="street_clerk", area=area("hualong-zhongyuanlu"))


def test_two_administrators_appoint_the_same_person(administrator, clerk_post):
    user = UserFactory()
    by = administrator, User.objects.get(pk=administrator.pk)
    outcomes = together(*(lambda who=who: actions.appoint(clerk_post, user, by=who) for who in by))
    assert len(refusals(outcomes)) == 1
    assert PostHolding.objects.filter(user=user).count() == 1
    assert history.of(clerk_post).count() == 1


def test_two_administrators_vacate_the_same_holding(administrator, clerk_zhongyuan):
    held = [PostHolding.objects.get(user=clerk_zhongyuan) for _again in range(2)]
    outcomes = together(*(lambda h=h: actions.vacate(h, by=administrator) for h in held))
    assert len(refusals(outcomes)) == 1
    assert history.of(held[0].post).count() == 1


def test_two_administrators_make_the_same_user_name(administrator, clerk_post):
    make = {"username": "zhaoli", "display_name": "赵丽", "post": clerk_post, "by": CLOCK}
    outcomes = together(*(lambda: actions.create_official(**make) for _again in range(2)))
    assert len(refusals(outcomes)) == 1
    assert User.objects.filter(username="zhaoli").count() == 1


def test_two_administrators_open_the_same_post(area):
    place = area("hualong-yuecun")
    opened = together(
        *(
            lambda: actions.open_post(role="street_clerk", area=place, by=CLOCK)
            for _again in range(2)
        )
    )
    assert refusals(opened) == []
    assert opened[0] == opened[1] == Post.objects.get(area=place)


def test_one_code_sent_twice_at_once_serves_once(officer_hualong):
    device = TOTPDevice.objects.get()
    code = code_for(device)
    outcomes = together(*(lambda: second_factor.verify(device, code) for _again in range(2)))
    assert sorted(outcomes) == [False, True]


def test_two_pages_enrol_one_authenticator(officer_hualong):
    TOTPDevice.objects.all().delete()
    devices = together(
        *(lambda: second_factor.pending_device(officer_hualong) for _again in range(2))
    )
    assert devices[0] == devices[1] == TOTPDevice.objects.get()


def test_two_loads_make_one_tree():
    rows = read_areas(keys=AREAS)
    loaded = together(*(lambda: load_areas(rows) for _again in range(2)))
    assert sorted(result.created for result in loaded) == [0, len(rows)]
    assert Area.objects.count() == len(rows)
