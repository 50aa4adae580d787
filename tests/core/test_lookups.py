"""Keys among those that a query finds: the same rows as `in`, read in another way."""

import pytest
from django.db.models import Q

from disputes.models import Complaint, Dispute
from tests.factories.disputes import ComplaintFactory, DisputeFactory

pytestmark = pytest.mark.django_db


def test_among_finds_the_same_rows_as_in_and_each_once():
    two_complaints, one, _none = DisputeFactory.create_batch(3)
    for number, case in enumerate((two_complaints, two_complaints, one)):
        ComplaintFactory(dispute=case, number=f"{case.number}/{number}")
    keys = Complaint.objects.order_by().values("dispute_id")
    found = Dispute.objects.filter(pk__among=keys)
    assert sorted(found.values_list("pk", flat=True)) == sorted([two_complaints.pk, one.pk])
    assert set(found) == set(Dispute.objects.filter(pk__in=keys))


def test_among_the_keys_of_a_query_without_rows_is_no_row():
    DisputeFactory()
    nothing = Complaint.objects.filter(number="no such number").order_by().values("dispute_id")
    assert not Dispute.objects.filter(pk__among=nothing).exists()
    assert Dispute.objects.filter(~Q(pk__among=nothing)).count() == 1
