"""Photos that are none, hide something, or are larger than they look, at every door."""

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from PIL import Image

from disputes.models import Complaint
from puyang_property.core import spam
from puyang_property.core.files import kinds, processing
from puyang_property.core.models import FileState, StoredFile
from tests.bad_input import photographs
from tests.bad_input.doors import WORDS, at_the_counter, by_api, by_page, sent
from tests.cast import log_in
from tests.factories.core_files import picture

TAKEN = {"page": 302, "api": 201, "counter": 200}
REFUSED = {"page": 422, "api": 400, "counter": 422}


@pytest.fixture(autouse=True)
def _ready(monkeypatch, calendar, categories, areas, clerk_zhongyuan):
    monkeypatch.setattr(spam, "FASTEST", timedelta(0))


@pytest.fixture(params=["page", "api", "counter"])
def door(request, clerk_zhongyuan):
    ways = {"page": by_page, "api": by_api}
    send = ways.get(request.param, lambda files, **more: at_the_counter(files, clerk_zhongyuan))
    send.__dict__["name"] = request.param
    return request.param, send


def processed():
    stored = StoredFile.objects.get()
    processing.process(stored.pk)
    stored.refresh_from_db()
    return stored


# ------------------------------------------------------------------ refused at the door


@pytest.mark.parametrize("what", photographs.REFUSED)
def test_what_is_no_photo_is_refused_by_name_and_the_words_are_kept(door, what):
    name, content = photographs.REFUSED[what]
    where, send = door

    answer = send([sent("good.jpg", picture()), sent(name, content)])

    assert answer.status_code == REFUSED[where]
    text = answer.content.decode()
    assert name in text or what == "nothing"
    if where != "api":
        assert WORDS in text
    assert not Complaint.objects.exists()
    assert not StoredFile.objects.exists()


def test_an_oversized_photo_is_refused_with_its_size(door, monkeypatch):
    monkeypatch.setattr(kinds, "LIMITS", kinds.Limits(bytes_per_file=1000))
    where, send = door
    answer = send([sent("gross.jpg", picture())])
    assert answer.status_code == REFUSED[where]
    assert "gross.jpg" in answer.content.decode()


def test_a_seventh_photo_is_refused(door):
    where, send = door
    answer = send([sent(f"{number}.jpg", picture()) for number in range(7)])
    assert answer.status_code == REFUSED[where]
    assert "6" in answer.content.decode()
    assert not StoredFile.objects.exists()


# ------------------------------------------------------------------ taken in and cleaned


@pytest.mark.parametrize("what", photographs.CLEANED)
def test_only_pixels_of_what_was_sent_are_served(what, clerk_zhongyuan):
    assert by_page([sent("photo.jpg", photographs.CLEANED[what])]).status_code == 302
    stored = processed()
    assert stored.state == FileState.READY, stored.reason

    answer = log_in(clerk_zhongyuan).get(stored.url)

    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    for hidden in (b"script", b"php", b"PK\x03\x04", b"Tell-tale", b"Exif"):
        assert hidden not in answer.content
    image = Image.open(io.BytesIO(answer.content))
    assert (image.format, image.mode, getattr(image, "n_frames", 1)) == ("JPEG", "RGB", 1)
    assert not dict(image.getexif())
    assert not default_storage.exists(f"quarantine/{stored.path}")


@pytest.mark.parametrize("format", ["HEIF", "JPEG"])
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_phone_held_askew_gives_an_upright_photo(format, orientation):
    by_page([sent("IMG_0001.HEIC", picture(format, orientation=orientation))])
    stored = processed()
    upright = (640, 480) if orientation == 3 else (480, 640)
    assert (stored.width, stored.height) == upright


# ------------------------------------------------------------------ found out by the worker


@pytest.mark.parametrize("what", photographs.REJECTED)
def test_what_cannot_be_drawn_is_rejected_with_a_reason_and_never_served(what, clerk_zhongyuan):
    assert by_page([sent("photo.jpg", photographs.REJECTED[what])]).status_code == 302
    stored = processed()
    assert stored.state == FileState.REJECTED
    assert stored.note
    assert (stored.path, stored.thumb_path) == ("", "")
    assert log_in(clerk_zhongyuan).get(stored.url).status_code == 404


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_no_broken_byte_brings_the_worker_down(format):
    whole = picture(format, size=(90, 60))
    for place in range(40, len(whole), max(1, len(whole) // 25)):
        broken = whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]
        by_page([sent("photo.jpg", broken)])
    for stored in StoredFile.objects.all():
        assert processing.process(stored.pk) in {FileState.READY, FileState.REJECTED}
    assert StoredFile.objects.count() > 10


# ------------------------------------------------------------------ names


@pytest.mark.parametrize("name", photographs.NAMES)
def test_a_name_is_text_and_never_a_path(name, clerk_zhongyuan):
    by_page([sent(name, picture())])
    stored = processed()
    assert stored.original_name == photographs.NAMES[name]
    assert stored.path == f"{timezone.localtime(stored.uploaded_at):%Y/%m}/{stored.uuid}"
    number = Complaint.objects.get().number
    page = log_in(clerk_zhongyuan).get(f"/desk/disputes/{number}/").content.decode()
    assert "onerror=alert" not in page.replace(escape(name), "")
    served = log_in(clerk_zhongyuan).get(stored.url)["Content-Disposition"]
    assert served == f'inline; filename="{stored.uuid}.jpg"'


def test_a_file_of_somebody_else_s_complaint_is_not_found():
    by_page([sent("photo.jpg", picture())])
    assert Client().get(processed().url).status_code == 404
