"""docs/domain.md says what the code does."""

from django.conf import settings

from disputes import domain_docs


def test_state_diagram_and_clocks_in_the_docs_are_those_of_the_code():
    page = (settings.BASE_DIR / "docs" / "domain.md").read_text(encoding="utf-8")

    assert domain_docs.written(page) == page, "Run script/manage write_domain_docs."


def test_every_transition_and_every_rule_is_in_the_page():
    page = (settings.BASE_DIR / "docs" / "domain.md").read_text(encoding="utf-8")

    assert "in_progress --> in_mediation: start_mediation" in page
    assert "`petition.handle` | Handle and reply | 60 calendar days | 30 calendar days" in page
