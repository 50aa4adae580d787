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
    monkeypatch.setattr(search, "_common", {})
    blocked, _dark, again = cases
    assert found("消防通道") == [blocked, again]
    assert found("消防通道 电梯") == [again]
    assert found("通道消防") == []


def test_two_characters_and_one_find_every_case_that_holds_them(cases):
    assert found("消防") == cases
    assert found("梯") == [cases[2]]
    assert found("防道") == []


def test_a_common_phrase_is_counted_once_in_a_while_and_a_new_case_is_found_at_once(
    living, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(search, "FEW", 1)
    monkeypatch.setattr(search, "_common", common := {})
    made = [living.case(description="消防通道被占") for _number in range(2)]
    with django_assert_num_queries(2):
        assert set(Dispute.objects.matching("消防通道")) == set(made)
    made.append(living.case(description="又占消防通道"))
    with django_assert_num_queries(1):
        assert set(Dispute.objects.matching("消防通道")) == set(made)
    common.update(dict.fromkeys(common, 0))  # ten minutes later
    with django_assert_num_queries(2):
        assert set(Dispute.objects.matching("消防通道")) == set(made)


def test_no_more_phrases_are_kept_than_fit(living, monkeypatch):
    monkeypatch.setattr(search, "FEW", 0)
    monkeypatch.setattr(search, "COMMON_KEPT", 2)
    monkeypatch.setattr(search, "_common", common := {})
    living.case(description="消防通道电梯井道")
    for phrase in ("消防通道", "电梯井", "电梯井道"):
        assert Dispute.objects.matching(phrase).exists()
    assert [phrase for _table, phrase in common] == ["电梯井道"]


def test_the_statistics_know_more_than_the_commonest_words(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attstattarget FROM pg_attribute"
            " WHERE attrelid = 'disputes_dispute'::regclass AND attname = 'search_grams'"
        )
        assert cursor.fetchone() == (1000,)
