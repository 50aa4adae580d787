"""What hangs on an entry keeps it in the register, at the desk and when an import is undone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communities import actions, hanging
from communities.models import Building, Community
from puyang_property.core.importer import undoing, working
from puyang_property.core.models.imports import ImportStatus, Outcome
from puyang_property.core.refusals import Refused
from tests.communities.registers import outcomes
from tests.factories.communities import CommunityFactory, ServiceContractFactory
from tests.factories.disputes import DisputeFactory
from tests.factories.dossiers import DossierEntryFactory, DossierRequestFactory
from tests.factories.premises import (
    BuildingFactory,
    CommonFacilityFactory,
    OwnerFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
LINES = ("甲网,东院,华龙区,,隆达物业,,,,,,j1", "甲网,西院,华龙区,,,,,,,,j2")
WITH_THE_ENTRY = {"CommunityAlias", "Dossier", "KindPeriod"}


@pytest.mark.parametrize(
    "factory",
    [
        BuildingFactory,
        CommonFacilityFactory,
        OwnerFactory,
        UnitFactory,
        DisputeFactory,
        DossierEntryFactory,
        DossierRequestFactory,
    ],
)
def test_an_entry_is_not_taken_back_while_something_hangs_on_it(
    factory, community, clerk_zhongyuan
):
    if factory is UnitFactory:
        factory(building=BuildingFactory(community=community))
    else:
        factory(community=community)
    with pytest.raises(Refused, match=community.name):
        actions.withdraw(community, by=clerk_zhongyuan)


def test_what_has_ended_does_not_keep_an_entry(community, clerk_zhongyuan, at_moment):
    BuildingFactory(community=community, ended_on=at_moment().date())
    actions.withdraw(community, by=clerk_zhongyuan)
    assert community.withdrawn_at


def test_all_that_points_to_an_entry_is_asked_after():
    asked = {rows().model for rows, _words, _through in hanging._kinds.values()}
    pointing = {
        field.related_model
        for field in Community._meta.get_fields(include_hidden=True)
        if field.one_to_many or field.one_to_one
    }
    assert {model.__name__ for model in pointing - asked} == WITH_THE_ENTRY


def test_what_others_built_on_imported_entries_stands_in_the_way(take_in, officer_hualong):
    job = take_in(*LINES)
    BuildingFactory(community=Community.objects.get(name="东院"))
    with pytest.raises(Refused, match="东院"):
        undoing.undo(job, by=officer_hualong)
    undoing.begin(job, by=officer_hualong, leave_changed=True, wait=True)
    working.run(job.pk)
    assert outcomes(job) == [Outcome.LEFT, Outcome.UNDONE]
    assert "东院" in job.rows.get(outcome=Outcome.LEFT).reasons[-1]


def test_what_was_left_is_taken_back_when_nothing_stands_in_the_way_any_more(
    take_in, officer_hualong, client_of
):
    job = take_in(*LINES)
    before = job.rows.get(label="东院")
    wrong = BuildingFactory(community=Community.objects.get(name="东院"))
    for _time in range(2):
        undoing.begin(job, by=officer_hualong, leave_changed=True, wait=True)
        working.run(job.pk)
        job.refresh_from_db()
        assert job.counts == {"left": 1, "undone": 1}
    assert len(job.rows.get(outcome=Outcome.LEFT).reasons) == len(before.reasons) + 1
    page = client_of(officer_hualong).get(job.get_absolute_url())
    assert reverse("desk:import_undo", args=[job.pk]) in page.text
    Building.objects.filter(pk=wrong.pk).update(
        community=CommunityFactory(at="hualong-zhongyuanlu-jingdong")
    )
    undoing.undo(job, by=officer_hualong)
    assert (job.status, job.counts) == (ImportStatus.UNDONE, {"undone": 2})
    row = job.rows.get(label="东院")
    assert (row.reasons, row.before) == (before.reasons, before.before or {})
    with pytest.raises(Refused):
        undoing.undo(job, by=officer_hualong)


def test_a_second_contract_stands_in_the_way_and_the_imported_one_does_not(
    take_in, officer_hualong
):
    job = take_in(*LINES)
    assert not undoing.changed_since(job)
    ServiceContractFactory(community=Community.objects.get(name="西院"))
    (row,) = undoing.changed_since(job)
    assert row.label == "西院"


def test_one_query_asks_after_any_number_of_entries(area):
    rows = [CommunityFactory(at="hualong-zhongyuanlu-jingdong") for _row in range(3)]
    BuildingFactory(community=rows[1])
    with CaptureQueriesContext(connection) as asked:
        assert set(hanging.on([row.pk for row in rows])) == {rows[1].pk}
    assert len(asked) == 1


def test_a_row_that_the_database_refuses_to_take_back_is_left(
    take_in, officer_hualong, monkeypatch
):
    job = take_in(LINES[1])

    def breaks(rows, **_known):
        Community.objects.filter(name="西院").update(name="")

    undoing.begin(job, by=officer_hualong, wait=True)
    monkeypatch.setattr(hanging, "on", breaks)
    working.run(job.pk)
    assert outcomes(job) == [Outcome.LEFT]
