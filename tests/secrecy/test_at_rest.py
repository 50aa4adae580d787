"""What lies in the database, in Redis, in files and in the post: contacts and codes nowhere."""

import base64
import io
import json
from collections import defaultdict
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client, TestCase
from django.utils import timezone

from communities.models import Owner
from disputes.models import Dispute
from puyang_property.core import notifications
from puyang_property.core.importer.tasks import forget_files
from puyang_property.core.models import StoredFile
from tests.secrecy.canaries import SEALED, What, as_text
from tests.secrecy.policy import AT_REST

pytestmark = pytest.mark.django_db


def lying_in_the_database(flock):
    """Return canary → the columns in which it lies, ciphertext decoded like anything else."""
    found = defaultdict(set)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column.name for column in cursor.description]
            for row in cursor:
                for column, value in zip(columns, row, strict=True):
                    for canary in flock.found_in(written(value)):
                        found[canary].add(f"{table}.{column}")
    return found


def written(value):
    """Return a value of a column as text."""
    if isinstance(value, memoryview | bytes):
        return as_text(bytes(value))
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)


def test_words_lie_in_the_columns_that_the_policy_names_and_contacts_in_none(world):
    found = lying_in_the_database(world.flock)
    wrong = {
        f"{canary} in {column}"
        for canary, columns in found.items()
        for column in columns
        if canary.gone or column not in AT_REST.get(canary.what, ())
    }
    assert not wrong, sorted(wrong)
    lies = defaultdict(set)
    for canary, columns in found.items():
        lies[canary.what] |= columns
    assert lies == AT_REST, "the policy names columns in which nothing lies"


def test_what_was_erased_lies_nowhere_and_its_case_is_still_told(world):
    complaint = world.complaints["forgotten"]
    assert complaint.anonymised_at
    assert not any([complaint.contact_name, complaint.contact_phone, complaint.helper_name])
    assert not complaint.contact_phone_digest
    erased = set(world.flock.of(*SEALED, case="forgotten"))
    assert len(erased) == 7
    assert not erased & set(lying_in_the_database(world.flock))


def test_a_former_owner_is_erased_and_the_ownership_is_still_told(world):
    (former,) = Owner.objects.exclude(anonymised_at=None)
    assert not any([former.name, former.phone, former.phone_digest])
    assert former.ownerships.get().unit == world.unit
    erased = set(world.flock.of(*SEALED, case="formerly owned"))
    assert len(erased) == 2
    assert not erased & set(lying_in_the_database(world.flock))


def test_no_file_keeps_what_a_camera_wrote_and_imports_with_contacts_go_after_a_month(
    world, storage
):
    def lying():
        paths = [path for path in storage.rglob("*") if path.is_file()]
        return {path: world.flock.found_in(path.read_bytes()) for path in paths}

    waiting = storage / world.waiting_photo.path
    before = lying()
    assert {c.what for c in before.pop(waiting)} == {What.METADATA}  # the finder is not blind
    pictures = [storage / row.path for row in StoredFile.objects.filter(state="ready")]
    assert len(pictures) == 5
    assert not any(before[path] for path in pictures)
    jobs = [world.jobs[name] for name in ("orders", "units")]
    lists = {storage / file.name for job in jobs for file in (job.file, job.report)}
    holding = {path for path, found in before.items() if {c.what for c in found} & {*SEALED}}
    assert holding == {storage / job.file.name for job in jobs}
    assert forget_files(timezone.now() + timedelta(days=29)) == 0
    assert forget_files(timezone.now() + timedelta(days=31)) == 2
    assert not lists & set(lying())


def test_redis_holds_numbers_only(world):
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        client.flushdb()
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert Client().post("/api/v1/complaints/", complaint(world)).status_code == 201
        kept = {key: value_of(client, key) for key in client.scan_iter()}
        assert any(b"process_file" in value for value in kept.values()), "no task was handed over"
        assert any(b"throttle" in key for key in kept)
        for key, value in kept.items():
            assert not world.flock.found_in(as_text(key) + as_text(value)), key


def complaint(world):
    """Return a complaint as a program of a resident sends it, full of secrets."""
    return {
        "community": world.compounds["hualong-zhongyuanlu-jingdong"].public_code,
        "category": "lift",
        "description": world.sing(What.WORDS),
        "contact_name": world.sing(What.NAME),
        "contact_phone": world.sing(What.PHONE),
        "photos": [world.photo("registered")],
    }


def value_of(client, key):
    """Return what Redis holds under `key`, the bodies of tasks decoded."""
    kind = client.type(key)
    if kind == b"string":
        return client.get(key)
    if kind == b"list":
        rows = client.lrange(key, 0, -1)
        return b"\n".join([*rows, *(base64.b64decode(json.loads(row)["body"]) for row in rows)])
    if kind == b"hash":
        return json.dumps(client.hgetall(key), default=str).encode()
    return b" ".join(map(bytes, client.smembers(key))) if kind == b"set" else b""


def test_letters_and_inboxes_name_places_and_numbers(world):
    now = timezone.now() + timedelta(days=60)
    call_command("tick", at=now.isoformat(), stdout=io.StringIO())
    notifications.deliver_due(now + timedelta(days=4))
    assert len(mail.outbox) > 5
    for letter in mail.outbox:
        said = "\n".join([letter.subject, letter.body, str(letter.extra_headers)])
        assert not world.flock.found_in(said)
        assert {c.what for c in world.flock.found_in(" ".join(letter.to))} == {What.EMAIL}


def test_commands_print_no_secret(world, log, tmp_path):
    name, phone = world.sing(What.NAME), world.sing(What.PHONE)
    orders = tmp_path / "orders.csv"
    orders.write_text(f"工单号,内容,受理时间,姓名,电话\nGD-9,无人受理,2026-11-20,{name},{phone}\n")
    out = io.StringIO()
    for command in ("tick", "verify_history", "anchor_history", "anonymise"):
        call_command(command, stdout=out, stderr=out)
    key = "hualong-zhongyuanlu"
    report = tmp_path / "report.csv"
    call_command("import_work_orders", str(orders), area=key, report=str(report), stdout=out)
    assert json.loads(out.getvalue().splitlines()[-1])["created"] == 1
    assert not world.flock.found_in(out.getvalue())
    assert not world.flock.found_in(log.getvalue())
    # whoever handed the file over on this machine gets it back whole
    assert {c.what for c in world.flock.found_in(report.read_text())} >= {What.NAME, What.PHONE}
    assert Dispute.objects.filter(complaints__external_number="GD-9").exists()
