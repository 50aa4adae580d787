"""Filing: complaint and case in one transaction, at the right office, with its clock."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disputes import numbers
from disputes.choices import Channel, State
from disputes.models import Complaint, Dispute
from puyang_property.core import clock, history, secrecy
from puyang_property.core.models import Notification


def test_filing_makes_complaint_and_case_under_one_number(filed):
    result = filed()

    assert result.complaint.number == result.dispute.number
    assert numbers.is_number(result.complaint.number)
    assert result.dispute.state == State.REGISTERED


def test_the_nearest_street_receives_and_is_told_once(filed, clerk_zhongyuan):
    dispute = filed().dispute

    assert dispute.responsible_post in clerk_zhongyuan.current_posts
    assert Notification.objects.filter(occasion="dispute_filed").count() == 1


def test_a_place_without_a_street_post_goes_to_the_district(filed, area, officer_hualong):
    dispute = filed(area=area("hualong-yuecun")).dispute

    assert dispute.responsible_post in officer_hualong.current_posts


def test_five_working_days_to_decide_run_from_the_day_of_receipt(filed):
    dispute = filed().dispute

    (deadline,) = clock.open_for(dispute)
    assert (deadline.kind, deadline.due_on) == ("decide", date(2026, 3, 9))
    assert dispute.next_due_on == date(2026, 3, 9)


def test_a_new_case_has_no_earlier_clock_to_look_for_and_its_first_day_is_not_written_twice(filed):
    with CaptureQueriesContext(connection) as queries:
        filed()

    sent = [query["sql"] for query in queries]
    assert any('INSERT INTO "core_deadline"' in sql for sql in sent)
    assert not [sql for sql in sent if 'FROM "core_deadline"' in sql]
    assert not [sql for sql in sent if sql.startswith('UPDATE "disputes_dispute"')]


def test_the_query_code_opens_only_its_own_complaint_and_is_stored_as_a_hash(filed):
    one, other = filed(), filed()

    assert secrecy.code_matches(one.query_code.lower(), one.complaint.query_code_digest)
    assert not secrecy.code_matches(one.query_code, other.complaint.query_code_digest)
    assert one.query_code not in one.complaint.query_code_digest


def test_name_and_telephone_are_not_readable_in_the_database(filed):
    complaint = filed().complaint

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM disputes_complaint WHERE id = %s", [complaint.pk])
        stored = " ".join(
            bytes(v).decode("latin1") if isinstance(v, memoryview) else str(v)
            for v in cursor.fetchone()
        )
    assert "13800138000" not in stored
    assert "张三丰" not in stored


def test_history_begins_with_the_filing_by_a_resident(filed):
    dispute = filed().dispute

    (event,) = history.of(dispute)
    assert (event.name, event.actor_kind, event.user) == ("filed", "resident", None)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"description": "  "}, "description"),
        ({"description": "很" * 10_001}, "description"),
        ({"area": None}, "community"),
        ({"received_on": date(2026, 3, 3)}, "received_on"),
    ],
)
def test_what_the_filer_can_correct_is_said_at_its_field_and_nothing_is_stored(filed, given, field):
    with pytest.raises(ValidationError) as refused:
        filed(**given)

    assert field in refused.value.message_dict
    assert not Dispute.objects.exists()
    assert not Complaint.objects.exists()


def test_one_order_number_of_a_channel_comes_in_once(filed):
    filed(channel=Channel.HOTLINE, external_number="A-1")

    with pytest.raises(Exception, match="complaint_order_number_comes_in_once"):
        filed(channel=Channel.HOTLINE, external_number="A-1")


@pytest.mark.parametrize("text", ["PY-2026-000123-A", "PY-2026-000123", "电梯"])
def test_a_wrong_check_character_is_no_number(text):
    assert numbers.is_number("PY-2026-000123-" + numbers.check_character(2026, 123))
    assert not numbers.is_number(text)


def test_the_case_is_found_by_two_characters_of_its_text_and_by_its_number(filed):
    dispute = filed().dispute

    assert Dispute.objects.matching("停运").get() == dispute
    assert Dispute.objects.matching(dispute.number.lower()).get() == dispute
    assert not Dispute.objects.matching("张三").exists()
