from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from puyang_property.core import files, housekeeping, tasks
from puyang_property.core.actors import Actor
from puyang_property.core.files import kinds, pictures, processing
from puyang_property.core.models import FileState, StoredFile
from puyang_property.core.models.files import Rejection
from tests.factories.core_files import picture, upload

HIDDEN = b"<script>alert(document.domain)</script>"


@pytest.fixture
def keep(area):
    def keep(content, **options):
        return files.store(
            upload(content=content),
            subject=area("hualong"),
            purpose="photo",
            by=Actor.resident(),
            **options,
        )

    return keep


def processed(stored):
    processing.process(stored.pk)
    stored.refresh_from_db()
    return stored


def image_of(path):
    with default_storage.open(path) as file:
        image = Image.open(file)
        image.load()
        return image


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photo_is_drawn_anew_without_place_and_camera(keep, format):
    original = keep(picture(format))
    quarantined = original.path
    stored = processed(original)
    assert (stored.state, stored.content_type) == (FileState.READY, "image/jpeg")
    assert (stored.width, stored.height) == (640, 480)
    image = image_of(stored.path)
    assert image.format == "JPEG"
    assert not dict(image.getexif())
    with default_storage.open(stored.path) as file:
        assert b"Tell-tale" not in file.read()
    assert max(image_of(stored.thumb_path).size) == 480
    assert not default_storage.exists(quarantined)
    assert stored.path == f"{timezone.localtime(stored.uploaded_at):%Y/%m}/{stored.uuid}"


def test_a_large_photo_is_made_smaller(keep):
    stored = processed(keep(picture(size=(5200, 2600))))
    assert (stored.width, stored.height) == (2560, 1280)


def test_a_photo_taken_sideways_is_turned_upright(keep):
    stored = processed(keep(picture(size=(640, 480), orientation=6)))
    assert (stored.width, stored.height) == (480, 640)
    top = image_of(stored.path).getpixel((240, 20))
    assert top[2] > 200  # what was blue on the left is now above
    assert top[0] < 60


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "1", "I;16"])
def test_every_kind_of_png_becomes_a_photo_on_white(keep, mode):
    buffer = BytesIO()
    Image.new(mode, (90, 60)).save(buffer, "PNG")
    assert processed(keep(buffer.getvalue())).state == FileState.READY


def test_a_transparent_place_is_white_not_black(keep):
    buffer = BytesIO()
    Image.new("RGBA", (90, 60), (0, 0, 0, 0)).save(buffer, "PNG")
    assert image_of(processed(keep(buffer.getvalue())).path).getpixel((5, 5)) == (255, 255, 255)


def test_a_second_file_hidden_behind_the_photo_does_not_survive(keep):
    stored = processed(keep(picture() + HIDDEN))
    with default_storage.open(stored.path) as file:
        assert HIDDEN not in file.read()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (picture()[:700], Rejection.UNREADABLE),
        (b"\xff\xd8\xff\xe0" + b"\0" * 400, Rejection.UNREADABLE),
        (picture("PNG")[:60], Rejection.UNREADABLE),
    ],
    ids=["cut off", "only a head", "cut png"],
)
def test_a_damaged_photo_is_rejected_with_a_reason_in_words(keep, content, reason):
    original = keep(content)
    quarantined = original.path
    stored = processed(original)
    assert (stored.state, stored.reason) == (FileState.REJECTED, reason)
    assert stored.note == reason.label
    assert not default_storage.exists(quarantined)


def test_a_picture_of_too_many_pixels_is_not_decoded(keep, monkeypatch):
    def decoded(image):
        raise AssertionError("decoded")

    monkeypatch.setattr(pictures, "LIMITS", kinds.Limits(pixels=300_000))
    monkeypatch.setattr(pictures, "_drawn", decoded)
    assert processed(keep(picture())).reason == Rejection.TOO_LARGE


def test_the_library_s_own_alarm_counts_as_too_many_pixels(keep, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    assert processed(keep(picture())).reason == Rejection.TOO_LARGE


def test_a_pdf_is_kept_as_it_is(keep, area, clerk_zhongyuan):
    content = b"%PDF-1.7\n" + b"0" * 400
    stored = files.store(
        upload("批复.pdf", content),
        subject=area("hualong"),
        purpose="paper",
        by=clerk_zhongyuan,
        pdf=True,
    )
    stored = processed(stored)
    assert (stored.state, stored.thumbnail_url) == (FileState.READY, "")
    with default_storage.open(stored.path) as file:
        assert file.read() == content


def test_the_task_may_run_twice(keep):
    stored = keep(picture())
    assert tasks.process_file(stored.pk) == FileState.READY
    stored.refresh_from_db()
    first = (stored.path, stored.thumb_path)
    assert tasks.process_file(stored.pk) is None
    stored.refresh_from_db()
    assert (stored.path, stored.thumb_path) == first


def test_a_file_in_other_hands_is_left_alone_until_the_lease_is_over(keep):
    stored, now = keep(picture()), timezone.now()
    StoredFile.objects.update(claimed_at=now, attempts=1)
    assert processing.process(stored.pk, now=now + timedelta(minutes=4)) is None
    assert processing.process(stored.pk, now=now + timedelta(minutes=6)) == FileState.READY


def test_a_slow_worker_that_comes_second_leaves_the_first_ones_file(keep):
    stored = keep(picture())
    slow = processing._claim(stored.pk, timezone.now())
    values = processing._picture(slow)
    StoredFile.objects.update(claimed_at=None)
    stored = processed(stored)
    assert values["path"] != stored.path
    processing._finish(slow, values)
    assert not default_storage.exists(values["path"])
    assert default_storage.exists(stored.path)


def test_a_file_that_kills_its_worker_again_and_again_is_given_up(keep):
    stored = keep(picture())
    StoredFile.objects.update(attempts=processing.ATTEMPTS)
    assert processed(stored).reason == Rejection.GAVE_UP


def test_a_photo_whose_bytes_are_gone_is_rejected(keep):
    stored = keep(picture())
    default_storage.delete(stored.path)
    assert processed(stored).reason == Rejection.LOST


def test_the_sweep_finds_what_lost_its_task(keep):
    stored = keep(picture())
    now = stored.uploaded_at
    assert housekeeping.sweep_files(now + timedelta(minutes=1)) == 0
    assert housekeeping.sweep_files(now + timedelta(minutes=3)) == 1
    stored.refresh_from_db()
    assert stored.is_ready


def test_uploads_that_no_record_knows_are_removed_after_a_day(keep):
    stored = keep(picture())
    orphan = default_storage.save("quarantine/2026/11/nobody", ContentFile(b"x"))
    soon, later = timezone.now() + timedelta(hours=23), timezone.now() + timedelta(hours=25)
    processing.remove_orphans(soon)
    assert default_storage.exists(orphan)
    processing.remove_orphans(later)
    assert not default_storage.exists(orphan)
    assert default_storage.exists(stored.path)
