"""Words find the same cases whether they are rare or common."""

import pytest
from django.db import connection

from disputes.models import Dispute
from puyang_property.core import search


@pytest.fixture
def cases(living):
    said = ("消防通道被电动车堵住。", "消防门坏了，通道很黑。", "消防通道又堵了，电梯也停了。")
    return [living.case(description=words) for words in said]


def found(words):
    return list(Dispute.objects.matching(words).order_by("pk"))


@pytest.mark.parametrize("few", [0, 2, 2_000])
def test_a_phrase_is_more_than_its_pairs_of_characters(cases, monkeypatch, few):
    monkeypatch.setattr(search, "FEW", few)
    blocked, _dark, again = cases
    assert found("消防通道") == [blocked, again]
    assert found("消防通道 电梯") == [again]
    assert found("通道消防") == []


def test_two_characters_and_one_find_every_case_that_holds_them(cases):
    assert found("消防") == cases
    assert found("梯") == [cases[2]]
    assert found("防道") == []


def test_the_statistics_know_more_than_the_commonest_words(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attstattarget FROM pg_attribute"
            " WHERE attrelid = 'disputes_dispute'::regclass AND attname = 'search_grams'"
        )
        assert cursor.fetchone() == (1000,)
