"""The demo fills an empty database once, with a closed past and every state in the present."""

import json
import stat

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password
from django.core.management import CommandError, call_command

from accounts import demo as people
from communities.dossiers import counting
from communities.models import Dossier
from disputes.choices import State
from disputes.models import Complaint, Dispute
from puyang_property.core import history
from puyang_property.core.models import Deadline


@pytest.fixture
def loaded(db, settings, tmp_path):
    settings.PORTAL_HOME = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("load_demo", "--today", "2026-11-23", verbosity=0)
    return tmp_path / "demo-logins.json"


def test_the_demo_shows_every_state_has_logins_for_its_owner_only_and_loads_once(loaded):
    assert set(Dispute.objects.values_list("state", flat=True)) == set(State.values)
    past = Dispute.objects.filter(received_on__year=2017)
    assert set(past.values_list("state", flat=True)) == {State.CLOSED}
    satisfied = Complaint.objects.filter(received_on__year=2017, satisfied="yes").count()
    assert satisfied / past.count() >= 0.95
    assert not Deadline.objects.overdue().filter(started_on__year=2017).exists()
    assert list(history.faults()) == []
    about = Dispute.objects.filter(legacy_issue__isnull=False)
    assert {case.transfer.community for case in about} == {case.community for case in about}
    assert about.count() == 2
    assert Dossier.objects.exists()
    assert not any(counting.differing(ids) for ids in counting.batches())

    logins = json.loads(loaded.read_text(encoding="utf-8"))
    assert stat.S_IMODE(loaded.stat().st_mode) == 0o600
    assert {login["role"] for login in logins} >= {"street_clerk", "mediator", "district_officer"}
    assert all("totp_secret" in login for login in logins if login["role"] == "district_officer")

    with pytest.raises(CommandError, match="users already"):
        call_command("load_demo", verbosity=0)


def test_the_first_login_hashes_a_password_of_the_demo_as_slowly_as_any(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    quick, hashed_anew = people._quickly_hashed("abcd-efgh-jkmn-pqrs"), []
    assert check_password("abcd-efgh-jkmn-pqrs", quick, setter=hashed_anew.append)
    assert hashed_anew == ["abcd-efgh-jkmn-pqrs"]
    assert not check_password("abcd-efgh-jkmn-pqrt", quick)
    assert PBKDF2PasswordHasher().must_update(quick)
