"""The page of one case and the whole file on paper."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disputes.choices import State
from disputes.models import Complaint, Dispute
from puyang_property.core.models.secrecy import ReadLog
from tests.cast import log_in
from tests.disputes.desk import accepted, case, done, look, replied, send
from tests.factories.core_files import StoredFileFactory

__all__ = ["accepted", "case", "replied"]


def text_of(user, case, page=""):
    answer = look(user, case, page)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_page_shows_the_case_and_masks_the_contact(case, clerk_zhongyuan):
    page = text_of(clerk_zhongyuan, case)
    assert case.complaints.get().description in page
    assert "138****8000" in page
    assert "张三丰" not in page
    assert "13800138000" not in page


def test_the_date_says_how_it_was_counted(case, clerk_zhongyuan):
    page = text_of(clerk_zhongyuan, case)
    assert "<details>" in page.split("dates-row")[1].split('class="split"')[0]


def test_the_buttons_are_the_steps_that_are_the_readers(case, clerk_zhongyuan, worker_jingdong):
    clerks = text_of(clerk_zhongyuan, case)
    workers = text_of(worker_jingdong, case)
    for verb in ("accept", "refuse", "refer", "withdraw", "merge", "assign"):
        assert f"/{case.number}/{verb}/" in clerks
        assert f"/{case.number}/{verb}/" not in workers
    assert f"/{case.number}/note/" in workers
    assert f"/{case.number}/reply/" not in clerks


def test_another_street_does_not_find_it(case, clerk_shengli):
    assert look(clerk_shengli, case).status_code == 404
    assert look(clerk_shengli, case, "print/").status_code == 404


def test_who_looks_after_logins_sees_no_case(case, administrator):
    assert look(administrator, case).status_code == 403
    assert look(administrator, case, "print/").status_code == 403


def test_the_auditor_reads_and_does_nothing(case, auditor):
    page = text_of(auditor, case)
    assert "action-bar" not in page
    assert f"/{case.number}/note/" not in page


def test_the_number_of_a_joined_complaint_leads_to_its_case(case, filed, clerk_zhongyuan):
    twin = filed(now=None).dispute
    done(send(clerk_zhongyuan, twin, "merge", likely=case.number))
    complaint = Complaint.objects.get(number=twin.number)
    Complaint.objects.filter(pk=complaint.pk).update(number="PY-2026-777777-A")
    answer = log_in(clerk_zhongyuan).get("/desk/disputes/PY-2026-777777-A/")
    assert answer.url == case.get_absolute_url()


def test_small_letters_in_the_address_find_the_case(case, clerk_zhongyuan):
    answer = log_in(clerk_zhongyuan).get(f"/desk/disputes/{case.number.lower()}/")
    assert answer.url == case.get_absolute_url()


def test_notes_and_texts_to_the_resident_look_different(case, clerk_zhongyuan):
    done(send(clerk_zhongyuan, case, "note", text="内部意见"))
    done(send(clerk_zhongyuan, case, "write", complaint=case.complaints.get().pk, text="您好"))
    page = text_of(clerk_zhongyuan, case)
    inside = page.split("text--internal")[1].split("</li>")[0]
    outside = page.split("text--to_resident")[1].split("</li>")[0]
    assert "内部意见" in inside
    assert "内部意见" not in outside
    assert "您好" in outside


def test_history_names_person_and_post(accepted, clerk_zhongyuan):
    history = text_of(clerk_zhongyuan, accepted).split('id="history"')[1]
    assert clerk_zhongyuan.display_name in history
    assert str(clerk_zhongyuan.current_posts[0]) in history


def test_the_contact_is_shown_for_a_reason_and_everyone_allowed_sees_who_looked(
    case, clerk_zhongyuan, worker_jingdong, auditor
):
    address = f"contact/{case.complaints.get().pk}"
    assert send(worker_jingdong, case, address, reason="好奇").status_code == 403
    assert send(clerk_zhongyuan, case, address, reason="").status_code == 422
    assert not ReadLog.objects.exists()
    answer = send(clerk_zhongyuan, case, address, reason="约定上门时间")
    assert "张三丰" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    for reader in (clerk_zhongyuan, auditor):
        assert "约定上门时间" in text_of(reader, case).split('id="reads"')[1]
    assert 'id="reads"' not in text_of(worker_jingdong, case)


def test_looking_at_the_form_reveals_nothing(case, clerk_zhongyuan):
    page = text_of(clerk_zhongyuan, case, f"contact/{case.complaints.get().pk}/")
    assert "张三丰" not in page
    assert not ReadLog.objects.exists()


def test_the_contact_of_another_case_is_not_found(case, filed, clerk_zhongyuan):
    other = filed(now=None).complaint
    assert send(clerk_zhongyuan, case, f"contact/{other.pk}", reason="电话").status_code == 404


def test_a_photo_is_released_and_taken_back(case, clerk_zhongyuan, worker_jingdong):
    photo = StoredFileFactory(hangs_on=case.complaints.get(), state="ready")
    address = f"photos/{photo.uuid}"
    assert send(worker_jingdong, case, address, release="yes").status_code == 403
    done(send(clerk_zhongyuan, case, address, release="yes"))
    photo.refresh_from_db()
    assert photo.is_released
    done(send(clerk_zhongyuan, case, address, release="no"))
    photo.refresh_from_db()
    assert not photo.is_released


def test_likely_duplicates_are_offered_and_never_joined_unasked(case, filed, clerk_zhongyuan):
    twin = filed(now=None, description="电梯停运三天，没人来修，老人下不了楼。").dispute
    filed(now=None, description="楼上漏水，天花板发霉。")
    page = text_of(clerk_zhongyuan, case).split('id="duplicates"')[1].split("</section>")[0]
    assert twin.number in page
    assert page.count("<li>") == 1
    assert case.complaints.count() == 1


def test_likely_duplicates_are_looked_for_only_while_the_case_can_be_joined(
    case, filed, clerk_zhongyuan
):
    filed(now=None, description="电梯停运三天，没人来修，老人下不了楼。")
    assert 'id="duplicates"' in text_of(clerk_zhongyuan, case)
    Dispute.objects.filter(pk=case.pk).update(state=State.REFERRED)
    assert 'id="duplicates"' not in text_of(clerk_zhongyuan, case)


def test_other_cases_of_the_telephone_are_for_those_who_may_read_it(
    case, filed, area, clerk_zhongyuan, worker_jingdong
):
    same = filed(now=None, description="楼上漏水。").dispute
    other = filed(now=None, description="垃圾没清。", contact_phone="13912345678").dispute
    foreign = filed(now=None, area=area("hualong-shenglilu-jinlianhua")).dispute
    page = text_of(clerk_zhongyuan, case).split('id="same-phone"')[1].split("</section>")[0]
    assert same.number in page
    assert other.number not in page
    assert foreign.number not in page
    assert 'id="same-phone"' not in text_of(worker_jingdong, case)


def test_anonymous_complaints_are_not_taken_for_one_telephone(case, filed, clerk_zhongyuan):
    alone = filed(now=None, contact_phone="").dispute
    filed(now=None, contact_phone="", description="垃圾没清。")
    assert 'id="same-phone"' not in text_of(clerk_zhongyuan, alone)


def test_the_whole_file_is_one_paper_with_who_printed_it(replied, officer_hualong):
    done(send(officer_hualong, replied, "note", text="内部核查"))
    page = text_of(officer_hualong, replied, "print/")
    for words in (officer_hualong.display_name, replied.number, "电梯已修好。", "内部核查"):
        assert words in page
    assert "13800138000" not in page


def count_queries(client, address):
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("tail", ["", "print/"])
def test_twenty_complaints_cost_no_more_queries_than_two(tail, case, filed, clerk_zhongyuan):
    def join(number):
        for _each in range(number):
            twin = filed(now=None).dispute
            done(send(clerk_zhongyuan, twin, "merge", number=case.number))

    client = log_in(clerk_zhongyuan)
    address = f"/desk/disputes/{case.number}/{tail}"
    join(1)
    few = count_queries(client, address)
    join(5)
    assert count_queries(client, address) == few
