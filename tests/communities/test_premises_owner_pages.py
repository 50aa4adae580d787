"""The pages of the owners' register: masked, shown for a reason, found by a whole number only."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from communities.models import Owner
from puyang_property.core import secrecy
from puyang_property.core.models import ReadLog
from tests.factories.communities import CommunityFactory
from tests.factories.premises import (
    BuildingFactory,
    OwnerFactory,
    OwnershipFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"
NAME, PHONE = "欧阳静怡", "+8619903937788"
MASKED = ("欧**", "199****7788")


@pytest.fixture
def compound(area):
    return CommunityFactory(at=JINGDONG, name="锦绣花园")


@pytest.fixture
def unit(compound):
    return UnitFactory(building=BuildingFactory(community=compound, number="3"), number="301")


@pytest.fixture
def owner(compound):
    digest = secrecy.phone_digest(PHONE)
    return OwnerFactory(community=compound, name=NAME, phone=PHONE, phone_digest=digest)


@pytest.fixture
def ownership(unit, owner):
    return OwnershipFactory(unit=unit, owner=owner, share_denominator=2)


@pytest.fixture
def clerk(client_of, clerk_zhongyuan):
    return client_of(clerk_zhongyuan)


def page(name, row):
    return reverse(f"communities:{name}", args=[row.pk])


def test_pages_show_masks_and_never_the_words(clerk, compound, unit, owner, ownership):
    for url in (page("owner_list", compound), page("owner", owner), page("unit", unit)):
        answer = clerk.get(url)
        assert all(mask in answer.text for mask in MASKED), url
        assert NAME not in answer.text
        assert "19903937788" not in answer.text
    assert "no-store" in clerk.get(page("owner_list", compound))["Cache-Control"]


def test_an_auditor_sees_that_a_unit_is_owned_and_not_by_whom(
    client_of, auditor, officer_city, unit, ownership, owner
):
    for who in (auditor, officer_city):
        client = client_of(who)
        text = client.get(page("unit", unit)).text
        assert "已登记业主" in text
        assert not any(mask in text for mask in MASKED)
        assert client.get(page("owner", owner)).status_code == 403
        assert client.get(page("premises", unit.community)).context["count"].heads == 1


def test_a_worker_and_a_mediator_do_not_even_see_that(
    client_of, worker_jingdong, mediator_zhongyuan, unit, ownership
):
    for who in (worker_jingdong, mediator_zhongyuan):
        answer = client_of(who).get(page("unit", unit))
        assert answer.context["current"] == ()
        assert "1/2" not in answer.text
        assert client_of(who).get(page("premises", unit.community)).context["count"] is None


def test_a_name_is_shown_for_a_reason_and_the_look_is_written_down(clerk, owner):
    assert NAME not in clerk.get(page("owner_reveal", owner)).text
    assert clerk.post(page("owner_reveal", owner), {"reason": ""}).status_code == 422
    assert not ReadLog.objects.exists()
    shown = clerk.post(page("owner_reveal", owner), {"reason": "送达表决票"})
    assert NAME in shown.text
    assert PHONE in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert ReadLog.objects.get().reason == "送达表决票"
    assert "送达表决票" in clerk.get(page("owner", owner)).text


def test_only_a_whole_number_finds_somebody_of_this_compound(clerk, compound, owner, unit):
    far = CommunityFactory(at=JINGDONG)
    OwnerFactory(
        community=far, phone="+8619903930000", phone_digest=secrecy.phone_digest("19903930000")
    )
    lookup = page("owner_lookup", compound)
    assert clerk.post(lookup, {"phone": "１９９ ０３９３ ７７８８"}).context["found"] == [owner]
    assert clerk.post(lookup, {"phone": "19903930000"}).context["found"] == []
    assert clerk.post(lookup, {"phone": "7788"}).status_code == 422
    assert NAME not in clerk.post(lookup, {"phone": "19903937788"}).text


def test_who_looks_a_number_up_is_written_down_found_or_not(
    clerk, clerk_zhongyuan, compound, owner
):
    lookup = page("owner_lookup", compound)
    for phone in ("19903937788", "19903930000", "7788"):
        clerk.post(lookup, {"phone": phone})
    found, missed = ReadLog.objects.order_by("id")
    assert (found.kind, found.user, found.subject) == ("lookup", clerk_zhongyuan, compound)
    assert (found.rows, missed.rows) == (1, 0)
    assert (found.area_path, found.post) == (compound.area_path, clerk_zhongyuan.current_posts[0])
    assert "7788" not in str(found.what) + found.reason


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_register_leaves_as_a_file_for_a_reason_only(clerk, compound, ownership, kind):
    url = page("owner_export", compound)
    assert clerk.post(url, {"file": kind, "reason": ""}).status_code == 422
    answer = clerk.post(url, {"file": kind, "reason": "筹备业主大会"})
    assert answer.streaming
    content = b"".join(answer)
    told = content.decode("utf-8-sig") if kind == "csv" else cells(content)
    assert NAME in told
    assert "19903937788" in told
    log = ReadLog.objects.get()
    assert (log.kind, log.rows, log.reason) == ("export", 1, "筹备业主大会")
    assert log.area_path == compound.area_path
    assert log.post is not None


def test_the_file_holds_what_the_list_was_filtered_to(clerk, compound, ownership):
    elsewhere = BuildingFactory(community=compound, number="99")
    url = page("owner_export", compound)
    assert (
        f"?building={elsewhere.pk}"
        in clerk.get(page("owner_list", compound), {"building": elsewhere.pk}).text
    )
    for building, lines in ((elsewhere, 0), (ownership.unit.building, 1)):
        asked = f"{url}?building={building.pk}&kind=person"
        assert clerk.get(asked).context["lines"] == lines
        answer = clerk.post(asked, {"file": "csv", "reason": "核对名册"})
        assert (NAME in b"".join(answer).decode("utf-8-sig")) is bool(lines)
        log = ReadLog.objects.latest("pk")
        assert (log.rows, log.reason) == (lines, "核对名册")
        assert f"building={building.pk}" in log.what
    strange = BuildingFactory()
    assert clerk.get(f"{url}?building={strange.pk}").context["lines"] == 0


def cells(content):
    sheet = load_workbook(io.BytesIO(content)).active
    return " ".join(str(cell) for row in sheet.values for cell in row)


def test_an_owner_is_recorded_and_the_unit_transferred(clerk, unit):
    form = {"kind": "person", "name": NAME, "phone": "199 0393 7788", "from_on": "2015-03-01"}
    form |= {"numerator": "1", "denominator": "1"}
    answer = clerk.post(page("owner_add", unit), form)
    assert answer["Location"] == unit.get_absolute_url()
    again = clerk.post(page("owner_add", unit), {**form, "name": "王芳芳"})
    assert again.status_code == 422
    buyer = {"kind": "person", "name": "王芳芳", "on": "2024-06-03"}
    buyer |= {"numerator": "1", "denominator": "1"}
    assert clerk.post(page("unit_transfer", unit), buyer).status_code == 302
    (row,) = unit.ownerships.current()
    assert row.owner.name.open() == "王芳芳"
    shown = clerk.get(unit.get_absolute_url())
    assert len(shown.context["former"]) == 1


def test_a_form_that_is_refused_gives_back_what_was_typed_and_nothing_kept(clerk, unit, ownership):
    form = {"kind": "person", "name": "王芳芳", "numerator": "2", "denominator": "3"}
    answer = clerk.post(page("owner_add", unit), form)
    assert answer.status_code == 422
    assert "王芳芳" in answer.text
    assert NAME not in answer.text


def test_the_form_of_a_correction_is_empty_and_keeps_what_is_left_empty(clerk, owner):
    form = clerk.get(page("owner_correct", owner))
    assert NAME not in form.text
    assert MASKED[0] in form.text
    sent = {"kind": "person", "name": "", "phone": "", "credit_code": ""}
    assert clerk.post(page("owner_correct", owner), sent).status_code == 302
    assert Owner.objects.get().name.open() == NAME


def test_ownerships_are_closed_taken_back_and_represented(clerk, unit, ownership):
    assert clerk.post(page("ownership_represent", ownership)).status_code == 302
    today = timezone.localdate().isoformat()
    assert clerk.post(page("ownership_end", ownership), {"on": today}).status_code == 302
    sent = {"mistake": "wrong_owner"}
    answer = clerk.post(page("ownership_withdraw", ownership), sent)
    assert answer["Location"] == unit.get_absolute_url()
    ownership.refresh_from_db()
    assert ownership.withdrawn_at


def test_owners_are_not_in_the_admin(client_of, officer_hualong, owner, unit):
    client = client_of(officer_hualong)
    text = client.get(reverse("admin:index")).text
    assert "communities/unit/" in text
    assert "communities/owner" not in text
    found = client.get(reverse("admin:communities_unit_changelist"), {"q": NAME})
    assert "301" not in found.text.split("result_list")[-1]
