"""Filing a contract and a take-over: late or in time is judged by the day of the filing."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities import contracts
from puyang_property.core import clock
from puyang_property.core.models import Deadline
from tests.factories.communities import CommunityFactory, PropertyCompanyFactory

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 6, 1, 10, tzinfo=timezone.get_default_timezone())
SIGNED, LAST = date(2026, 3, 2), date(2026, 3, 17)


@pytest.fixture
def contract(area, clerk_zhongyuan):
    return contracts.conclude(
        by=clerk_zhongyuan,
        community=CommunityFactory(at="hualong-zhongyuanlu-jingdong"),
        company=PropertyCompanyFactory(),
        signed_on=SIGNED,
        taken_over_on=SIGNED,
        now=LATER,
    )


def rounds(contract, kind="contract_filing"):
    return list(Deadline.objects.for_subject(contract).filter(kind=kind).order_by("round"))


@pytest.mark.parametrize(
    ("field", "kind", "last"),
    [
        ("filed_on", "contract_filing", LAST),
        ("takeover_filed_on", "contract_takeover_filing", date(2026, 4, 1)),
    ],
)
def test_a_filing_recorded_months_later_is_in_time_on_its_last_day_and_late_the_day_after(
    contract, clerk_zhongyuan, field, kind, last
):
    contracts.change_contract(contract, by=clerk_zhongyuan, now=LATER, **{field: last})
    (met,) = rounds(contract, kind)
    assert (met.due_on, met.met_on, met.was_late) == (last, last, False)
    assert not Deadline.objects.met_late().exists()
    assert met not in Deadline.objects.missed(LATER)
    after = last + timedelta(days=1)
    contracts.change_contract(contract, by=clerk_zhongyuan, now=LATER, **{field: after})
    (met,) = rounds(contract, kind)
    assert (met.met_on, met.was_late) == (after, True)
    assert list(Deadline.objects.met_late()) == [met]
    assert met in Deadline.objects.missed(LATER)


def test_a_contract_entered_with_its_filing_is_judged_by_the_same_day(area, clerk_zhongyuan):
    contract = contracts.conclude(
        by=clerk_zhongyuan,
        community=CommunityFactory(at="hualong-zhongyuanlu-jingdong"),
        company=PropertyCompanyFactory(),
        signed_on=SIGNED,
        filed_on=LAST,
        now=LATER,
    )
    (met,) = rounds(contract)
    assert (met.met_on, met.was_late) == (LAST, False)


def test_another_day_of_signing_counts_anew_and_no_filing_leaves_the_clock_open(
    contract, clerk_zhongyuan
):
    change = {"by": clerk_zhongyuan, "now": LATER}
    contracts.change_contract(contract, filed_on=LAST, **change)
    contracts.change_contract(contract, signed_on=date(2026, 3, 1), **change)
    assert [(each.due_on, each.was_late) for each in rounds(contract)] == [
        (LAST, False),
        (date(2026, 3, 16), True),
    ]
    contracts.change_contract(contract, filed_on=None, **change)
    assert "contract_filing" in {each.kind for each in clock.open_for(contract)}


def test_nothing_is_filed_on_a_day_to_come(contract, clerk_zhongyuan):
    for field in ("filed_on", "takeover_filed_on"):
        tomorrow = {field: timezone.localdate(LATER) + timedelta(days=1)}
        with pytest.raises(ValidationError) as refused:
            contracts.change_contract(contract, by=clerk_zhongyuan, now=LATER, **tomorrow)
        assert set(refused.value.message_dict) == {field}


def test_the_page_tells_of_each_filing_whether_it_came_in_time(
    contract, clerk_zhongyuan, client_of
):
    contracts.change_contract(contract, by=clerk_zhongyuan, filed_on=LAST, now=LATER)
    page = client_of(clerk_zhongyuan).get(contract.get_absolute_url())
    ((deadline, _tone),) = page.context["filings"]
    assert deadline.met_on == LAST
