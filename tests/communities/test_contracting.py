"""One compound, one provider; what the law counts in days runs on the clock."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from communities import contracts
from communities.choices import ManagementMode
from communities.models import PropertyCompany, ServiceContract
from puyang_property.core import clock, history
from puyang_property.core.refusals import Refused
from tests.factories.communities import (
    CommunityFactory,
    CompanyAliasFactory,
    PropertyCompanyFactory,
    ServiceContractFactory,
)

JINGDONG = "hualong-zhongyuanlu-jingdong"
NOW = datetime(2026, 3, 2, 10, tzinfo=timezone.get_default_timezone())
pytestmark = pytest.mark.django_db


@pytest.fixture
def community(area, calendar):
    return CommunityFactory(at=JINGDONG)


@pytest.fixture
def company(area):
    return PropertyCompanyFactory(at=JINGDONG, name="濮阳市隆达物业有限公司")


def due(contract):
    return {deadline.kind: deadline.due_on for deadline in clock.open_for(contract)}


def test_a_signed_contract_is_to_be_filed_within_fifteen_days(clerk_zhongyuan, community, company):
    contract = contracts.conclude(
        by=clerk_zhongyuan,
        community=community,
        company=company,
        signed_on=date(2026, 3, 2),
        taken_over_on=date(2026, 3, 4),
        now=NOW,
    )
    community.refresh_from_db()
    assert community.management_mode == ManagementMode.COMPANY
    assert due(contract) == {
        "contract_filing": date(2026, 3, 17),
        "contract_takeover_filing": date(2026, 4, 3),
    }
    later = NOW + timedelta(days=7)
    contracts.change_contract(contract, by=clerk_zhongyuan, filed_on=date(2026, 3, 9), now=later)
    assert "contract_filing" not in due(contract)


def test_notices_count_back_from_the_last_day(clerk_zhongyuan, community, company):
    contract = contracts.conclude(
        by=clerk_zhongyuan,
        community=community,
        company=company,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 30),
        now=NOW,
    )
    assert due(contract) == {
        "contract_assembly": date(2026, 9, 30),
        "contract_nonrenewal_henan": date(2026, 9, 30),
        "contract_nonrenewal": date(2026, 9, 30),  # 1 October is a holiday: the last day before
        "contract_dismissal": date(2026, 10, 30),
    }
    contracts.change_contract(contract, by=clerk_zhongyuan, terminated_on=date(2026, 6, 1), now=NOW)
    assert due(contract) == {"contract_last_day": date(2026, 6, 1)}


def test_a_contract_that_ended_long_ago_owes_no_notice(clerk_zhongyuan, community, company):
    contract = contracts.conclude(
        by=clerk_zhongyuan,
        community=community,
        company=company,
        starts_on=date(2015, 1, 1),
        ends_on=date(2017, 12, 31),
        now=NOW,
    )
    assert due(contract) == {}


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [
        (("2024-01-01", "2025-12-31"), ("2026-01-01", "2026-12-31"), True),
        (("2024-01-01", "2025-12-31"), ("2025-12-31", "2026-12-31"), False),
        (("2024-01-01", None), ("2026-01-01", None), False),
        ((None, None), ("2026-01-01", "2026-12-31"), False),
        ((None, "2025-12-31"), ("2026-01-01", None), True),
    ],
)
def test_two_companies_never_serve_one_compound_at_once(community, area, first, second, fits):
    days = [
        {"starts_on": s and date.fromisoformat(s), "ends_on": e and date.fromisoformat(e)}
        for s, e in (first, second)
    ]
    ServiceContractFactory(community=community, **days[0])
    later = ServiceContract(
        community=community, company=PropertyCompanyFactory(at=JINGDONG), **days[1]
    )
    if fits:
        later.full_clean()
        later.save()
        return
    with pytest.raises(ValidationError):
        later.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        later.save()


def test_another_compound_may_have_the_same_company_at_the_same_time(community, area):
    contract = ServiceContractFactory(community=community)
    other = ServiceContract(community=CommunityFactory(at=JINGDONG), company=contract.company)
    other.full_clean()
    other.save()


@pytest.mark.parametrize(
    "change",
    [
        {"starts_on": date(2026, 1, 2), "ends_on": date(2026, 1, 1)},
        {"starts_on": date(2026, 1, 2), "terminated_on": date(2026, 1, 1)},
        {"signed_on": date(2026, 1, 2), "filed_on": date(2026, 1, 1)},
        {"taken_over_on": date(2026, 1, 2), "takeover_filed_on": date(2026, 1, 1)},
        {"kind": "handshake"},
    ],
    ids=str,
)
def test_the_database_refuses_days_in_the_wrong_order(community, area, change):
    contract = ServiceContractFactory(community=community)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceContract.objects.filter(pk=contract.pk).update(**change)


def test_a_clerk_of_another_street_concludes_nothing_here(clerk_shengli, community, company):
    with pytest.raises(PermissionDenied):
        contracts.conclude(by=clerk_shengli, community=community, company=company)


def test_a_contract_taken_back_frees_the_compound(clerk_zhongyuan, community, company):
    contract = contracts.conclude(
        by=clerk_zhongyuan, community=community, company=company, signed_on=NOW.date(), now=NOW
    )
    contracts.withdraw_contract(contract, by=clerk_zhongyuan, now=NOW)
    assert due(contract) == {}
    ServiceContractFactory(community=community)
    with pytest.raises(Refused):
        contracts.change_contract(contract, by=clerk_zhongyuan, kind="ordinary")


def test_a_company_is_found_by_full_short_and_further_name(company):
    CompanyAliasFactory(company=company, name="龙腾管家物业")
    for name in ("濮阳市隆达物业有限公司", "隆达物业", "濮阳市隆达物业", "龙腾管家物业"):
        assert contracts.find_company(name) == company
    PropertyCompanyFactory(at="hualong", name="隆达物业服务有限公司")
    assert contracts.find_company("隆达物业") is None


def test_a_wrong_credit_code_is_refused_with_words(clerk_zhongyuan, area):
    given = {"by": clerk_zhongyuan, "area": area("hualong-zhongyuanlu"), "name": "某物业"}
    with pytest.raises(ValidationError) as refused:
        contracts.create_company(credit_code="91350100M000100Y44", **given)
    assert "credit_code" in refused.value.error_dict
    company = contracts.create_company(credit_code=" 91350100m000100y43", **given)
    assert company.credit_code == "91350100M000100Y43"
    assert history.of(company).get().name == "created"


def test_the_database_holds_each_credit_code_and_name_once(company, area):
    PropertyCompany.objects.filter(pk=company.pk).update(credit_code="91350100M000100Y43")
    other = PropertyCompanyFactory(at="hualong")
    for change in ({"credit_code": "91350100M000100Y43"}, {"name": company.name}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PropertyCompany.objects.filter(pk=other.pk).update(**change)


def test_only_the_office_that_keeps_a_company_changes_it(clerk_zhongyuan, clerk_shengli, company):
    contracts.update_company(company, by=clerk_zhongyuan, phone="0393-1", aliases=["隆达管家"])
    assert contracts.find_company("隆达管家") == company
    with pytest.raises(PermissionDenied):
        contracts.update_company(company, by=clerk_shengli, phone="0393-2")


def test_a_company_with_contracts_is_not_taken_back(clerk_zhongyuan, community, company):
    ServiceContractFactory(community=community, company=company)
    with pytest.raises(Refused):
        contracts.withdraw_company(company, by=clerk_zhongyuan)
