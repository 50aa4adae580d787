"""The words of a row are the words of the record, and many rows cost what one costs."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from disputes import rows
from disputes.choices import Channel
from disputes.models import Dispute
from puyang_property.core.forms import PlainSelect, forms
from puyang_property.core.templatetags.portal import due_badge
from tests.factories.disputes import DisputeFactory


def drawn(dispute):
    [row] = rows.drawn(rows.of([dispute.pk]))
    return row


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("trait", ["accepted", "overdue", "closed", "in_mediation"])
def test_a_row_says_what_the_record_says(area, trait, language):
    dispute = DisputeFactory(area=area("hualong-zhongyuanlu-jingdong"), **{trait: True})
    with translation.override(language):
        row = drawn(dispute)
        assert dispute.number in row
        assert f'href="{dispute.get_absolute_url()}"' in row
        for words in (
            dispute.title,
            dispute.place_name,
            dispute.category,
            dispute.get_channel_display(),
            dispute.get_state_display(),
            dispute.responsible_post or "",
            dispute.handler or "",
        ):
            assert escape(words) in row
        assert ("is-late" in row) == dispute.is_overdue
        assert (_("ended") in row) == (not dispute.is_open)


def test_what_people_wrote_is_escaped_in_a_row(area):
    dispute = DisputeFactory(area=area("hualong-zhongyuanlu-jingdong"), title="<b>x</b>")
    page = render_to_string("disputes/desk/_rows.html", {"rows": [drawn(dispute)], "caption": ""})
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>x</b>" not in page


def test_the_day_of_an_ended_case_is_its_last_one(area):
    dispute = DisputeFactory(area=area("hualong-zhongyuanlu-jingdong"), closed=True)
    row = drawn(dispute)
    assert timezone.localdate(dispute.closed_at).isoformat() in row
    assert due_badge(timezone.localdate()) not in row


def test_a_row_follows_its_case_and_the_day(area):
    dispute = DisputeFactory(area=area("hualong-zhongyuanlu-jingdong"), overdue=True)
    today = timezone.localdate()
    for day in (today, today - timedelta(days=400)):
        [row] = rows.drawn(rows.of([dispute.pk]), day)
        assert due_badge(dispute.next_due_on, day) in row
        assert ("is-late" in row) == (dispute.next_due_on < day)
    Dispute.objects.filter(pk=dispute.pk).update(channel=Channel.PETITION)
    assert str(Channel.PETITION.label) in drawn(dispute)


def test_a_plain_select_is_the_select_of_django_without_its_blanks():
    choices = [("", "all"), ("a", "<one>"), ("b", "two & three")]
    plain, own = PlainSelect(choices=choices), forms.Select(choices=choices)
    for value in ("b", "", None, "strange"):
        drawn = [each.render("state", value, {"id": "id_state"}) for each in (plain, own)]
        mine, theirs = ("".join(line.strip() for line in html.splitlines()) for html in drawn)
        assert sorted(mine) == sorted(theirs)
        assert ('value="b" selected' in mine) == (value == "b")
        assert "<one>" not in mine
