"""The companies and contracts of the demo in full: names, a branch, terms, notices, successors."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Area
from communities import credit_code
from communities.choices import Charging, ContractKind, NoticeKind, NoticeParty, Selection
from communities.companies import actions as companies
from communities.contracts import actions, notices
from communities.models import PropertyCompany, ServiceContract
from puyang_property.core import demo
from puyang_property.core.actors import CLOCK

FEES = (Decimal("0.60"), Decimal("0.85"), Decimal("1.20"), Decimal("1.60"))
HOW = {ContractKind.PRELIMINARY: Selection.TENDER, ContractKind.ORDINARY: Selection.ASSEMBLY}
RAN_OUT_DAYS_AGO = 25


def fill(demo_):
    """Name the companies, give the contracts their terms, and end some of them."""
    _companies()
    rows = list(ServiceContract.objects.order_by("pk"))
    for number, row in enumerate(rows):
        fee = FEES[number % len(FEES)]
        actions.change_contract(
            row,
            by=CLOCK,
            number=f"物服合同〔{row.signed_on.year}〕{number + 1}号",
            selection=HOW[row.kind],
            charging=list(Charging)[number % 2],
            fee_dwelling=fee,
            fee_shop=fee * 2,
            service_level="按合同约定的服务标准",
            now=demo_.ago(0),
        )
    ordinary = [row for row in rows if row.kind == ContractKind.ORDINARY]
    preliminary = [row for row in rows if row.kind == ContractKind.PRELIMINARY]
    _let_run_out(demo_, ordinary[:2])
    _decline_to_renew(demo_, ordinary[2])
    _replace(demo_, preliminary[0], rows[1].company)


def _companies():
    rows = list(PropertyCompany.objects.order_by("pk"))
    for row in rows:
        short = row.name.removeprefix("濮阳市").removesuffix("服务有限公司")
        companies.update_company(
            row,
            by=CLOCK,
            aliases=[short],
            contact_post="综合办公室",
            contact_phone=row.phone,
            now=demo.at(date(2016, 3, 2)),
        )
    first17 = "91410922MA4DEMBR0"
    companies.create_company(
        by=CLOCK,
        area=Area.objects.get(key="qingfeng"),
        name=f"{rows[0].name}清丰分公司",
        parent=rows[0],
        former_names=[f"{rows[0].name}清丰服务处"],
        credit_code=first17 + credit_code.check_character(first17),
        now=demo.at(date(2016, 3, 2)),
    )


def _let_run_out(demo_, rows):
    """Let terms run out without a decision; the last of them is confirmed as continuing."""
    for row in rows:
        last = demo_.today - timedelta(days=RAN_OUT_DAYS_AGO)
        actions.change_contract(row, by=CLOCK, ends_on=last, now=demo_.ago(0))
    notices.confirm_continuing(rows[-1], by=CLOCK, now=demo_.ago(0))


def _decline_to_renew(demo_, row):
    """Let a company tell in writing that it will not renew; it told the street as well."""
    given = demo_.today - timedelta(days=14)
    notices.give_notice(
        row,
        by=CLOCK,
        kind=NoticeKind.NONRENEWAL,
        given_by=NoticeParty.COMPANY,
        given_on=given,
        ends_on=row.ends_on,
        street_told_on=given,
        now=demo_.ago(0),
    )


def _replace(demo_, preliminary, company):
    """Let the owners choose another company; the preliminary contract ends the day before."""
    signed = demo_.today - timedelta(days=6)
    actions.conclude(
        by=CLOCK,
        community=preliminary.community,
        company=company,
        ends_previous=True,
        kind=ContractKind.ORDINARY,
        selection=Selection.ASSEMBLY,
        charging=Charging.LUMP_SUM,
        fee_dwelling=Decimal("1.35"),
        signed_on=signed,
        starts_on=demo_.today + timedelta(days=20),
        ends_on=demo_.today + timedelta(days=20 + 3 * 365),
        now=demo_.ago(0),
    )


def register():
    """Enter this part, after the compounds."""
    demo.register(21, fill)
