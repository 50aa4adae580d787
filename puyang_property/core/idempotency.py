"""The same request, sent twice, is carried out once and answered the same."""

import hashlib
import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.translation import gettext as _

from puyang_property.core.inserting import insert_new
from puyang_property.core.models.idempotency import IdempotencyKey
from puyang_property.core.refusals import Refused

KEPT = timedelta(hours=24)
KEY_FORM = re.compile(r"[\x21-\x7e]{1,100}")


class KeyReused(Refused):
    """The key came with another body before (422)."""

    status = 422


class Outcome(NamedTuple):
    """The answer, and whether it is the one of an earlier request."""

    answer: Any
    replayed: bool


@transaction.atomic
def run_once(scope: str, key: str, body: Any, action: Callable[[], Any]) -> Outcome:
    """Carry out `action` unless `key` was used in `scope`; return its JSON-able answer.

    The key is written in the transaction of the action: a failure leaves no trace, and a second
    sender waits at the unique index until the first is through. Without a key, just acts.
    Raises KeyReused (422) when the key came with another body, ValidationError for an odd key.
    """
    if not key:
        return Outcome(action(), False)
    if not KEY_FORM.fullmatch(key):
        raise ValidationError(_("The idempotency key must be 1 to 100 printable characters."))
    body_digest = _digest(body)
    ours = IdempotencyKey(scope=scope, key=key, body_digest=body_digest)
    if insert_new([ours], told_by=("scope", "key")):
        ours.answer = json.dumps(action(), cls=DjangoJSONEncoder)
        ours.save(update_fields=["answer"])
        return Outcome(json.loads(ours.answer.open()), False)
    row = IdempotencyKey.objects.get(scope=scope, key=key)  # committed together with its answer
    if row.body_digest != body_digest:
        raise KeyReused(
            _("This was sent before with other contents. Open the form anew to send another one.")
        )
    return Outcome(json.loads(row.answer.open()), True)


def forget(now):
    """Delete the answers that are older than a day; return how many."""
    return IdempotencyKey.objects.filter(created_at__lt=now - KEPT).delete()[0]


def _digest(body):
    text = json.dumps(body, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class OnceMixin(forms.Form):
    """A form that may be sent twice by an impatient thumb: hand `once_key` and `once_body` to
    `run_once`.
    """

    once_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)
    once_ignored = frozenset({"csrfmiddlewaretoken", "once_key", "stamp"})

    def clean_once_key(self):
        """Return the key as text."""
        key = self.cleaned_data["once_key"]
        return str(key) if key else ""

    def once_body(self):
        """Return what the sender sent: the fields, and the digests of the files."""
        names = sorted(set(self.data) - self.once_ignored)
        body = {name: _values(self.data, name) for name in names}
        for name in sorted(self.files or ()):
            body[f"file {name}"] = [_file_digest(file) for file in _values(self.files, name)]
        return body


def _values(data, name):
    return data.getlist(name) if hasattr(data, "getlist") else [data[name]]


def _file_digest(file):
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return found
