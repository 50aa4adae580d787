"""Every text of every record is hostile, and every page of the portal is asked: it stays text."""

import csv
import io

import pytest
from django.db import DataError, IntegrityError, InternalError, models, transaction
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from puyang_property.core.secrecy import EncryptedTextField
from tests import house
from tests.bad_input.hostile import HOSTILE, NEVER
from tests.cast import log_in
from tests.factories.disputes import MessageFactory
from tests.matrix import rooms
from tests.matrix.lines import CAST
from tests.test_matrix import Samples

# Texts that the portal writes itself and reads back as codes, addresses or keys: nobody types them.
OWN = {
    *("path", "area_path", "key", "code", "slug", "kind", "channel", "occasion", "action", "name"),
    *("number", "public_code", "content_type", "sha256", "hash", "previous_hash", "unit", "rule"),
    *("username", "password", "email", "language", "status", "state", "scope", "bucket", "answer"),
    *("thumb_path", "note_digest", "body_digest", "filename", "file", "report", "message_id"),
    *("query_code_digest", "phone_digest", "contact_phone_digest", "credit_code", "role", "level"),
    *("from_state", "to_state", "round", "purpose", "system", "edition", "basis_code", "form"),
}
READERS = ("officer_city", "clerk_zhongyuan", "auditor", "administrator")
LINES = [line for room in rooms().values() for line in room.LINES if line.method == "GET"]


def typed_texts(model):
    """Return the text fields of `model` that somebody types, names of governed things included."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | EncryptedTextField)
        and not (field.choices or field.unique or field.is_relation)
        and (field.name not in OWN or (field.name == "name" and _is_typed_name(model)))
    ]


def _is_typed_name(model):
    return model.__name__ in {"Community", "PropertyCompany", "Party", "CommunityAlias", "Post"}


def poison():
    """Put the hostile text wherever the database takes it; return the fields that hold it."""
    held = []
    for model in house.models():
        for field in typed_texts(model):
            text = HOSTILE[: field.max_length or len(HOSTILE)]
            try:
                with transaction.atomic():
                    changed = model._base_manager.update(**{field.name: text})
            except (IntegrityError, InternalError, DataError):
                continue  # a constraint or a trigger of the database refuses it
            held += [f"{model.__name__}.{field.name}"] if changed else []
    return held


@pytest.fixture
def samples(request, area):
    return Samples(area, {who: request.getfixturevalue(who) for who in CAST})


@pytest.fixture
def addresses(samples):
    """Every address that can be read, its objects made and poisoned."""
    found = {line.url: reverse(line.url, kwargs=samples.arguments(line.url)) for line in LINES}
    MessageFactory(dispute=samples.accepted)
    held = poison()
    assert {"Complaint.description", "Message.text", "Community.address"} <= set(held), held
    return found


@pytest.mark.parametrize("who", ["nobody", *READERS])
def test_every_page_shows_hostile_text_as_text(who, addresses, samples):
    client, headers = _client(who, samples)
    faults, pages, shown = [], 0, 0
    for name, url in addresses.items():
        answer = client.get(url, **(headers if url.startswith("/api/") else {}))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = content.decode(errors="replace")
        faults += [f"{name}: {fault}" for fault in faults_of(answer, text)]
        pages += answer.status_code == 200
        shown += "&lt;script&gt;x(1)" in text
    assert not faults, "\n".join(faults)
    assert pages > (5 if who == "nobody" else 20)
    assert shown > (0 if who == "nobody" else 5)


def _client(who, samples):
    if who == "nobody":
        return Client(), {}
    user = getattr(samples, who)
    _instance, token = AuthToken.objects.create(user=user)
    return log_in(user), {"HTTP_AUTHORIZATION": f"Token {token}"}


def faults_of(answer, text):
    """Return what is wrong with an answer that may hold hostile text."""
    if answer.status_code >= 500 and "healthz" not in answer.wsgi_request.path:
        return [f"status {answer.status_code}"]
    kind = answer.headers.get("Content-Type", "")
    if not kind.startswith("text/html"):
        return [] if answer.headers["X-Content-Type-Options"] == "nosniff" else ["may be sniffed"]
    return [mark for mark in NEVER if mark in text]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exports_hold_hostile_text_as_text(kind, addresses, samples):
    client = log_in(samples.officer_city)
    for name in ("disputes:queue", "communities:list", "communities:company_list"):
        answer = client.get(f"{reverse(name)}?export={kind}")
        content = b"".join(answer.streaming_content)
        assert answer["Content-Disposition"].startswith("attachment")
        if kind == "csv":
            for line in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
                assert not [cell for cell in line if cell.lstrip()[:1] in set("=+@")]
