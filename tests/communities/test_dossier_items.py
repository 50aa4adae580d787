"""What dossiers consist of, and how their percentage is made: without a database."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.choices import Kind
from communities.dossiers import facts, fitting, items, measures
from communities.dossiers.choices import Answer, Party, Standing
from communities.dossiers.completeness import assess, percent
from communities.models import Community

ITEMS = pytest.mark.parametrize("item", items.ITEMS, ids=lambda item: item.key)
ANSWERS = st.dictionaries(
    st.sampled_from([item.key for item in items.ITEMS]), st.sampled_from(list(Answer))
)
PROVEN = st.sets(st.sampled_from([item.fact for item in items.ITEMS if item.fact]))
KINDS = st.sampled_from(items.KINDS)


@ITEMS
def test_every_item_is_told_in_both_languages_with_basis_and_confidence(item):
    for chinese, english in (item.names, item.proofs, item.basis):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
        assert english.isascii()
        assert english
    assert item.law_id
    assert item.confidence in {"V", "V2", "M", "U"}
    assert item.owed_by in Party
    assert len(item.key) <= 30


@ITEMS
def test_a_fact_that_an_item_names_is_read_somewhere(item):
    assert not item.fact or item.fact in facts.FACTS


def test_no_fact_is_read_for_nothing():
    assert set(facts.FACTS) == {item.fact for item in items.ITEMS if item.fact}


@pytest.mark.parametrize("kind", items.KINDS)
def test_every_kind_has_its_items_and_its_measures(kind):
    assert len(items.of(kind)) >= 4
    assert measures.of(kind)
    own = {item.key for item in items.of(kind)}
    assert all(set(measure.steps) <= own for measure in measures.of(kind))


def test_an_unknown_kind_has_no_dossier():
    assert items.of(Kind.UNKNOWN) == ()
    assert len(items.BY_KEY) == len(items.ITEMS)


@pytest.mark.parametrize("measure", measures.MEASURES, ids=lambda measure: measure.key)
def test_every_measure_is_told_in_both_languages_with_its_source(measure):
    for chinese, english in (measure.names, measure.offers, measure.sources):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
        assert english.isascii()
    assert measure.confidence in {"V", "V2", "M", "U"}


@pytest.mark.parametrize(
    ("year", "mode", "renovation", "community_management"),
    [
        (2000, "none", "meant", "meant"),
        (2001, "self_managed", "optional", "meant"),
        (2005, "company", "optional", "not_meant"),
        (2006, "work_unit", "not_meant", "not_meant"),
        (None, "unknown", "unknown", "unknown"),
    ],
)
def test_measures_ask_for_the_year_and_who_manages(year, mode, renovation, community_management):
    compound = Community(built_year=year, management_mode=mode)
    assert fitting.of("renovation", compound).fit == renovation
    assert fitting.of("community_management", compound).fit == community_management
    assert fitting.of("three_supplies", compound).fit == "meant"
    assert set(fitting.RULES) <= {measure.key for measure in measures.MEASURES}


@pytest.mark.parametrize(
    ("present", "applicable", "shown"),
    [
        (0, 0, "100.0"),
        (0, 5, "0.0"),
        (1, 3, "33.3"),
        (2, 3, "66.6"),
        (5, 8, "62.5"),
        (6, 6, "100.0"),
        (999, 1000, "99.9"),
    ],
)
def test_the_percentage_is_rounded_down(present, applicable, shown):
    assert percent(present, applicable) == Decimal(shown)


@given(KINDS, ANSWERS, PROVEN)
def test_the_percentage_lies_between_none_and_all_and_says_whole_only_when_whole(
    kind, answers, proven
):
    found = assess(kind, answers, proven)
    assert 0 <= found.percent <= 100
    assert (found.percent == 100) == (not found.missing)
    assert len(found.present) + len(found.missing) == found.applicable
    assert bool(found.owing) == bool(found.missing)


@given(KINDS, ANSWERS, PROVEN, st.data())
def test_one_paper_more_never_makes_a_dossier_less_complete(kind, answers, proven, data):
    item = data.draw(st.sampled_from(items.of(kind)))
    before = assess(kind, answers, proven)
    if item.fact:
        after = assess(kind, answers, proven | {item.fact})
    else:
        after = assess(kind, {**answers, item.key: Answer.PRESENT}, proven)
    assert after.percent >= before.percent
    assert after.standing[item.key] == Standing.PRESENT


@given(KINDS, ANSWERS, PROVEN, st.data())
def test_what_is_not_needed_is_not_missing(kind, answers, proven, data):
    item = data.draw(st.sampled_from(items.of(kind)))
    found = assess(kind, {**answers, item.key: Answer.NOT_APPLICABLE}, proven)
    assert item.key not in found.missing


def test_no_answer_by_hand_stands_for_what_the_register_shows():
    found = assess(Kind.NEW, {"preliminary_contract": Answer.PRESENT}, set())
    assert "preliminary_contract" in found.missing
    whatever = {"preliminary_contract": Answer.NOT_APPLICABLE}
    found = assess(Kind.NEW, whatever, {"preliminary_contract_filed"})
    assert "preliminary_contract" in found.present
