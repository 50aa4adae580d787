"""A refusal that no view caught is still told with its words and its status."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser

from puyang_property.core.refusals import RefusalMiddleware, Refused


def answer_to(request, error):
    request.user = AnonymousUser()
    return RefusalMiddleware(None).process_exception(request, error)


def test_a_person_reads_it_on_a_page(rf, db):
    answer = answer_to(rf.get("/", HTTP_ACCEPT="text/html"), Refused("先 <请> 办理"))
    assert answer.status_code == 409
    assert "先 &lt;请&gt; 办理" in answer.content.decode()


def test_a_script_reads_it_as_json(rf):
    answer = answer_to(rf.get("/", HTTP_ACCEPT="application/json"), Refused("先办理"))
    assert answer.status_code == 409
    assert json.loads(answer.content) == {"detail": "先办理"}


@pytest.mark.parametrize("error", [ValueError("x"), PermissionError("x")])
def test_every_other_error_is_left_alone(rf, error):
    assert answer_to(rf.get("/"), error) is None
