"""Exit handovers at the desk: the list, one handover, its paper, its panels."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from communities.handovers import actions
from communities.handovers.choices import Result, State
from communities.models import ExitHandover
from puyang_property.core import files
from puyang_property.core.files import processing
from tests.factories.communities import (
    CommunityFactory,
    PropertyCompanyFactory,
    ServiceContractFactory,
)
from tests.factories.core_clock import load_calendar
from tests.factories.core_files import picture
from tests.factories.handovers import ExitHandoverFactory, HandoverItemFactory

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"
LIST = "communities:handover_list"


@pytest.fixture
def clerk(client_of, clerk_zhongyuan):
    return client_of(clerk_zhongyuan)


def contract(**facts):
    facts = {"starts_on": date(2023, 1, 1), "ends_on": date(2026, 2, 10), **facts}
    return ServiceContractFactory(
        community=CommunityFactory(at=JINGDONG),
        company=PropertyCompanyFactory(at=JINGDONG),
        **facts,
    )


@pytest.fixture
def handover(area):
    load_calendar()
    return ExitHandoverFactory(contract=contract())


def page(name, row):
    return reverse(f"communities:{name}", args=[row.pk])


def test_a_handover_is_announced_and_carried_to_its_end_by_form(clerk, area):
    load_calendar()
    row = contract()
    assert page("handover_add", row) in clerk.get(row.get_absolute_url()).text
    form = {
        "on": timezone.localdate().isoformat(),
        "receiver_kind": "committee",
        "receiver": "业主委员会",
    }
    answer = clerk.post(page("handover_add", row), form)
    handover = ExitHandover.objects.get()
    assert answer["Location"] == handover.get_absolute_url()
    day = {"on": form["on"]}
    assert clerk.post(page("handover_draw_up", handover), day).status_code == 302
    assert clerk.post(page("handover_begin", handover), day).status_code == 302
    assert clerk.post(page("handover_complete", handover), day).status_code == 409
    for item in handover.items.all():
        told = {"name": item.name, "result": "handed", "on": form["on"]}
        assert clerk.post(page("handover_item_settle", item), told).status_code == 302
    answer = clerk.post(page("handover_complete", handover), {**day, "note": "交接完毕"})
    assert answer.status_code == 302
    handover.refresh_from_db()
    assert handover.state == State.COMPLETED
    shown = clerk.get(handover.get_absolute_url())
    assert "交接完毕" in shown.text
    assert not shown.context["may_list"]


def test_a_form_that_is_refused_keeps_what_was_typed(clerk, handover):
    item = HandoverItemFactory(handover=handover)
    told = {"name": "大门钥匙二十把", "result": "missing"}
    answer = clerk.post(page("handover_item_settle", item), told)
    assert answer.status_code == 422
    assert "大门钥匙二十把" in answer.text


def test_an_item_is_settled_with_its_proof(clerk, client_of, clerk_shengli, handover):
    item = HandoverItemFactory(handover=handover)
    told = {
        "name": "大门钥匙",
        "result": "handed",
        "proof": SimpleUploadedFile("签收.jpg", picture()),
    }
    assert clerk.post(page("handover_item_settle", item), told).status_code == 302
    (proof,) = files.of(item)
    processing.process(proof.pk)
    assert proof.name in clerk.get(handover.get_absolute_url()).text
    assert clerk.get(proof.get_absolute_url()).status_code == 200
    assert client_of(clerk_shengli).get(proof.get_absolute_url()).status_code == 404


def test_lines_are_entered_and_taken_back(clerk, handover):
    form = {"group": "keys", "name": "监控室门禁卡", "quantity": "3张"}
    assert clerk.post(page("handover_item_add", handover), form).status_code == 302
    item = handover.items.get()
    answer = clerk.post(page("handover_item_withdraw", item), {"note": "重复"})
    assert answer["Location"] == handover.get_absolute_url()
    assert not actions.lines(handover).exists()


def test_the_district_orders_with_the_paper_as_served(client_of, officer_hualong, area):
    load_calendar()
    handover = ExitHandoverFactory(contract=contract(), state=State.REFUSED)
    officer = client_of(officer_hualong)
    today = timezone.localdate()
    order = {
        "number": "物管责令1号",
        "on": today.isoformat(),
        "due_on": (today + timedelta(days=15)).isoformat(),
        "paper": SimpleUploadedFile("责令.jpg", picture()),
    }
    assert officer.post(page("handover_order", handover), order).status_code == 302
    shown = officer.get(handover.get_absolute_url())
    assert "物管责令1号" in shown.text
    assert list(shown.context["papers"]) == list(files.of(handover))
    assert [d.kind for d in shown.context["deadlines"]] == ["handover_order"]
    early = officer.post(page("handover_refer", handover), {"to": "城管局", "on": today})
    assert early.status_code == 409


@pytest.mark.parametrize(
    ("state", "serves", "fined"),
    [
        (State.LISTED, True, False),
        (State.REFUSED, True, True),
        (State.ORDERED, True, True),
        (State.REFERRED, False, True),
        (State.COMPLETED, False, False),
    ],
)
def test_the_page_says_what_the_law_says_there(clerk, area, state, serves, fined):
    handover = ExitHandoverFactory(contract=contract(), state=state)
    shown = clerk.get(handover.get_absolute_url())
    assert (str(shown.context["serves_on"]) in shown.text) is serves
    assert bool(shown.context["fines"]) is fined
    assert "10,000" not in shown.text or fined


def test_the_paper_has_the_list_and_lines_to_sign(clerk, handover):
    HandoverItemFactory(handover=handover, name="竣工图", result=Result.OPEN)
    shown = clerk.get(page("handover_paper", handover)).text
    assert "竣工图" in shown
    assert 'class="table signatures"' in shown
    assert page("handover_item_settle", handover.items.get()) not in shown


def test_handovers_are_narrowed(clerk, area):
    load_calendar()
    made = {state: ExitHandoverFactory(contract=contract(), state=state) for state in State}
    wanted = made[State.ORDERED]
    actions.clock.start_on(wanted, "handover_order", date(2026, 2, 28), rule_code="handover.order")
    url = reverse(LIST)

    def shown(**asked):
        return set(clerk.get(url, asked).context["page"].items)

    assert shown() == set(made.values())
    assert shown(state="ordered") == {wanted}
    assert shown(overdue="on") == {wanted}
    assert shown(q=wanted.contract.company.name) == {wanted}
    assert shown(q=wanted.contract.community.name) == {wanted}
    assert shown(receiver_kind="company") == set()
    assert shown(area="hualong-zhongyuanlu") == set(made.values())
    exported = clerk.get(url, {"state": "ordered", "export": "csv"})
    lines = b"".join(exported.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert wanted.order_number in lines[1]


def test_the_list_and_the_page_cost_the_same_for_one_row_and_for_many(clerk, handover, queries):
    item = HandoverItemFactory(handover=handover)
    urls = (reverse(LIST), handover.get_absolute_url())
    for url in urls:
        queries(clerk, url)
    before = [queries(clerk, url) for url in urls]
    for _ in range(8):
        ExitHandoverFactory(contract=contract())
        HandoverItemFactory(handover=handover, name=f"{item.name}2")
    assert [queries(clerk, url) for url in urls] == before


def test_compound_contract_and_company_show_their_handovers(clerk, handover):
    receiver = PropertyCompanyFactory(at=JINGDONG)
    ExitHandover.objects.filter(pk=handover.pk).update(
        receiver_kind="company", receiver="", company=receiver
    )
    old = handover.contract
    for row in (old, old.community, old.company, receiver):
        assert handover.get_absolute_url() in clerk.get(row.get_absolute_url()).text
    assert page("handover_add", old) not in clerk.get(old.get_absolute_url()).text


def test_another_street_sees_nothing_of_it(client_of, clerk_shengli, handover):
    client = client_of(clerk_shengli)
    assert client.get(handover.get_absolute_url()).status_code == 404
    shown = client.get(handover.contract.company.get_absolute_url())
    assert handover.get_absolute_url() not in shown.text
