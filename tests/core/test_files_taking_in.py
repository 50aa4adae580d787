import errno
from io import BytesIO

import pytest
from django import forms
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from PIL import Image

from puyang_property.core import files
from puyang_property.core.actors import Actor
from puyang_property.core.files import intake, kinds, processing
from puyang_property.core.files.processing import _files_below
from puyang_property.core.models import FileState, StoredFile
from tests.factories.core_files import StoredFileFactory, picture, upload

PDF = b"%PDF-1.7\n" + b"0" * 400
PAGE = b"<html><script>alert(1)</script></html>" * 10


@pytest.fixture
def place(area):
    return area("hualong")


def keep(content, subject, **options):
    by = options.pop("by", Actor.resident())
    return files.store(content, subject=subject, purpose="photo", by=by, **options)


@pytest.mark.parametrize(
    ("format", "kind"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("HEIF", "image/heic"),
    ],
)
def test_a_photo_is_quarantined_under_a_name_of_ours(place, format, kind):
    stored = keep(upload("../../客厅\n漏水.exe", picture(format)), place)
    assert (stored.state, stored.content_type) == (FileState.QUARANTINED, kind)
    assert stored.path.startswith(f"quarantine/{timezone.localdate():%Y/%m}/{stored.uuid}")
    assert stored.original_name == "客厅漏水.exe"
    assert default_storage.exists(stored.path)
    assert list(files.of(place)) == [stored]


def test_who_uploaded_is_kept(place, clerk_zhongyuan):
    assert keep(upload(), place).user is None
    assert keep(upload(), place, by=clerk_zhongyuan).user == clerk_zhongyuan


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("照片.jpg", PAGE, "照片.jpg"),
        ("照片.jpg", b"MZ" + b"\0" * 300, "照片.jpg"),
        ("账单.pdf", PDF, "JPEG"),
        ("animation.gif", b"GIF89a" + b"\0" * 300, "JPEG"),
    ],
    ids=["page", "program", "pdf of a resident", "gif"],
)
def test_what_is_no_photo_by_its_content_is_refused(place, name, content, words):
    with pytest.raises(files.UploadRefused, match=words):
        keep(upload(name, content), place)
    assert not StoredFile.objects.exists()


def test_staff_may_keep_a_pdf(place, clerk_zhongyuan):
    stored = keep(upload("批复.pdf", PDF), place, by=clerk_zhongyuan, pdf=True)
    assert stored.content_type == "application/pdf"


def test_too_large_and_empty_files_are_refused_with_words(place, monkeypatch):
    monkeypatch.setattr(kinds, "LIMITS", kinds.Limits(bytes_per_file=1000))
    with pytest.raises(files.UploadRefused) as refusal:
        keep(upload(content=picture()), place)
    assert refusal.value.messages
    assert "1000" in refusal.value.messages[0]
    with pytest.raises(files.UploadRefused):
        keep(upload(content=b""), place)


@pytest.mark.parametrize(
    ("forget", "words"),
    [
        (intake._forget, "the sweep removes it"),
        (lambda path: processing._forget([path]), "half-written file is left"),
    ],
    ids=["quarantine", "library"],
)
def test_what_cannot_be_deleted_either_is_told_to_the_log(forget, words, caplog):
    kept = default_storage.save("held/fast", BytesIO(b"x"))
    forget("held")  # a folder that is not empty cannot be deleted
    assert words in caplog.text
    assert default_storage.exists(kept)
    default_storage.delete(kept)
    forget("held")
    assert not default_storage.exists("held")


def test_a_folder_that_was_never_made_holds_no_files():
    assert list(_files_below("never-made")) == []


def test_a_full_disk_leaves_nothing_half_written(place, caplog):
    written = set(_files_below("quarantine"))

    photo = upload()

    def until_the_disk_is_full(chunk_size=None):
        yield b"the first half"
        raise OSError(errno.ENOSPC, "No space left on device")

    photo.chunks = until_the_disk_is_full
    with pytest.raises(files.UploadRefused) as refusal:
        keep(photo, place)
    assert refusal.value.code == "storage"
    assert "Traceback" in caplog.text
    assert set(_files_below("quarantine")) == written
    assert not StoredFile.objects.exists()


def test_a_row_that_the_database_refuses_leaves_no_file(place, monkeypatch):
    written = set(_files_below("quarantine"))
    monkeypatch.setattr(intake, "_plain_name", lambda name: "x" * 300)
    with pytest.raises(Exception, match="too long"):
        keep(upload(), place)
    assert set(_files_below("quarantine")) == written


def test_of_several_photos_all_are_kept_or_none(place):
    with pytest.raises(files.UploadRefused):
        files.store_all(
            [upload(), upload("x.jpg", PAGE)], subject=place, purpose="photo", by=Actor.resident()
        )
    assert not StoredFile.objects.exists()


def test_a_worker_is_asked_after_the_commit(place, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(intake.current_app, "send_task", lambda name, args, **k: asked.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        stored = keep(upload(), place)
        assert asked == []
    assert asked == [[stored.pk]]


def test_without_a_queue_the_photo_is_kept_all_the_same(
    place, monkeypatch, caplog, django_capture_on_commit_callbacks
):
    def away(*args, **kwargs):
        raise OperationalError("nobody there")

    monkeypatch.setattr(intake.current_app, "send_task", away)
    with django_capture_on_commit_callbacks(execute=True):
        keep(upload(), place)
    assert "waits for the sweep" in caplog.text
    assert StoredFile.objects.count() == 1


# ---------------------------------------------------------------- form fields


class PhotosForm(forms.Form):
    photos = files.PhotosField(required=False)


def photos(*uploads):
    form = PhotosForm({}, {"photos": list(uploads)})
    return form, form.is_valid()


def test_a_form_takes_up_to_six_photos():
    form, valid = photos(*[upload() for _ in range(6)])
    assert valid
    assert len(form.cleaned_data["photos"]) == 6


def test_a_form_without_photos_is_fine():
    form, valid = photos()
    assert valid
    assert form.cleaned_data["photos"] == []


def test_a_seventh_photo_is_refused():
    form, valid = photos(*[upload() for _ in range(7)])
    assert not valid
    assert "6" in form.errors["photos"][0]


def test_every_file_that_cannot_be_used_is_named():
    form, valid = photos(upload(), upload("甲.jpg", PAGE), upload("乙.jpg", PDF))
    assert not valid
    text = " ".join(form.errors["photos"])
    assert "甲.jpg" in text
    assert "乙.jpg" in text


def test_the_type_a_browser_claims_is_not_believed():
    form, _valid = photos(upload(content=picture("PNG"), content_type="text/html"))
    assert form.cleaned_data["photos"][0].content_type == "image/png"


class DocumentForm(forms.Form):
    document = files.DocumentField()


@pytest.mark.parametrize(
    ("content", "valid"), [(PDF, True), (picture(), True), (PAGE, False), (b"PK\3\4" * 99, False)]
)
def test_staff_send_pdf_or_pictures(content, valid):
    form = DocumentForm({}, {"document": upload("文件.pdf", content)})
    assert form.is_valid() is valid


# ---------------------------------------------------------------- constraints


@pytest.mark.parametrize(
    "values",
    [
        {"state": FileState.REJECTED},
        {"reason": "lost"},
        {"released_at": timezone.now()},
        {"path": ""},
        {"actor_kind": "user"},
        {"state": FileState.ERASED},
    ],
)
def test_the_database_refuses_an_incoherent_file(db, values):
    row = StoredFileFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=row.pk).update(**values)


def test_a_released_file_is_a_ready_one(db, clerk_zhongyuan):
    row = StoredFileFactory()
    release = {"released_at": timezone.now(), "released_by": clerk_zhongyuan}
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=row.pk).update(**release)


def test_the_twin_of_a_photo_carries_what_must_not_survive():
    exif = Image.open(BytesIO(picture())).getexif()
    assert exif.get_ifd(0x8825)
