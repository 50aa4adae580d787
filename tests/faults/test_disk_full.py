"""The disk is full: the complaint is kept all the same, and nothing half-written stays."""

import errno
import io
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.urls import reverse
from django.utils import timezone

from disputes.models import Complaint, Message
from puyang_property.core import exports, files, housekeeping, spam
from puyang_property.core.actors import Actor
from puyang_property.core.files import processing, uploads
from puyang_property.core.importer import jobs, kinds, report, running
from puyang_property.core.models import FileState, ImportJob, StoredFile
from tests.factories.core_files import picture, upload
from tests.faults.browsing import Browser
from tests.faults.street import FORM, STREET, WORDS, settle
from tests.faults.waiting import as_long_as_a_person

FULL = OSError(errno.ENOSPC, "No space left on device")
SMALL, LARGE = picture(), picture() + b"\0" * 3_000_000  # Django writes large ones to disk at once
REGISTER = "小区名称,地址\n幸福花园,黄河路1号\n".encode()


def failing_after_half(storage, name, content):
    """Write a piece and find no more room."""
    path = Path(storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"the first half")
    raise FULL


def raising(*args, **kwargs):
    raise FULL


@pytest.fixture
def full(monkeypatch):
    """No room in the storage nor for temporary files."""
    monkeypatch.setattr(FileSystemStorage, "_save", failing_after_half)
    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", raising)


def all_files():
    """Return every file of the storage."""
    return set(processing._files_below("."))


def file_by_page(client, *photos):
    """File through the form with `photos`; return the answer."""
    with time_machine.travel(timezone.now() - timedelta(seconds=10)):
        form = client.get(FORM).context["form"]
    hidden = {name: form[name].value() for name in ("stamp", "once_key")}
    sent = {**hidden, "description": WORDS, "photos": [upload(content=photo) for photo in photos]}
    return client.post(FORM, sent)


# ---------------------------------------------------------------- a resident files
@pytest.mark.parametrize(
    "photos", [(SMALL,), (LARGE,), (SMALL, LARGE)], ids=["small", "large", "both"]
)
def test_a_complaint_is_kept_without_its_photos_and_the_receipt_says_so(
    filed, client, full, photos
):
    before = all_files()
    answer = file_by_page(client, *photos)
    assert (answer.status_code, answer["Location"]) == (302, reverse("disputes:receipt"))
    assert [complaint.description for complaint in Complaint.objects.all()] == [WORDS]
    assert not StoredFile.objects.exists()
    assert all_files() == before
    assert client.get(answer["Location"]).context["lost_photos"]


def test_a_receipt_says_nothing_of_photos_that_were_kept(filed, client):
    assert not client.get(file_by_page(client, SMALL)["Location"]).context["lost_photos"]
    assert StoredFile.objects.count() == 1


def test_a_program_is_told_and_nothing_is_filed(filed, client, full):
    body = {"area": STREET, "category": "lift", "description": WORDS}
    for photo in (SMALL, LARGE):
        answer = client.post("/api/v1/complaints/", {**body, "photos": [upload(content=photo)]})
        assert answer.status_code == 400
        assert str(uploads.NO_ROOM) in str(answer.json()["errors"])
    assert not Complaint.objects.exists()


def test_a_photo_sent_later_is_refused_in_words_and_the_text_stays_in_the_form(filed, client, full):
    client.get(file_by_page(client)["Location"])
    number = Complaint.objects.get().number
    page = reverse("disputes:act", args=[number, "add"])
    with time_machine.travel(timezone.now() - timedelta(seconds=10)):
        hidden = {"add-stamp": spam.stamp(), "add-once_key": str(uuid4())}
    answer = client.post(page, {**hidden, "add-text": WORDS, "add-photos": [upload(content=LARGE)]})
    assert answer.status_code == 422
    assert str(uploads.NO_ROOM) in answer.content.decode()
    assert "电梯停了三天 &lt;b&gt;" in answer.content.decode()
    assert not Message.objects.filter(text=WORDS).exists()


# ---------------------------------------------------------------- the worker
def test_a_photo_waits_in_quarantine_until_there_is_room(area, monkeypatch):
    stored = files.store(upload(), subject=area("hualong"), purpose="photo", by=Actor.resident())
    before, now = all_files(), stored.uploaded_at
    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_save", failing_after_half)
        for minutes in range(3, 33, 6):  # more often than a file may kill its worker
            housekeeping.sweep_files(now + timedelta(minutes=minutes))
    stored.refresh_from_db()
    assert (stored.state, stored.attempts) == (FileState.QUARANTINED, 0)
    assert all_files() == before
    housekeeping.sweep_files(now + timedelta(minutes=60))
    stored.refresh_from_db()
    assert stored.is_ready
    assert default_storage.exists(stored.path)
    assert default_storage.exists(stored.thumb_path)


# ---------------------------------------------------------------- imports and exports
def test_an_import_file_is_refused_in_words_and_leaves_nothing(area, officer_hualong, full):
    before, kind = all_files(), kinds.get("compounds")
    register = SimpleUploadedFile("小区.csv", REGISTER)
    for sent in (register, uploads.LostUpload(io.BytesIO(), "小区.csv", "", 1)):
        with pytest.raises(ValidationError) as refusal:
            jobs.upload(kind, sent, area=area("hualong"), by=officer_hualong)
        assert refusal.value.code == "storage"
    assert not ImportJob.objects.exists()
    assert all_files() == before


def test_an_import_stands_without_its_report(area, officer_hualong, monkeypatch):
    register = SimpleUploadedFile("小区.csv", REGISTER)
    job = jobs.upload(kinds.get("compounds"), register, area=area("hualong"), by=officer_hualong)
    monkeypatch.setattr(report, "write", raising)
    jobs.begin(job, by=officer_hualong, dry_run=False, wait=True)
    running.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.counts) == ("done", {"created": 1})
    assert job.problem
    assert not job.report


def test_an_excel_export_says_that_there_is_no_room_and_the_csv_still_comes(
    filed, officer_hualong, client_of, monkeypatch
):
    filed()
    monkeypatch.setattr(exports.tempfile, "TemporaryFile", raising)
    client = client_of(officer_hualong)
    client.raise_request_exception = False
    page = reverse("disputes:queue")
    answer = client.get(page, {"tab": "all", "export": "xlsx"})
    assert (answer.status_code, "503.html" in {t.name for t in answer.templates}) == (503, True)
    assert client.get(page, {"tab": "all", "export": "csv"}).status_code == 200


# ---------------------------------------------------------------- a disk that is really full
@pytest.fixture
def tiny_disk(portal):
    """The portal's web server on a disk of 64 KB for files and temporary files."""
    if shutil.which("unshare") is None:
        pytest.skip("this machine has no unshare (util-linux): no disk of memory can be mounted")
    probe = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=64k tmpfs /mnt"]
    if subprocess.run(probe, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a disk of memory")
    settle()
    folder = portal.home / "files"
    folder.mkdir(exist_ok=True)
    mount = f'mount -t tmpfs -o size=64k tmpfs "{folder}" && exec "$@"'
    wrapper = ["unshare", "-rm", "sh", "-c", mount, "sh"]
    portal.start("web", wrapper=wrapper, TMPDIR=str(folder))
    return portal


@pytest.mark.slow_services
@pytest.mark.parametrize("photo", [picture(size=(3000, 2000), quality=100), LARGE], ids=["2", "3"])
def test_on_a_disk_of_64_kilobytes_a_complaint_with_a_photo_is_kept(tiny_disk, photo):
    resident = Browser(tiny_disk)
    hidden = resident.get(FORM).hidden()
    as_long_as_a_person()
    answer = resident.upload(FORM, {**hidden, "description": WORDS}, photos=photo)
    assert (answer.status, answer.headers["Location"]) == (302, "/file/receipt/")
    assert "alert--warning" in resident.get("/file/receipt/").text
    assert [complaint.description for complaint in Complaint.objects.all()] == [WORDS]
    assert not StoredFile.objects.exists()
