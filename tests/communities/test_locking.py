"""One order of locks: the compound before what hangs on it, so that two people never block."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Event
from time import monotonic, sleep

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communities import contracts
from communities.actions import merge
from communities.choices import Kind
from communities.companies.actions import merge_company
from communities.handovers import actions as handovers
from communities.handovers.choices import Receiver
from communities.models import ServiceContract
from communities.premises import facilities
from communities.premises.choices import Condition
from communities.transfers import actions, legacy, money
from communities.transfers.choices import IssueKind, Purpose, Source
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock
from tests.factories.communities import (
    CommunityFactory,
    PropertyCompanyFactory,
    ServiceContractFactory,
)
from tests.factories.premises import CommonFacilityFactory
from tests.factories.transfers import UtilityTransferFactory

JINGDONG = "hualong-zhongyuanlu-jingdong"
DAY = date(2017, 3, 1)


def locked(work):
    """Return the tables whose rows `work` locks, in order."""
    with CaptureQueriesContext(
        connection,
    ) as found:
        work()
    asked = [query["sql"] for query in found if " FOR NO KEY UPDATE" in query["sql"]
             or " FOR UPDATE" in query["sql"]]  # fmt: skip
    return [sql.split(' FROM "communities_', 1)[1].split('"', 1)[0] for sql in asked
            if ' FROM "communities_' in sql]  # fmt: skip


@pytest.fixture
def compound(area):
    return CommunityFactory(at=JINGDONG, kind=Kind.SOE)


def verbs(compound, by):
    contract = ServiceContractFactory(community=compound)
    transfer = UtilityTransferFactory(community=compound)
    facility = CommonFacilityFactory(community=compound)
    cost = {"purpose": Purpose.REPAIR, "borne_by": Source.LOCAL, "amount": 5, "incurred_on": DAY}
    issue = {"kind": IssueKind.PAPERS, "text": "缺图纸", "responsible": by.current_posts[0]}
    yield partial(contracts.change_contract, contract, by=by, number="7")
    yield partial(contracts.end_contract, contract, by=by, on=timezone.localdate())
    yield partial(contracts.withdraw_contract, contract, by=by, note="重复")
    yield partial(actions.describe, transfer, by=by, enterprise="中原油田")
    yield partial(actions.survey, transfer, by=by, on=DAY, households=300)
    yield partial(actions.suspend, transfer, by=by, note="停")
    yield partial(actions.resume, transfer, by=by)
    yield partial(actions.take_back, transfer, by=by, note="误录")
    yield partial(money.add_cost, transfer, by=by, **cost)
    yield partial(legacy.leave_issue, transfer, by=by, **issue)
    yield partial(facilities.change, facility, by=by, maintainer="维保公司")
    yield partial(facilities.check, facility, by=by, on=DAY, condition=Condition.GOOD)


@pytest.mark.django_db
def test_every_verb_locks_the_compound_before_what_hangs_on_it(compound, officer_hualong):
    for verb in verbs(compound, officer_hualong):
        assert locked(verb)[0] == "community", verb


@pytest.mark.django_db
def test_a_merger_of_companies_locks_compounds_before_contracts(compound, officer_hualong):
    source, into = PropertyCompanyFactory.create_batch(2, area=compound.area)
    ServiceContractFactory(community=compound, company=source)
    found = locked(partial(merge_company, source, into=into, by=officer_hualong))
    assert found[:3] == ["propertycompany", "propertycompany", "community"]
    assert "servicecontract" in found[3:]


@pytest.mark.django_db
def test_a_handover_that_is_completed_locks_its_contract_first(compound, officer_hualong):
    today = timezone.localdate()
    contract = ServiceContractFactory(community=compound, terminated_on=today)
    handover = handovers.announce(
        contract, by=officer_hualong, receiver_kind=Receiver.COMMITTEE, receiver="业委会"
    )

    def complete():
        with pytest.raises(Refused):
            handovers.complete(handover, by=officer_hualong, on=today)

    assert locked(complete)[0] == "servicecontract"


@pytest.mark.django_db
def test_what_moved_meanwhile_is_changed_at_its_new_place(compound, officer_hualong):
    stale = ServiceContract.objects.get(pk=ServiceContractFactory(community=compound).pk)
    assert stale.community == compound
    into = CommunityFactory(at=JINGDONG, kind=Kind.SOE)
    merge(compound, into=into, by=officer_hualong)
    contracts.change_contract(stale, by=officer_hualong, number="7")
    assert stale.community == into


@pytest.mark.django_db(transaction=True)
def test_one_ends_a_contract_while_another_concludes_the_next(area, officer_hualong):
    """Who concludes holds the compound and takes the contract; who ends must not hold that yet."""
    contract = ServiceContractFactory(community=CommunityFactory(at=JINGDONG, kind=Kind.SOE))
    held = Event()

    def conclude():
        with transaction.atomic():
            lock(contract.community)
            held.set()
            wait_until_somebody_waits()
            lock(ServiceContract.objects.get(pk=contract.pk))
        connection.close()

    def end():
        held.wait(10)
        copy = ServiceContract.objects.get(pk=contract.pk)
        contracts.end_contract(copy, by=officer_hualong, on=timezone.localdate())
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        others = pool.submit(conclude)
        pool.submit(end).result(20)
        others.result(20)
    contract.refresh_from_db()
    assert contract.terminated_on == timezone.localdate()


def wait_until_somebody_waits():
    """Wait until another connection waits for a lock that this one holds."""
    mine = "pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    asked = f"SELECT count(*) FROM pg_locks WHERE NOT granted AND {mine}"
    until = monotonic() + 10
    with connection.cursor() as cursor:
        while monotonic() < until:
            cursor.execute(asked)
            if cursor.fetchone()[0]:
                return
            sleep(0.05)
    raise AssertionError("Nobody waited.")
