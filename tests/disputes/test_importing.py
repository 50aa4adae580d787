"""Work orders come in once, with the clocks of their own dates; replayed, they remind exactly.

The oracle below counts by hand, from the shipped calendar file and nothing of the portal's code.
"""

import csv
import json
from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from disputes import imports
from disputes.models import Complaint, Dispute
from puyang_property.core import importer, reminders
from puyang_property.core.importer import jobs, undoing
from puyang_property.core.models import Deadline, DeadlineReminder, ImportJob, Notification

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = Path("puyang_property/core/data/calendar.csv")
REPLAYED = timedelta(days=60)


# ------------------------------------------------------------------ the oracle
def working_days():
    """Return a test of a day: weekends and holidays rest, make-up days work."""
    with CALENDAR.open(encoding="utf-8", newline="") as file:
        kinds = {date.fromisoformat(row["day"]): row["kind"] for row in csv.DictReader(file)}

    def works(day):
        kind = kinds.get(day)
        if kind == "makeup_workday":
            return True
        return kind is None and day.weekday() < 5

    return works


def step(day, count, works):
    """Walk `count` working days from `day`, back when negative."""
    one = timedelta(days=1 if count > 0 else -1)
    while count:
        day += one
        count -= (1 if count > 0 else -1) if works(day) else 0
    return day


def expected_reminders(received, channel, works):
    """Return {rung: day} for one order: from the day of receipt on, within sixty days."""
    if channel == "hotline":  # one working day to decide
        due = step(received, 1, works)
    else:  # a petition: fifteen calendar days; a rest day at the end moves on
        due = received + timedelta(days=15)
        while not works(due):
            due += timedelta(days=1)
    days = {
        "early": step(due, -3, works),
        "late": step(due, -1, works),
        "due": due,
        "urge": step(due, 1, works),
        "supervise": step(due, 5, works),
    }
    return {rung: day for rung, day in days.items() if received <= day <= received + REPLAYED}


# ------------------------------------------------------------------ the orders
def generated_orders():
    """Return orders around the traps of the calendar: festivals, make-up days, year ends."""
    starts = [
        date(2011, 9, 28),
        date(2015, 2, 13),
        date(2016, 12, 29),
        date(2019, 4, 26),
        date(2020, 1, 21),
    ]
    days = [start + timedelta(days=n) for start in starts for n in range(9)]
    return [
        {
            "id": str(number),
            "title": f"第{number}号",
            "text": "电梯停运，物业不修。",
            "date": f"{day}T23:50:00",
        }
        for number, day in enumerate(days)
    ]


def real_orders(samples):
    path = samples / "complaints_sample.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def as_jsonl(folder, orders):
    path = folder / "orders.jsonl"
    lines = (json.dumps(order, ensure_ascii=False) for order in orders)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def run_import(path, capsys, *more):
    call_command("import_work_orders", str(path), "--area", "hualong-zhongyuanlu", *more)
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])


@pytest.fixture
def office(calendar, categories, areas, clerk_zhongyuan, officer_hualong):
    """Somebody to receive the orders."""


def orders_of(kind, request):
    if kind == "generated":
        return generated_orders()
    return real_orders(request.getfixturevalue("samples"))


# ------------------------------------------------------------------ the tests
@pytest.mark.parametrize(
    ("kind", "channel"),
    [
        ("generated", "hotline"),
        ("generated", "petition"),
        # committed step by step: one long transaction would keep every dead row in the way
        pytest.param(
            "real",
            "hotline",
            marks=[pytest.mark.samples, pytest.mark.django_db(transaction=True)],
        ),
    ],
)
def test_a_replay_of_each_order_sends_exactly_what_the_oracle_says(
    office, kind, channel, tmp_path, capsys, request
):
    orders, works = orders_of(kind, request), working_days()
    path = as_jsonl(tmp_path, orders)
    counts = run_import(path, capsys, "--channel", channel, "--replay")
    assert counts == {"rows": len(orders), "created": len(orders), "known": 0, "refused": 0}
    received = {o["id"]: datetime.fromisoformat(o["date"]).date() for o in orders}
    expected = {
        (number, rung, day)
        for number, on in received.items()
        for rung, day in expected_reminders(on, channel, works).items()
    }
    days = sorted({on + timedelta(days=n) for on in received.values() for n in range(61)})

    for day in days:
        reminders.send_due(datetime.combine(day, time(9), SHANGHAI))

    numbers = dict(Dispute.objects.values_list("id", "complaints__external_number"))
    sent = DeadlineReminder.objects.filter(superseded_at=None).select_related("deadline")
    told = {
        (numbers[r.deadline.subject_id], r.rung, r.sent_at.astimezone(SHANGHAI).date())
        for r in sent
    }
    assert told == expected
    assert Notification.objects.filter(occasion="deadline_due").count() == sum(
        rung == "due" for _number, rung, _day in expected
    )


def test_the_clock_of_an_order_is_that_of_its_own_year(office, tmp_path, capsys):
    """30 September 2011: the National Day week 2011 ends on the 7th, the 8th and 9th are worked."""
    order = {"id": "1", "title": "", "text": "漏水", "date": "2011-09-30 08:00"}
    run_import(as_jsonl(tmp_path, [order]), capsys)

    assert Deadline.objects.get().due_on == date(2011, 10, 8)
    assert Dispute.objects.get().number.startswith("PY-2011-")


def test_an_old_order_comes_in_without_a_notice_and_without_catching_up(office, tmp_path, capsys):
    run_import(as_jsonl(tmp_path, generated_orders()[:1]), capsys)

    reminders.send_due(datetime(2026, 3, 3, 9, tzinfo=SHANGHAI))

    assert not Notification.objects.exists()
    assert not DeadlineReminder.objects.filter(superseded_at=None).exists()


def test_the_same_file_twice_makes_nothing_twice(office, tmp_path, capsys):
    path = as_jsonl(tmp_path, generated_orders())
    first, second = run_import(path, capsys), run_import(path, capsys)

    assert first["created"] == second["known"] == Dispute.objects.count() == 45
    assert second["created"] == 0


def test_a_dry_run_writes_nothing(office, tmp_path, capsys):
    counts = run_import(as_jsonl(tmp_path, generated_orders()), capsys, "--dry-run")

    assert counts["created"] == 45
    assert not Dispute.objects.exists()


def test_an_excel_file_as_offices_fill_it_comes_in(office, tmp_path, capsys):
    book = openpyxl.Workbook()
    for row in (
        ["12345 热线工单"],
        ["工单编号", "标题", "诉求内容", "来电时间", "联系电话", "类别"],
        [
            20250101,
            "停水",
            "三天没有水",
            "2025/1/24 9:30",
            "１３８００１３８０００",
            "电梯",
        ],
        ["A-2", "", "水表坏了", 45681, "", ""],
        [None, "没有编号", "内容", "2025-01-24", "", ""],
    ):
        book.active.append(row)
    path = tmp_path / "orders.xlsx"
    book.save(path)

    counts = run_import(path, capsys, "--report", str(tmp_path / "report.xlsx"))

    assert counts == {"rows": 3, "created": 2, "known": 0, "refused": 1}
    one = Complaint.objects.get(external_number="20250101")
    assert one.received_on == date(2025, 1, 24)
    assert one.dispute.category.slug == "lift"
    assert one.contact_phone.masked == "138****8000"
    assert Complaint.objects.get(external_number="A-2").received_on == date(2025, 1, 24)
    cells = openpyxl.load_workbook(tmp_path / "report.xlsx").active
    words = [str(cell.value) for row in cells.iter_rows() for cell in row]
    assert any("order number" in word or "编号" in word for word in words[-8:])


def test_a_moment_with_an_offset_is_told_in_shanghai_time():
    assert imports.moment("2025-01-24T23:30:00+00:00").date() == date(2025, 1, 25)
    assert imports.moment("2025-01-24T23:30:00").date() == date(2025, 1, 24)


def test_name_and_telephone_stay_out_of_the_kept_rows(office, tmp_path, capsys):
    order = {**generated_orders()[0], "name": "张三丰", "phone": "13800138000"}
    run_import(as_jsonl(tmp_path, [order]), capsys)

    kept = json.dumps(list(ImportJob.objects.get().rows.values_list("data", flat=True)))
    assert "13800138000" not in kept
    assert "\\u5f20" not in kept


def test_undoing_withdraws_what_nobody_touched_and_lets_the_order_come_again(
    office, tmp_path, capsys, officer_hualong
):
    path = as_jsonl(tmp_path, generated_orders()[:3])
    run_import(path, capsys)
    job = ImportJob.objects.get()

    undoing.undo(job, by=officer_hualong)

    assert set(Dispute.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert run_import(path, capsys)["created"] == 3


def test_an_unknown_area_is_said_in_one_line(db, tmp_path):
    path = as_jsonl(tmp_path, generated_orders()[:1])

    with pytest.raises(CommandError, match="nowhere"):
        call_command("import_work_orders", str(path), "--area", "nowhere")


def test_only_a_post_that_takes_in_orders_may_upload(office, clerk_zhongyuan, area, tmp_path):
    assert not clerk_zhongyuan.has_perm(imports.WORK_ORDERS.permission)
    assert importer.get("work_orders") is imports.WORK_ORDERS
    assert jobs.guess(imports.WORK_ORDERS, ["工单编号", "内容"], area("hualong")) == {
        "id": 0,
        "text": 1,
    }


def test_the_counts_of_rungs_are_those_of_five_steps():
    works = working_days()
    rungs = Counter(expected_reminders(date(2026, 3, 2), "petition", works))
    assert set(rungs) == {"early", "late", "due", "urge", "supervise"}


def test_the_upload_page_asks_first_what_the_file_holds_and_then_for_the_channel(
    client_of, office, officer_hualong, area, tmp_path
):
    client, page = client_of(officer_hualong), reverse("desk:import_upload")
    assert "kind=work_orders" in client.get(page).text
    assert 'name="channel"' in client.get(page, {"kind": "work_orders"}).text
    assert client.post(page, {"kind": "nonsense"}).status_code == 422
    path = as_jsonl(tmp_path, generated_orders()[:2])

    with path.open("rb") as file:
        form = {"kind": "work_orders", "file": file, "area": area("hualong").pk}
        answer = client.post(page, {**form, "channel": "petition"})

    assert answer.status_code == 302, answer.text
    assert ImportJob.objects.get().options["channel"] == "petition"
    assert ImportJob.objects.get().options["replay"] is False
