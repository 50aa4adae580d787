"""The documented contract: complete, without warnings, and true when fuzzed."""

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from knox.models import AuthToken
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from disputes import workflow
from puyang_property.wsgi import application

ERRORS_OF_A_VERB = {"400", "401", "403", "404", "409"}


@pytest.fixture(scope="session")
def document(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return Client().get("/api/schema/?format=json").json()


def test_the_document_is_valid_and_leaves_nothing_to_guess(tmp_path):
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "schema.yml"))


def test_every_transition_is_documented_with_its_refusals(document):
    for step in workflow.WORKFLOW.transitions:
        answers = document["paths"][f"/api/v1/disputes/{{number}}/{step.slug}/"]["post"][
            "responses"
        ]
        assert set(answers) >= ERRORS_OF_A_VERB, step.slug


def test_errors_are_documented_as_problem_documents(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for code, answer in operation["responses"].items():
                if code >= "400" and "/disputes/" in path or "/complaints/" in path:
                    kinds = set(answer.get("content", {}))
                    assert code < "400" or kinds == {"application/problem+json"}, (path, method)


def test_filters_and_orders_are_documented_as_choices(document):
    listed = document["paths"]["/api/v1/disputes/"]["get"]["parameters"]
    by_name = {parameter["name"]: parameter["schema"] for parameter in listed}
    assert set(by_name) >= {
        *("state", "area", "category", "channel", "due_before", "overdue", "q"),
        *("cursor", "ordering", "page_size"),
    }
    assert "in_progress" in by_name["state"]["items"]["enum"]
    assert "hotline" in by_name["channel"]["items"]["enum"]
    assert by_name["overdue"]["type"] == "boolean"
    assert by_name["area"]["type"] == by_name["category"]["type"] == "string"
    assert by_name["due_before"]["format"] == "date"
    assert "next_due_on" in by_name["ordering"]["enum"]


def test_public_doors_ask_for_no_token_and_staffs_doors_do(document):
    paths = document["paths"]
    assert not any(paths["/api/v1/complaints/"]["post"].get("security", []))
    assert paths["/api/v1/disputes/"]["get"]["security"]


OPERATIONS = [
    ("/api/v1/categories/", "GET"),
    ("/api/v1/complaints/", "POST"),
    ("/api/v1/complaints/{number}/", "GET"),
    ("/api/v1/disputes/", "GET"),
    ("/api/v1/disputes/{number}/", "GET"),
    *(
        (f"/api/v1/disputes/{{number}}/{step.slug}/", "POST")
        for step in workflow.WORKFLOW.transitions
    ),
]
TRUE = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="session")
def contract(document):
    """The document as Schemathesis reads it, once for all operations, and the portal behind it."""
    schema = schemathesis.openapi.from_dict(document)
    schema.app = application
    return schema


@pytest.fixture
def fuzzed(contract, filed, monkeypatch, settings):
    """The API in this process, without throttles, with a case for every verb to meet."""
    settings.FILINGS_PER_HOUR = 10**6
    monkeypatch.setattr("disputes.tracking.WRONG_PER_ADDRESS", 10**6)
    monkeypatch.setattr("disputes.tracking.WRONG_PER_NUMBER", 10**6)
    for signal in (request_started, request_finished):  # as Django's own test client does
        signal.disconnect(close_old_connections)
    yield contract
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_every_operation_of_the_room_is_fuzzed(document):
    rooms = ("/api/v1/disputes/", "/api/v1/complaints/", "/api/v1/categories/")
    documented = {
        (path, method.upper())
        for path, methods in document["paths"].items()
        for method in methods
        if path.startswith(rooms)
    }
    assert documented == set(OPERATIONS)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_no_input_brings_an_answer_that_is_not_documented(
    path, method, fuzzed, filed, officer_hualong
):
    number = filed().dispute.number
    _instance, token = AuthToken.objects.create(user=officer_hualong)

    @settings(
        max_examples=12,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=fuzzed[path][method].as_strategy(), real=st.booleans())
    def fuzz(case, real):
        if real and "number" in (case.path_parameters or {}):
            case.path_parameters["number"] = number
        case.call_and_validate(headers={"Authorization": f"Token {token}"}, checks=TRUE)

    fuzz()
