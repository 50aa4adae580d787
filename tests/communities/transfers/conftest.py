"""A compound of a state enterprise, its water, and an officer who carries it on."""

import pytest

from communities.choices import Kind
from communities.transfers.choices import Item
from communities.transfers.imports import TRANSFERS
from puyang_property.core.importer import jobs, running
from tests.communities.transfers.steps import JINGDONG, Carrier
from tests.factories.communities import CommunityFactory
from tests.factories.transfers import UtilityTransferFactory


@pytest.fixture
def compound(area):
    return CommunityFactory(at=JINGDONG, kind=Kind.SOE, name="采油一厂家属院")


@pytest.fixture
def transfer(compound):
    return UtilityTransferFactory(community=compound, item=Item.WATER)


@pytest.fixture
def carrier(transfer, officer_hualong):
    return Carrier(transfer, officer_hualong)


@pytest.fixture
def take_in_board(area, officer_hualong):
    """Import a file: take_in(file, by=…, dry_run=False); returns the job."""

    def run(file, by=officer_hualong, *, dry_run=False, **options):
        job = jobs.upload(TRANSFERS, file, area=area("hualong"), by=by, options=options)
        jobs.begin(job, by=by, dry_run=dry_run, wait=True)
        running.run(job.pk)
        job.refresh_from_db()
        return job

    return run
