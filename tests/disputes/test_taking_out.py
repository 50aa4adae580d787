"""A clerk takes a complaint out of a joined case: it was another matter after all."""

import pytest
from django.core.exceptions import ValidationError

from disputes import actions
from disputes.choices import State
from disputes.models import Dispute
from puyang_property.core import history
from puyang_property.core.refusals import Refused
from tests.cast import log_in
from tests.disputes.desk import done, look, send
from tests.disputes.living import CLERK, OFFICERS, breaking, kinds_of, unchanged

DESK = (CLERK, *OFFICERS)
WHY = "不是同一部电梯。"


@pytest.fixture
def joined(living):
    """Two complaints in one case that is handled."""
    case = living.case(State.IN_PROGRESS)
    twin = living.case(description="走廊灯也不亮。", now=living.at(day=3))
    living.take("merge", twin, into=case, now=living.at(day=4))
    return case


def take_out(living, case, by=None, note=WHY):
    second = case.complaints.order_by("pk").last()
    by = by or living.person(CLERK)
    return actions.take_out(second, by=by, note=note, now=living.at(day=5))


@pytest.mark.parametrize("who", DESK)
def test_the_new_case_stands_where_the_old_one_stands_and_owes_the_same_days(living, joined, who):
    promised = kinds_of(joined)
    new = take_out(living, joined, by=living.person(who))
    assert (new.state, new.responsible_post) == (joined.state, joined.responsible_post)
    assert kinds_of(new) == promised == kinds_of(joined)
    assert [each.complaints.count() for each in (new, joined)] == [1, 1]
    assert Dispute.objects.get(pk=new.pk).next_due_on == promised["handle"]


def test_a_longer_date_stays_as_long(living, joined):
    officer, clerk = living.person("officer_hualong"), living.person(CLERK)
    asked = actions.request_extension(
        joined, by=clerk, length=5, reason="等待配件。", now=living.at(day=4)
    )
    actions.decide_request(asked, by=officer, granted=True, now=living.at(day=4))
    assert kinds_of(take_out(living, joined)) == kinds_of(joined)


def test_both_histories_tell_it_with_the_reason(living, joined):
    new = take_out(living, joined)
    for case, name in ((new, "split_off"), (joined, "split")):
        line = history.of(case).get(name=name)
        assert line.note_row.text == WHY
        assert line.user == living.person(CLERK)


def test_nobody_else_takes_anything_out(living, joined):
    living.refused_to_all_but(DESK, joined, lambda by: take_out(living, joined, by=by))


def test_a_reason_is_asked_for(living, joined):
    with unchanged(), pytest.raises(ValidationError):
        take_out(living, joined, note=" ")


def test_the_only_complaint_stays(living):
    case = living.case(State.IN_PROGRESS)
    with unchanged(), pytest.raises(Refused):
        take_out(living, case)


@pytest.mark.parametrize("slug", ["reply", "start_mediation", "suspend", "withdraw", "refer"])
def test_what_is_no_longer_just_handled_stays_together(living, joined, slug):
    living.take(slug, joined)
    with unchanged(), pytest.raises(Refused):
        take_out(living, joined)


def test_a_failure_at_the_last_write_leaves_nothing(living, joined, monkeypatch):
    with breaking(monkeypatch, "disputes.actions.merging.clock.start_on"):
        take_out(living, joined)


def test_the_clerk_finds_the_page_on_a_joined_case_only(living, joined, clerk_zhongyuan):
    alone = living.case(State.IN_PROGRESS)
    assert "/take_out/" in look(clerk_zhongyuan, joined).content.decode()
    assert "/take_out/" not in look(clerk_zhongyuan, alone).content.decode()
    assert look(clerk_zhongyuan, alone, "take_out/").status_code == 409


def test_the_page_says_what_each_complaint_is_about_and_leads_to_the_new_case(
    living, joined, clerk_zhongyuan
):
    page = look(clerk_zhongyuan, joined, "take_out/").content.decode()
    assert "走廊灯也不亮。" in page
    second = joined.complaints.order_by("pk").last()
    answer = done(send(clerk_zhongyuan, joined, "take_out", complaint=second.pk, note=WHY))
    second.refresh_from_db()
    assert answer.url == second.dispute.get_absolute_url() != joined.get_absolute_url()
    assert log_in(clerk_zhongyuan).get(answer.url).status_code == 200


def test_a_complaint_of_another_case_cannot_be_chosen(living, joined, clerk_zhongyuan):
    other = living.case(State.IN_PROGRESS).complaints.get()
    answer = send(clerk_zhongyuan, joined, "take_out", complaint=other.pk, note=WHY)
    assert answer.status_code == 422
