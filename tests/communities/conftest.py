"""A register taken in by the officer of 华龙区, and rows that wait for a decision."""

from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from communities import contracts
from communities.choices import ManagementMode
from communities.imports import COMPOUNDS
from puyang_property.core.importer import jobs, running
from puyang_property.core.models.imports import Outcome
from tests.communities.ending import NOW
from tests.communities.registers import HEAD
from tests.factories.communities import CommunityFactory, PropertyCompanyFactory
from tests.factories.core_clock import load_calendar


@pytest.fixture
def take_in(area, officer_hualong, calendar):
    """Import lines of CSV as the officer of 华龙区: take_in("…", "…") -> job."""

    def run(*lines, by=officer_hualong, key="hualong", name="小区.csv", dry_run=False, head=HEAD):
        content = ContentFile("\n".join([head, *lines]).encode(), name=name)
        job = jobs.upload(COMPOUNDS, content, area=area(key), by=by)
        jobs.begin(job, by=by, dry_run=dry_run, wait=True)
        running.run(job.pk)
        job.refresh_from_db()
        assert sum(job.counts.values()) == job.position
        return job

    return run


@pytest.fixture
def offered(take_in):
    """An import whose second row waits for a decision."""
    job = take_in(
        "甲网,盟城小区,华龙区,甲路,,300户,,,,,h1", "乙网,盟城,华龙区,乙路,,500户,3万m2,,,,h2"
    )
    return job.rows.get(outcome=Outcome.OFFERED)


@pytest.fixture
def at_moment():
    now = timezone.now()
    return lambda **shift: now + timedelta(**shift)


@pytest.fixture
def queries():
    """Return how many queries a page costs: queries(client, url)."""

    def count(client, url):
        with CaptureQueriesContext(connection) as found:
            assert client.get(url).status_code == 200
        return len(found)

    return count


@pytest.fixture
def community(area):
    """A compound in 京东社区 that a company manages, under a calendar."""
    load_calendar()
    place = "hualong-zhongyuanlu-jingdong"
    return CommunityFactory(at=place, management_mode=ManagementMode.COMPANY)


@pytest.fixture
def concluded(clerk_zhongyuan, community):
    """Conclude a contract for the compound on 2 March 2026: concluded(ends_on=…) -> contract."""

    def run(**facts):
        facts = {"starts_on": date(2024, 1, 1), "now": NOW, **facts}
        company = PropertyCompanyFactory(at="hualong-zhongyuanlu-jingdong")
        return contracts.conclude(by=clerk_zhongyuan, community=community, company=company, **facts)

    return run
