"""The words of a row are the words of the record, and many rows cost what one costs."""

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from disputes import rows
from disputes.models import Dispute
from puyang_property.core.forms import PlainSelect, forms
from tests.factories.disputes import DisputeFactory


def told(dispute):
    return rows.told(Dispute.objects.for_rows([dispute.pk]))[0]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("trait", ["accepted", "overdue", "closed", "in_mediation"])
def test_a_row_says_what_the_record_says(area, trait, language):
    dispute = DisputeFactory(area=area("hualong-zhongyuanlu-jingdong"), **{trait: True})
    with translation.override(language):
        row = told(dispute)
        assert row["number"] == dispute.number
        assert row["url"] == dispute.get_absolute_url()
        assert row["place"] == dispute.place_name
        assert row["category"] == str(dispute.category)
        assert row["channel"] == dispute.get_channel_display()
        assert dispute.get_state_display() in row["state"]
        assert row["post"] == str(dispute.responsible_post or "")
        assert row["handler"] == str(dispute.handler or "")
        assert (row["is_open"], row["is_late"]) == (dispute.is_open, dispute.is_overdue)


def test_what_people_wrote_is_escaped_in_a_row(area):
    dispute = DisputeFactory(area=area("hualong-zhongyuanlu-jingdong"), title="<b>x</b>")
    page = render_to_string("disputes/desk/_rows.html", {"rows": [told(dispute)], "caption": ""})
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>x</b>" not in page


def test_the_day_of_an_ended_case_is_its_last_one(area):
    dispute = DisputeFactory(area=area("hualong-zhongyuanlu-jingdong"), closed=True)
    row = told(dispute)
    assert timezone.localdate(dispute.closed_at).isoformat() in row["day"]
    assert row["due"] == ""


def test_a_plain_select_is_the_select_of_django_without_its_blanks():
    choices = [("", "all"), ("a", "<one>"), ("b", "two & three")]
    plain, own = PlainSelect(choices=choices), forms.Select(choices=choices)
    for value in ("b", "", None, "strange"):
        drawn = [each.render("state", value, {"id": "id_state"}) for each in (plain, own)]
        mine, theirs = ("".join(line.strip() for line in html.splitlines()) for html in drawn)
        assert sorted(mine) == sorted(theirs)
        assert ('value="b" selected' in mine) == (value == "b")
        assert "<one>" not in mine
