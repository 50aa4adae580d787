"""A large upload for which there is no room is lost, and everything else of the form arrives."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import UploadedFile

from puyang_property.core.files.uploads import ForgivingUploadHandler, is_lost


@pytest.fixture
def folder(tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


@pytest.fixture
def handler():
    return ForgivingUploadHandler()


def begin(handler):
    handler.new_file("photo", "a.jpg", "image/jpeg", None)


def on_a_full_disk(handler, buffering):
    """Let what is written go to a device that is always full."""
    handler.file.close()
    full = Path("/dev/full").open("wb", buffering=buffering)  # noqa: SIM115 the handler closes it
    handler.file = UploadedFile(full, "a.jpg")


def test_a_file_with_room_arrives_whole(handler, folder):
    begin(handler)
    handler.receive_data_chunk(b"abc", 0)
    handler.receive_data_chunk(b"def", 3)
    upload = handler.file_complete(6)
    assert not is_lost(upload)
    assert (upload.name, upload.size, upload.read()) == ("a.jpg", 6, b"abcdef")
    upload.close()


def test_a_file_that_cannot_be_opened_is_lost_and_the_rest_is_read_on(handler, folder, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(folder / "missing")
    begin(handler)
    assert handler.receive_data_chunk(b"abc", 0) is None
    assert is_lost(handler.file_complete(3))


@pytest.mark.parametrize("buffering", [0, -1], ids=["while it is written", "at its end"])
def test_a_disk_that_becomes_full_costs_the_file_only(handler, folder, buffering, caplog):
    begin(handler)
    on_a_full_disk(handler, buffering)
    handler.receive_data_chunk(b"abc", 0)
    handler.receive_data_chunk(b"def", 3)
    assert is_lost(handler.file_complete(6))
    assert handler.file is None
    assert caplog.text.count("no room for an upload") == 1


def test_the_next_file_has_its_own_chance(handler, folder):
    begin(handler)
    on_a_full_disk(handler, 0)
    handler.receive_data_chunk(b"abc", 0)
    assert is_lost(handler.file_complete(3))
    begin(handler)
    handler.receive_data_chunk(b"abc", 0)
    upload = handler.file_complete(3)
    assert not is_lost(upload)
    upload.close()


def test_an_upload_that_breaks_off_leaves_no_file(handler, folder):
    begin(handler)
    handler.receive_data_chunk(b"abc", 0)
    assert list(folder.iterdir())
    handler.upload_interrupted()
    assert not list(folder.iterdir())


def test_a_lost_upload_that_breaks_off_has_nothing_to_remove(handler, folder, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(folder / "missing")
    begin(handler)
    assert handler.upload_interrupted() is None
    assert handler.file is None
    assert not list(folder.iterdir())
