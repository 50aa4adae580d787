import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.test import Client

from puyang_property.core import files, history
from puyang_property.core.actors import CLOCK, Actor
from puyang_property.core.files import access, processing
from puyang_property.core.models import FileState
from puyang_property.core.refusals import Refused
from tests.factories.core_files import upload


@pytest.fixture
def place(area):
    return area("hualong-zhongyuanlu")


@pytest.fixture
def photo(place):
    stored = files.store(upload(), subject=place, purpose="photo", by=Actor.resident())
    processing.process(stored.pk)
    stored.refresh_from_db()
    return stored


@pytest.fixture
def only_staff(monkeypatch, place):
    """The files of an area are for those who may see the area."""
    monkeypatch.setattr(access, "_access", {})
    files.register_access(
        type(place), lambda request, file: request.user.has_perm("accounts.view_area", file.subject)
    )


def test_who_may_see_the_record_reads_the_file(photo, only_staff, client_of, officer_hualong):
    answer = client_of(officer_hualong).get(photo.url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("inline")
    assert str(photo.uuid) in answer["Content-Disposition"]
    assert "private" in answer["Cache-Control"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert len(answer.content) == photo.size


def test_the_small_picture_is_smaller(photo, only_staff, client_of, officer_hualong):
    client = client_of(officer_hualong)
    whole = client.get(photo.url).content
    small = client.get(photo.thumbnail_url).content
    assert 0 < len(small) < len(whole)


def test_another_district_and_the_public_learn_nothing(
    photo, only_staff, client_of, officer_puyangxian
):
    assert client_of(officer_puyangxian).get(photo.url).status_code == 404
    assert Client().get(photo.url).status_code == 404


def test_without_a_rule_of_its_room_nobody_reads_a_file(
    photo, monkeypatch, client_of, officer_city
):
    monkeypatch.setattr(access, "_access", {})
    assert client_of(officer_city).get(photo.url).status_code == 404


def test_a_resident_with_the_right_to_the_record_needs_no_account(photo, monkeypatch, place):
    monkeypatch.setattr(access, "_access", {})
    files.register_access(type(place), lambda request, file: request.user.is_anonymous)
    assert Client().get(photo.url).status_code == 200


def test_what_is_in_quarantine_is_served_to_nobody(place, only_staff, client_of, officer_hualong):
    stored = files.store(upload(), subject=place, purpose="photo", by=Actor.resident())
    assert client_of(officer_hualong).get(stored.url).status_code == 404
    assert stored.note


def test_a_file_whose_bytes_are_gone_is_not_found(photo, only_staff, client_of, officer_hualong):
    default_storage.delete(photo.path)
    assert client_of(officer_hualong).get(photo.url).status_code == 404


def test_a_pdf_is_only_a_download(place, only_staff, client_of, officer_hualong):
    content = b"%PDF-1.7\n" + b"0" * 400
    stored = files.store(
        upload("批复.pdf", content), subject=place, purpose="paper", by=officer_hualong, pdf=True
    )
    processing.process(stored.pk)
    answer = client_of(officer_hualong).get(stored.url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_the_address_of_no_file_is_not_found(db):
    assert Client().get("/files/5a1f5e3e-0000-4000-8000-000000000000/").status_code == 404


def test_writing_to_a_file_s_address_is_refused(photo, only_staff, client_of, officer_hualong):
    assert client_of(officer_hualong).post(photo.url).status_code == 405


# ---------------------------------------------------------------- release, erase


def test_a_released_file_and_its_withdrawal_are_history(photo, place, clerk_zhongyuan):
    files.release(photo, by=clerk_zhongyuan)
    assert list(files.of(place).released()) == [photo]
    files.release(photo, by=clerk_zhongyuan)
    files.withdraw(photo, by=clerk_zhongyuan)
    files.withdraw(photo, by=clerk_zhongyuan)
    assert not files.of(place).released().exists()
    names = history.of(place).values_list("name", "user")
    assert list(names) == [
        ("file_released", clerk_zhongyuan.pk),
        ("file_withdrawn", clerk_zhongyuan.pk),
    ]


def test_only_a_ready_file_is_released(place, clerk_zhongyuan):
    stored = files.store(upload(), subject=place, purpose="photo", by=Actor.resident())
    with pytest.raises(Refused):
        files.release(stored, by=clerk_zhongyuan)


def test_only_a_person_releases(photo):
    with pytest.raises(Refused):
        files.release(photo, by=CLOCK)


def test_an_erased_file_leaves_its_row_and_its_history(
    photo, place, clerk_zhongyuan, django_capture_on_commit_callbacks
):
    files.release(photo, by=clerk_zhongyuan)
    paths = (photo.path, photo.thumb_path)
    with django_capture_on_commit_callbacks(execute=True):
        files.erase(photo, by=clerk_zhongyuan, basis="PIPL 47")
        files.erase(photo, by=clerk_zhongyuan, basis="PIPL 47")
        assert all(map(default_storage.exists, paths))
    assert not any(map(default_storage.exists, paths))
    photo.refresh_from_db()
    assert (photo.state, photo.original_name, photo.released_at) == (FileState.ERASED, "", None)
    assert not files.of(place).exists()
    last = history.of(place).last()
    assert (last.name, last.changes["basis"]) == ("file_erased", "PIPL 47")
    assert history.of(place).count() == 2


def test_erasing_needs_its_law(photo, clerk_zhongyuan):
    with pytest.raises(ValidationError):
        files.erase(photo, by=clerk_zhongyuan, basis="  ")


def test_files_are_told_apart_by_purpose(photo, place):
    assert list(files.of(place, "photo")) == [photo]
    assert not files.of(place, "minutes").exists()
