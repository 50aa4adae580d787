"""The list of dossiers, the dossier of one compound, and what the policy offers it."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from communities.choices import ContractKind, Kind, ManagementMode
from communities.dossiers import actions, counting, progress
from communities.dossiers.choices import Answer
from communities.models import Community, Dossier, DossierEntry, DossierRequest
from puyang_property.core.models import StoredFile
from tests.factories.communities import CommunityFactory, ServiceContractFactory

pytestmark = pytest.mark.django_db
JINGDONG = "hualong-zhongyuanlu-jingdong"
LIST = "communities:dossier_list"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def page(name, *args):
    return reverse(f"communities:{name}", args=args)


@pytest.fixture
def clerk(clerk_zhongyuan, client_of, calendar):
    return client_of(clerk_zhongyuan)


@pytest.fixture
def old(clerk_zhongyuan, area):
    row = CommunityFactory(
        at=JINGDONG, kind=Kind.OLD, name="老家属院", management_mode=ManagementMode.NONE
    )
    actions.record(row, item="meters", by=clerk_zhongyuan)
    return row


@pytest.fixture
def new(area):
    row = CommunityFactory(at=JINGDONG, kind=Kind.NEW, name="锦绣花园")
    ServiceContractFactory(
        community=row,
        kind=ContractKind.PRELIMINARY,
        signed_on=date(2024, 1, 2),
        filed_on=date(2024, 1, 9),
    )
    counting.recount([row.pk])
    return row


def shown(answer):
    return [dossier.community for dossier in answer.context["page"]]


# ------------------------------------------------------------------ the list
def test_the_list_says_what_is_missing_and_who_owes_it(clerk, old, new):
    answer = clerk.get(reverse(LIST))
    assert shown(answer) == [new, old]  # 1 of 7, 1 of 6
    assert "政府出资" not in answer.text
    assert "居民改造意愿调查" in answer.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"kind": "old"}, ["old"]),
        ({"item": "wishes_survey"}, ["old"]),
        ({"item": "meters"}, []),
        ({"owing": "developer"}, ["new"]),
        ({"owing": "street"}, ["old"]),
        ({"below": "15"}, ["new"]),
        ({"below": "14"}, []),
        ({"q": "jxhy"}, ["new"]),
        ({"area": "hualong-zhongyuanlu"}, ["new", "old"]),
        ({"kind": "unknown"}, []),
        ({"below": "abc"}, []),
    ],
    ids=str,
)
def test_the_list_is_narrowed(query, found, clerk, old, new):
    assert set(shown(clerk.get(reverse(LIST), query))) == {
        {"old": old, "new": new}[n] for n in found
    }


def test_every_number_leads_to_the_dossiers_it_counts(clerk, old, new, clerk_zhongyuan, area):
    for item in ("condition_survey", "wishes_survey", "renovation_acceptance", "fund_again"):
        actions.record(old, item=item, by=clerk_zhongyuan)
    told = {"answer": Answer.NOT_APPLICABLE, "note": "街道代管"}
    actions.record(old, item="management_after", by=clerk_zhongyuan, **told)
    CommunityFactory(at=JINGDONG, kind=Kind.OLD)
    counting.recount_differing()
    answer = clerk.get(reverse(LIST))
    kinds, items = answer.context["kinds"], answer.context["items"]
    assert {total.kind: (total.number, total.complete) for total in kinds} == {
        Kind.NEW: (1, 0),
        Kind.OLD: (2, 1),
    }
    for total in kinds:
        assert len(shown(clerk.get(reverse(LIST), {"kind": total.kind.value}))) == total.number
        query = {"kind": total.kind.value, "below": total.below}
        assert len(shown(clerk.get(reverse(LIST), query))) == total.incomplete
    assert items
    for total in items:
        assert len(shown(clerk.get(reverse(LIST), {"item": total.item.key}))) == total.missing


def test_the_list_costs_the_same_for_one_and_for_many(clerk, old, queries):
    queries(clerk, reverse(LIST))
    one = queries(clerk, reverse(LIST))
    rows = [CommunityFactory(at=JINGDONG, kind=Kind.OLD).pk for _ in range(19)]
    counting.recount(rows)
    assert Dossier.objects.count() == 20
    assert queries(clerk, reverse(LIST)) == one


def test_list_page_export_and_database_show_the_same_number(clerk, old):
    kept = Dossier.objects.get()
    assert kept.percent == Decimal("16.6")
    assert "16.6" in clerk.get(reverse(LIST)).text
    assert clerk.get(page("dossier", old.pk)).context["assessment"].percent == kept.percent
    assert "16.6" in clerk.get(page("dossier", old.pk)).text
    assert "16.6" in clerk.get(old.get_absolute_url()).text
    answer = clerk.get(reverse(LIST), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "16.6" in text
    assert "居民改造意愿调查" in text
    book = clerk.get(reverse(LIST), {"export": "xlsx"})
    (rows,) = load_workbook(BytesIO(b"".join(book.streaming_content))).worksheets
    assert "16.6" in {str(cell.value) for row in rows for cell in row}


def test_a_long_list_is_paged_without_losing_a_dossier(clerk, area):
    rows = [CommunityFactory(at=JINGDONG, kind=Kind.OLD).pk for _ in range(53)]
    counting.recount(rows)
    first = clerk.get(reverse(LIST))
    second = clerk.get(reverse(LIST) + first.context["page"].next_url)
    assert len({row.pk for row in (*shown(first), *shown(second))}) == 53


def test_another_street_sees_no_dossier_of_ours(client_of, clerk_shengli, old):
    client = client_of(clerk_shengli)
    assert shown(client.get(reverse(LIST))) == []
    assert client.get(page("dossier", old.pk)).status_code == 404


# ------------------------------------------------------------------ one dossier
def test_the_register_shows_its_facts_with_a_link_and_no_form(clerk, new):
    answer = clerk.get(page("dossier", new.pk))
    line = next(x for x in answer.context["lines"] if x.item.key == "preliminary_contract")
    assert line.shown_by == new.contracts.get()
    assert new.contracts.get().get_absolute_url() in answer.text
    form = {"answer": "present"}
    record = page("dossier_record", new.pk, "preliminary_contract")
    assert clerk.post(record, form).status_code == 422


def test_a_paper_is_recorded_with_its_scan_and_taken_back(
    clerk, old, client_of, clerk_shengli, worker_jingdong, settings, tmp_path
):
    scan = SimpleUploadedFile("意愿调查.pdf", PDF, content_type="application/pdf")
    form = {"answer": "present", "on": "2021-05-06", "note": "第3盒", "paper": scan}
    answer = clerk.post(page("dossier_record", old.pk, "wishes_survey"), form)
    assert answer.status_code == 302, answer.text
    assert answer["Location"] == page("dossier", old.pk)
    entry = DossierEntry.objects.get(item="wishes_survey")
    stored = StoredFile.objects.get(subject_id=entry.pk, purpose="dossier")
    assert "意愿调查.pdf" in clerk.get(page("dossier", old.pk)).text
    assert client_of(clerk_shengli).get(stored.url).status_code == 404
    taken = clerk.post(page("dossier_withdraw", entry.pk), {"note": "传错文件"})
    assert taken["Location"] == page("dossier", old.pk)
    missing = clerk.get(page("dossier", old.pk)).context["assessment"].missing
    assert "wishes_survey" in missing


def test_a_form_that_is_refused_keeps_what_was_typed(clerk, old):
    form = {"answer": "not_applicable", "on": "2021-05-06"}
    answer = clerk.post(page("dossier_record", old.pk, "wishes_survey"), form)
    assert answer.status_code == 422
    assert "2021-05-06" in answer.text


def test_an_item_that_nobody_knows_is_not_there(clerk, old):
    assert clerk.get(page("dossier_record", old.pk, "nonsense")).status_code == 404
    assert (
        clerk.post(page("dossier_record", old.pk, "drawings"), {"answer": "present"}).status_code
        == 409
    )


def test_a_paper_is_asked_for_and_no_longer(clerk, old, clerk_zhongyuan):
    office = clerk_zhongyuan.current_posts[0]
    form = {"until": "2001-01-01", "responsible": office.pk}
    ask = page("dossier_ask", old.pk, "wishes_survey")
    assert clerk.post(ask, form).status_code == 422
    assert clerk.post(ask, {**form, "until": "2199-01-01"}).status_code == 302
    asked = DossierRequest.objects.get()
    assert page("dossier_request_drop", asked.pk) in clerk.get(page("dossier", old.pk)).text
    assert "老家属院" in clerk.get(reverse("desk:dates")).text
    drop = clerk.post(page("dossier_request_drop", asked.pk), {"note": "另行处理"})
    assert drop["Location"] == page("dossier", old.pk)


def test_a_compound_without_a_kind_says_what_to_do(clerk, area):
    row = CommunityFactory(at=JINGDONG, kind=Kind.UNKNOWN)
    answer = clerk.get(page("dossier", row.pk))
    assert page("change_kind", row.pk) in answer.text
    assert answer.context["lines"] == []


def test_a_worker_reads_and_finds_no_form(client_of, worker_jingdong, old):
    answer = client_of(worker_jingdong).get(page("dossier", old.pk))
    assert answer.status_code == 200
    assert page("dossier_ask", old.pk, "wishes_survey") not in answer.text
    assert page("dossier_record", old.pk, "condition_survey") not in answer.text
    assert (
        client_of(worker_jingdong).get(page("dossier_record", old.pk, "meters")).status_code == 403
    )


# ------------------------------------------------------------------ measures
def test_the_compound_page_says_what_the_policy_offers_and_what_comes_next(clerk, old, new):
    shown = clerk.get(old.get_absolute_url()).text
    assert "政府出资改造" in shown
    assert page("dossier_record", old.pk, "condition_survey") in shown
    assert "幸福家园" in clerk.get(new.get_absolute_url()).text


def test_what_the_policy_does_not_offer_this_compound_asks_for_no_step(clerk, old):
    Community.objects.filter(pk=old.pk).update(built_year=2010, management_mode="unknown")
    shown = clerk.get(page("dossier", old.pk))
    fits = {measure.key: fitting for measure, fitting, _stands in shown.context["measures"]}
    assert fits["renovation"].fit == "not_meant"
    assert fits["community_management"].fit == "unknown"
    assert reverse("communities:change", args=[old.pk]) in shown.text
    measures = shown.text.split("政府出资改造")[1].split("依托社区实行自行管理")[0]
    assert "2010" in measures
    assert "下一步" not in measures


def test_a_room_above_says_where_its_measure_stands(clerk, old):
    told = progress.Progress("施工中", "brand", "联合验收", "/desk/", "/desk/")
    progress.register("renovation", lambda community: told if community == old else None)
    try:
        answer = clerk.get(page("dossier", old.pk))
        found = {measure.key: stands for measure, _fits, stands in answer.context["measures"]}
    finally:
        progress.unregister("renovation")
    assert found["renovation"] == told
    assert "施工中" in answer.text
    with pytest.raises(KeyError):
        progress.register("nonsense", None)
