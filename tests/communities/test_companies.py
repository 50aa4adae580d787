"""Property companies: names that are kept, branches of one level, entries that are one."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from communities import contracts
from communities.choices import CompanyAliasKind
from communities.companies import duplicates
from communities.models import CompanyAlias, PropertyCompany
from puyang_property.core import history
from puyang_property.core.refusals import Refused
from tests.factories.communities import (
    CommunityFactory,
    CompanyAliasFactory,
    PropertyCompanyFactory,
    ServiceContractFactory,
)
from tests.factories.transfers import UtilityTransferFactory

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"
CODE, OTHER_CODE = "91350100M000100Y43", "91330100799655058B"


@pytest.fixture
def company(area):
    return PropertyCompanyFactory(at=JINGDONG, name="濮阳市隆达物业有限公司")


def names(company, **narrowed):
    return set(company.aliases.current().filter(**narrowed).values_list("name", flat=True))


# ------------------------------------------------------------------ names


def test_a_company_that_changes_its_name_keeps_the_old_one(clerk_zhongyuan, company):
    contracts.update_company(company, by=clerk_zhongyuan, name="濮阳市龙腾物业有限公司")
    assert names(company, kind=CompanyAliasKind.FORMER) == {"濮阳市隆达物业有限公司"}
    assert contracts.find_company("隆达物业") == company
    assert PropertyCompany.objects.search("longteng").get() == company
    assert PropertyCompany.objects.search("longda").get() == company


def test_a_name_that_is_dropped_stays_in_the_past(clerk_zhongyuan, company):
    contracts.update_company(company, by=clerk_zhongyuan, aliases=["隆达管家", "隆达服务"])
    contracts.update_company(company, by=clerk_zhongyuan, aliases=["隆达服务"])
    assert names(company) == {"隆达服务"}
    assert CompanyAlias.objects.get(name="隆达管家").dropped_at
    assert contracts.find_company("隆达管家") is None


def test_a_former_name_stays_one_however_it_is_listed(clerk_zhongyuan, company):
    old = company.name
    CompanyAlias.objects.create(company=company, name="隆达管家", kind="short", name_key="隆达管家")
    change = {"by": clerk_zhongyuan, "name": "隆达管家", "aliases": [old, "隆达管家"]}
    contracts.update_company(company, former_names=[], **change)
    assert names(company) == names(company, kind=CompanyAliasKind.FORMER) == {old}
    contracts.update_company(company, by=clerk_zhongyuan, name="隆达服务")
    contracts.update_company(company, by=clerk_zhongyuan, aliases=["隆达管家"])
    assert names(company, kind=CompanyAliasKind.FORMER) == {old, "隆达管家"}


def test_short_and_former_names_are_two_lists(clerk_zhongyuan, company):
    contracts.update_company(company, by=clerk_zhongyuan, former_names=["濮阳市老城物业公司"])
    contracts.update_company(company, by=clerk_zhongyuan, aliases=["隆达管家"])
    assert names(company, kind=CompanyAliasKind.FORMER) == {"濮阳市老城物业公司"}
    assert names(company, kind=CompanyAliasKind.SHORT) == {"隆达管家"}


@pytest.mark.parametrize("words", ["隆达", "longda", "ldgj", "管家", CODE, "隆达 濮阳"])
def test_a_company_is_found_by_name_alias_pinyin_and_code(clerk_zhongyuan, company, words):
    contracts.update_company(company, by=clerk_zhongyuan, credit_code=CODE, aliases=["隆达管家"])
    PropertyCompanyFactory(at="hualong", name="濮阳市和信物业有限公司")
    assert list(PropertyCompany.objects.search(words)) == [company]


# ------------------------------------------------------------------ branches


def test_a_branch_has_a_parent_and_a_code_of_its_own(clerk_zhongyuan, company, area):
    branch = contracts.create_company(
        by=clerk_zhongyuan,
        area=area("hualong-zhongyuanlu"),
        name="濮阳市隆达物业有限公司清丰分公司",
        parent=company,
        credit_code=CODE,
    )
    assert list(company.branches.all()) == [branch]
    assert contracts.find_company("濮阳市隆达物业有限公司清丰分公司") == branch


def test_who_does_not_keep_the_parent_names_no_branch_of_it(
    clerk_zhongyuan, clerk_shengli, officer_city, company, area
):
    own = PropertyCompanyFactory(at="hualong-shenglilu")
    with pytest.raises(ValidationError) as refused:
        contracts.update_company(own, by=clerk_shengli, parent=company)
    assert "parent" in refused.value.error_dict
    own.refresh_from_db()
    contracts.update_company(own, by=officer_city, parent=company)
    contracts.update_company(own, by=clerk_shengli, phone="0393-4499000")
    contracts.update_company(own, by=clerk_shengli, parent=None)
    assert not company.branches.exists()


def test_branches_have_one_level_and_no_circle(clerk_zhongyuan, company, area):
    branch = PropertyCompanyFactory(at=JINGDONG, parent=company)
    other = PropertyCompanyFactory(at=JINGDONG)
    for row, parent in ((other, branch), (company, branch), (company, other), (company, company)):
        row.refresh_from_db()
        with pytest.raises(ValidationError) as refused:
            contracts.update_company(row, by=clerk_zhongyuan, parent=parent)
        assert "parent" in refused.value.error_dict


def test_the_database_refuses_a_branch_of_a_branch(company, area):
    branch = PropertyCompanyFactory(at=JINGDONG, parent=company)
    other = PropertyCompanyFactory(at=JINGDONG)
    rows = PropertyCompany.objects
    for row, parent in ((other, branch), (company, other), (company, company)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.filter(pk=row.pk).update(parent=parent)
    rows.filter(pk=other.pk).update(parent=company)


# ------------------------------------------------------------------ two entries of one company


@pytest.fixture
def double(area):
    return PropertyCompanyFactory(at="hualong", name="隆达物业", phone="0393-4400000")


def test_a_merger_moves_contracts_names_branches_and_transfers(
    officer_hualong, company, double, area
):
    contract = ServiceContractFactory(community=CommunityFactory(at=JINGDONG), company=double)
    branch = PropertyCompanyFactory(at=JINGDONG, parent=double)
    transfer = UtilityTransferFactory(community=CommunityFactory(at=JINGDONG), company=double)
    CompanyAliasFactory(company=double, name="隆达管家", kind=CompanyAliasKind.FORMER)
    PropertyCompany.objects.filter(pk=double.pk).update(credit_code=CODE)
    contracts.merge_company(double, into=company, by=officer_hualong, note="同一家公司")
    for row in (contract, branch, transfer, double, company):
        row.refresh_from_db()
    assert (contract.company, branch.parent, transfer.company) == (company, company, company)
    assert double.merged_into == company
    assert (company.credit_code, company.phone) == (CODE, "0393-4411000")
    assert names(company, kind=CompanyAliasKind.SPELLING) == {"隆达物业"}
    assert names(company, kind=CompanyAliasKind.FORMER) == {"隆达管家"}
    assert contracts.find_company("隆达物业") == company
    assert not PropertyCompany.objects.current().filter(pk=double.pk).exists()
    assert [event.name for event in history.of(double)] == ["merged"]
    assert [event.name for event in history.of(company)] == ["took_in"]
    assert [event.name for event in history.of(contract)] == ["company_merged"]
    with pytest.raises(Refused):
        contracts.update_company(double, by=officer_hualong, phone="0393-1")


def test_two_codes_are_two_companies(officer_hualong, company, double):
    PropertyCompany.objects.filter(pk=company.pk).update(credit_code=CODE)
    PropertyCompany.objects.filter(pk=double.pk).update(credit_code=OTHER_CODE)
    with pytest.raises(Refused):
        contracts.merge_company(double, into=company, by=officer_hualong)
    double.refresh_from_db()
    assert double.merged_into is None


def test_a_company_is_not_merged_with_itself_or_its_branch(officer_hualong, company, area):
    branch = PropertyCompanyFactory(at=JINGDONG, parent=company)
    for source, into in ((company, company), (branch, company), (company, branch)):
        with pytest.raises(Refused):
            contracts.merge_company(source, into=into, by=officer_hualong)


def test_an_entry_with_branches_does_not_go_into_a_branch(officer_hualong, company, double):
    into = PropertyCompanyFactory(at=JINGDONG, parent=PropertyCompanyFactory(at=JINGDONG))
    branch = PropertyCompanyFactory(at=JINGDONG, parent=double)
    with pytest.raises(Refused) as refused:
        contracts.merge_company(double, into=into, by=officer_hualong)
    assert refused.value.field == "into"
    branch.refresh_from_db()
    assert branch.parent == double


def test_nobody_becomes_a_branch_of_an_entry_that_was_merged(
    officer_hualong, clerk_zhongyuan, company, double, area
):
    other = PropertyCompanyFactory(at=JINGDONG)
    contracts.merge_company(double, into=company, by=officer_hualong)
    with pytest.raises(ValidationError) as refused:
        contracts.update_company(other, by=officer_hualong, parent=double)
    assert "parent" in refused.value.error_dict


def test_a_name_that_both_entries_bear_is_taken_over_once(officer_hualong, company, double):
    for row in (company, double):
        CompanyAliasFactory(company=row, name="隆达管家", kind=CompanyAliasKind.SHORT)
    contracts.merge_company(double, into=company, by=officer_hualong)
    assert company.aliases.current().filter(name="隆达管家").count() == 1


def test_who_keeps_only_one_of_the_entries_merges_nothing(
    clerk_zhongyuan, officer_puyangxian, company, double
):
    for by in (clerk_zhongyuan, officer_puyangxian):
        with pytest.raises(PermissionDenied):
            contracts.merge_company(double, into=company, by=by)


def test_a_company_with_branches_is_not_taken_back(clerk_zhongyuan, company):
    PropertyCompanyFactory(at=JINGDONG, parent=company)
    with pytest.raises(Refused):
        contracts.withdraw_company(company, by=clerk_zhongyuan)


@pytest.mark.parametrize(
    ("name", "is_like"),
    [
        ("隆达物业", True),
        ("濮阳隆达物业服务有限责任公司", True),
        ("河南隆达物业管理有限公司", True),
        ("濮阳市和信物业有限公司", False),
        ("濮阳市隆达物业有限公司清丰分公司", False),
    ],
)
def test_likely_doubles_are_offered(company, name, is_like):
    assert (company in duplicates.likely(name)) is is_like
    assert duplicates.likely(name, but=company) == []


def test_the_same_code_is_a_likely_double(company):
    PropertyCompany.objects.filter(pk=company.pk).update(credit_code=CODE)
    assert duplicates.likely("别的名字物业", CODE) == [company]


def test_consent_to_show_a_mobile_goes_with_the_number(area, clerk_zhongyuan, officer_hualong):
    day = date(2026, 1, 5)
    given = {"by": clerk_zhongyuan, "area": area("hualong-zhongyuanlu")}
    source = contracts.create_company(
        name="隆达物业", phone="13812345678", phone_consented_on=day, **given
    )
    into = contracts.create_company(name="龙腾物业", **given)
    contracts.merge_company(source, into=into, by=officer_hualong)
    into.refresh_from_db()
    assert into.public_phone == "13812345678"
    contracts.update_company(into, by=clerk_zhongyuan, phone="13912345678")
    assert (into.phone_consented_on, into.public_phone) == (None, "")
    contracts.update_company(
        into, by=clerk_zhongyuan, phone="13712345678", phone_consented_on=date(2026, 2, 1)
    )
    assert into.public_phone == "13712345678"
