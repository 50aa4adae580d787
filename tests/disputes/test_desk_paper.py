"""The whole file on paper: names of people only for a reason, and read-logged."""

import pytest
from django.urls import reverse

from disputes import actions
from puyang_property.core.models.secrecy import ReadLog

PARTIES = [
    {"role": "owner", "name": "张三丰", "consent": "given"},
    {"role": "company", "name": "龙乡物业", "consent": "given"},
]


@pytest.fixture
def mediated(filed, clerk_zhongyuan, mediator_zhongyuan):
    dispute = filed(contact_name="").dispute
    actions.accept(dispute, by=clerk_zhongyuan)
    actions.start_mediation(
        dispute, by=clerk_zhongyuan, mediator=mediator_zhongyuan, parties=PARTIES
    )
    return dispute


def test_the_paper_masks_people_and_names_organisations(client_of, mediator_zhongyuan, mediated):
    page = client_of(mediator_zhongyuan).get(reverse("disputes:paper", args=[mediated.number]))

    assert "龙乡物业" in page.text
    assert "张三丰" not in page.text


def test_for_a_reason_the_mediator_prints_the_names_and_each_look_is_kept(
    client_of, mediator_zhongyuan, mediated
):
    address = reverse("disputes:named_paper", args=[mediated.number])

    page = client_of(mediator_zhongyuan).post(address, {"reason": "签署调解协议"})

    assert "张三丰" in page.text
    assert "no-store" in page["Cache-Control"]
    assert ReadLog.objects.filter(reason="签署调解协议").count() == 2


def test_without_a_reason_nothing_is_shown_and_nothing_logged(
    client_of, mediator_zhongyuan, mediated
):
    address = reverse("disputes:named_paper", args=[mediated.number])

    page = client_of(mediator_zhongyuan).post(address, {"reason": ""})

    assert page.status_code == 422
    assert "张三丰" not in page.text
    assert not ReadLog.objects.exists()


def test_who_does_not_mediate_gets_no_names(client_of, clerk_zhongyuan, mediated):
    address = reverse("disputes:named_paper", args=[mediated.number])

    assert client_of(clerk_zhongyuan).post(address, {"reason": "好奇"}).status_code == 403
    assert not ReadLog.objects.exists()
