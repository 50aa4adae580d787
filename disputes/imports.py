"""Work orders of a hotline, as 12345 platforms hand them over in files."""

import unicodedata
from datetime import datetime, time, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as L

from communities.models import Community
from communities.naming import name_key
from disputes import actions, numbers
from disputes.actions.filing import LONGEST_DESCRIPTION
from disputes.choices import Channel, State
from disputes.models import Category, Complaint
from puyang_property.core import history, secrecy
from puyang_property.core.importer import Applied, Clean, Column, ImportKind, Match, cells
from puyang_property.core.refusals import Refused

RECENT = timedelta(days=60)  # older orders come in without catching up on reminders
FALLBACK = "other"
COLUMNS = (
    Column("id", L("order number"), ("工单号", "工单编号", "编号", "受理编号"), required=True),
    Column("title", L("title"), ("标题", "诉求标题", "主题", "工单标题")),
    Column("text", L("what happened"), ("内容", "诉求内容", "工单内容", "反映内容"), required=True),
    Column(
        "date",
        L("received on"),
        ("受理时间", "来电时间", "派单时间", "登记时间", "日期", "时间"),
        required=True,
    ),
    Column("category", L("category"), ("类别", "诉求类别", "分类")),
    Column("community", L("compound"), ("小区", "小区名称")),
    Column("place", L("where exactly"), ("地址", "事发地址", "详细地址")),
    Column("name", L("name of the person"), ("姓名", "来电人", "诉求人"), masked="name"),
    Column("phone", L("telephone"), ("电话", "联系电话", "来电号码", "手机"), masked="phone"),
)


def moment(value):
    """Return the Shanghai moment in a cell, midnight where it holds a day; None for neither."""
    if not isinstance(value, datetime):
        value = _as_moment(value)
    if value is None:
        return None
    shanghai = timezone.get_default_timezone()
    return value.replace(tzinfo=shanghai) if value.tzinfo is None else value.astimezone(shanghai)


def order_number(value):
    """Return the order number in a cell as text; unlike elsewhere, “0” is one."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str("" if value is None else value)).strip()


def _as_moment(value):
    try:
        return datetime.fromisoformat(cells.text(value))
    except ValueError:
        day = cells.day(value)
        return datetime.combine(day, time.min) if day else None


def clean_row(row, job):
    """Return the order as a complaint can hold it; refuse it without number, text or day."""
    notes = []
    number, text = order_number(row.get("id")), cells.prose(row.get("text"))
    received = moment(row.get("date"))
    wrong = _faults(number, text, received, job)
    if wrong:
        raise ValidationError(wrong)
    phone = cells.text(row.get("phone"))
    if phone and not secrecy.phone_digest(phone):
        notes.append(_("The telephone is no telephone number: left out."))
        phone = ""
    data = {
        "number": number,
        "title": cells.text(row.get("title"))[:120],
        "text": text,
        "received_at": received.isoformat(),
        "category": _category(cells.text(row.get("category")), notes),
        "community": _community(cells.text(row.get("community")), job, notes),
        "place": cells.text(row.get("place"))[:200],
        "name": cells.text(row.get("name"))[:50],
        "phone": secrecy.normalise_phone(phone) if phone else "",
    }
    return Clean(data, notes, label=f"{number} {data['title']}".strip())


def _faults(number, text, received, job):
    wrong = []
    if not number:
        wrong.append(_("The row has no order number."))
    if len(number) > 60:
        wrong.append(_("The order number is longer than 60 characters."))
    if not text:
        wrong.append(_("The row does not say what happened."))
    if len(text) > LONGEST_DESCRIPTION:
        wrong.append(_("The text is longer than 10,000 characters."))
    if received is None:
        wrong.append(_("The row has no day of receipt that can be read."))
    elif received > timezone.now():
        wrong.append(_("The day of receipt lies in the future."))
    elif received.year < numbers.FIRST_YEAR:
        wrong.append(_("The day of receipt lies too far back."))
    return wrong


def _category(name, notes):
    """Return the slug of the category called `name`; nothing is guessed from the text."""
    if not name:
        return FALLBACK
    for category in Category.objects.offered():
        if name in {category.slug, category.name_zh, category.name_en}:
            return category.slug
    notes.append(
        _("The category “%(name)s” is not one of ours: entered as other.") % {"name": name}
    )
    return FALLBACK


def _community(name, job, notes):
    """Return the id of the only compound of that very name in the job's area, or None."""
    if not name:
        return None
    found = Community.objects.current().filter(
        name_key=name_key(name), area_path__startswith=job.area_path
    )[:2]
    if len(found) == 1:
        return found[0].pk
    notes.append(
        _("The compound “%(name)s” is not in the register, or more than one is.") % {"name": name}
    )
    return None


def find_duplicates(data, job):
    """Return the complaint of the same order number in the same channel: it is known."""
    known = Complaint.objects.filter(
        channel=_channel(job), external_number=data["number"]
    ).select_related("dispute")
    return Match(known=known.first())


def _channel(job):
    return job.options["channel"]


def apply(data, job, *, by, into=None):
    """File the order with its own date; an old one stays silent unless the job replays."""
    received = datetime.fromisoformat(data["received_at"])
    now = timezone.now()
    loud = job.options["replay"] or now - received <= RECENT
    community = data["community"] and Community.objects.get(pk=data["community"])
    filed = actions.file(
        by=by,
        channel=_channel(job),
        category=Category.objects.get(slug=data["category"]),
        community=community or None,
        area=None if community else job.area,
        title=data["title"],
        description=data["text"],
        place=data["place"],
        contact_name=data["name"],
        contact_phone=data["phone"],
        external_number=data["number"],
        received_on=timezone.localdate(received),
        filed_at=received,
        remind_from=timezone.localdate(received if loud else now),
        tell=bool(loud),
        language="zh-hans",
        now=now,
    )
    return Applied(filed.complaint)


def undo(row, job, *, by):
    """Withdraw the case that `row` made, if nobody has touched it; the order can come in again."""
    complaint = Complaint.objects.select_related("dispute").get(pk=row.subject_id)
    dispute = complaint.dispute
    if dispute.state != State.REGISTERED or history.of(dispute).count() > 1:
        raise Refused(_("Case %(number)s was worked on after the import.") % {"number": dispute})
    actions.withdraw(dispute, by=by, note=_("The import was undone."))
    complaint.external_number = ""
    complaint.save(update_fields=["external_number"])


def option_fields():
    """Return what the upload page asks."""
    channel = forms.ChoiceField(
        label=L("channel"), choices=Channel.choices, initial=Channel.HOTLINE
    )
    replay = forms.BooleanField(
        label=L("send reminders of orders older than 60 days too"), required=False
    )
    return {"channel": channel, "replay": replay}


WORK_ORDERS = ImportKind(
    slug="work_orders",
    label=L("work orders of a hotline"),
    columns=COLUMNS,
    clean_row=clean_row,
    find_duplicates=find_duplicates,
    apply=apply,
    undo=undo,
    shelves=lambda data: (data["number"],),
    permission="disputes.import_workorder",
    model=Complaint,
    kept=("number", "received_at", "category"),
    counted=("created", "known", "refused"),
    default_options={"channel": str(Channel.HOTLINE), "replay": False},
    option_fields=option_fields,
)
