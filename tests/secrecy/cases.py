"""What happens in the small Puyang: a case in every state, each step with words of its own."""

from datetime import timedelta

from django.utils import timezone

from disputes import actions, imports
from disputes.actions.resident import resident_of
from disputes.models import Complaint, Dispute
from puyang_property.core import files, importer, secrecy
from puyang_property.core.files import processing
from puyang_property.core.importer import jobs, running
from puyang_property.core.models import Deadline, FileState
from puyang_property.core.secrecy.retaining import anonymise_due
from tests.factories.core_files import upload
from tests.secrecy import owned, papers
from tests.secrecy.board import hang_up
from tests.secrecy.canaries import SEALED, What, spellings
from tests.secrecy.world import CLERK, COUNTY, JINGDONG, SHENGLI, YUBEI, World


def build():
    """Return a world with a case in every state."""
    world = World()
    _first_steps(world)
    _handled(world)
    _ended(world)
    _joined(world)
    _taken_out(world)
    _elsewhere(world)
    _photos(world)
    _imports(world)
    owned.build(world)
    _forgotten(world)
    _looks(world)
    hang_up(world)
    for each in (*world.cases.values(), *world.complaints.values()):
        each.refresh_from_db()
    return world


def _first_steps(world):
    world.file("registered", photos=4)
    world.file("refused")
    advice = world.note("refused", What.ADVICE, own=True)
    world.do("refuse", "refused", reason="in_court", note=advice)
    world.file("referred")
    world.where["referred"].add("hualong-shenglilu")
    (post,) = world.people["clerk_shengli"].current_posts
    world.do("refer", "referred", to_post=post, reason=world.note("referred", What.REASON))
    world.file("sent_back")
    world.do("refer", "sent_back", to_post=post, reason=world.note("sent_back", What.REASON))
    reason = world.note("sent_back", What.REASON)
    world.do("send_back", "sent_back", "clerk_shengli", reason=reason)


def _handled(world):
    for name in ("in_progress", "suspended", "in_mediation", "agreed", "replied", "unhappy"):
        world.file(name)
        world.clerks_work(name)
    reason = world.note("in_progress", What.REASON)
    world.do("request_extension", "in_progress", length=3, reason=reason)
    asked = world.do("request_suspension", "suspended", reason=world.note("suspended", What.REASON))
    said = world.note("suspended", What.REASON)
    actions.decide_request(asked, by=world.people["officer_hualong"], granted=True, note=said)
    _urge(world, "in_progress")
    for name in ("in_mediation", "agreed"):
        world.mediate(name)
    world.agree("agreed")
    for name in ("replied", "unhappy"):
        world.reply(name)
    complaint = Complaint.objects.get(pk=world.complaints["unhappy"].pk)
    comment = world.note("unhappy", What.ADDED, own=True)
    resident = resident_of(complaint)
    actions.answer(complaint, by=resident, solved="no", satisfied="no", comment=comment)
    explained = world.note("unhappy", What.ADVICE, own=True)
    world.do("explain", "unhappy", "officer_hualong", text=explained)


def _urge(world, name):
    """Let the office be late, and the office above it urge."""
    late = Deadline.objects.for_subject(world.cases[name]).order_by("pk").last()
    ended = timezone.localdate() - timedelta(days=1)
    Deadline.objects.filter(pk=late.pk).update(due_on=ended, started_on=ended)
    world.do("urge", name, "officer_hualong", note=world.note(name))


def _ended(world):
    for name in ("closed", "forgotten", "withdrawn"):
        world.file(name, photos=1 if name == "forgotten" else 0)
    for name in ("closed", "forgotten"):
        world.clerks_work(name)
        if name == "forgotten":
            world.mediate(name)
            world.agree(name)
        world.reply(name)
        world.visit(name)
        world.do("close", name, "worker_jingdong", note=world.note(name))
    world.do("withdraw", "withdrawn", note=world.note("withdrawn"))


def _joined(world):
    """Two complaints on one case: neither resident may learn anything of the other."""
    world.file("main")
    world.file("joined")
    world.do("merge", "joined", into=world.cases["main"], note=world.note("joined"))
    world.cases["emptied"], world.where["emptied"] = world.cases["joined"], {JINGDONG}
    world.cases["joined"] = world.cases["main"]
    world.clerks_work("main")
    both = {
        world.complaints[n].pk: world.note(n, What.ADVICE, own=True) for n in ("main", "joined")
    }
    common = world.note("main", What.ADVICE)
    world.do("reply", "main", text=common, result="planned", texts=both)


def _taken_out(world):
    """Two complaints on one case that turn out to be two matters."""
    for name in ("kept", "taken"):
        world.file(name)
    world.do("accept", "kept")
    world.do("merge", "taken", into=world.cases["kept"], note=world.note("taken"))
    complaint = Complaint.objects.get(pk=world.complaints["taken"].pk)
    note = world.note("taken")
    new = actions.take_out(complaint, by=world.people[CLERK], note=note)
    world.keep("taken", new, complaint)


def _elsewhere(world):
    for name, key in (("shengli", SHENGLI), ("county", COUNTY), ("yubei", YUBEI)):
        world.file(name, key, photos=1)
    world.clerks_work("shengli")


def _photos(world):
    """A photo in each state: waiting, rejected, ready, released, erased."""
    of = {name: list(files.of(each)) for name, each in world.complaints.items()}
    for name, stored in of.items():
        for each in stored:
            world.photos[name].append(each)
    waiting, broken, released, erased = of["registered"]
    processing._reject(broken, "broken")
    for each in [released, erased, *(p for n, s in of.items() if n != "registered" for p in s)]:
        assert processing.process(each.pk) == FileState.READY
    for each in (released, erased):
        each.refresh_from_db()
    files.release(released, by=world.people[CLERK])
    files.erase(erased, by=world.people["officer_hualong"], basis="《个人信息保护法》第四十七条")
    world.waiting_photo = waiting


def _imports(world):
    world.jobs["orders"] = _import(world, imports.WORK_ORDERS, "officer_hualong", _orders(world))
    compounds = importer.get("compounds")
    table = [["小区名称", "户数"], ["景观城", "300"], ["", "12"]]
    world.jobs["compounds"] = _import(world, compounds, CLERK, table)


def _orders(world):
    """Return the lines of a hotline's file: one that comes in, one that is refused."""
    world.where["order"] = world.where["refused order"] = {"hualong-zhongyuanlu"}
    told = {"case": "order", "own_of": ["order"]}
    world.order_phone = world.sing(What.PHONE, **told)
    taken = [
        "GD-1",
        world.sing(What.TITLE, **told),
        f"{world.sing(What.WORDS, **told)}家电梯停运",
        "2026-11-20",
        world.sing(What.PLACE, **told),
        world.sing(What.NAME, **told),
        spellings(world.order_phone)[3],
    ]
    lost = {"case": "refused order"}
    phone = world.sing(What.ORDER_NAME, **lost)
    refused = [
        "",
        "无标题",
        "无人受理",
        "2026-11-20",
        "",
        world.sing(What.ORDER_NAME, **lost),
        phone,
    ]
    return [["工单号", "标题", "内容", "受理时间", "地址", "姓名", "电话"], taken, refused]


def _import(world, kind, by, table):
    author = world.sing(What.METADATA, case="order")
    called = world.sing(What.FILE_NAME, case="order", form="{}.xlsx")
    sent = upload(called, papers.workbook(table, author), "application/zip")
    street, user = world.areas["hualong-zhongyuanlu"], world.people[by]
    job = jobs.upload(kind, sent, area=street, by=user)
    jobs.begin(job, by=user, dry_run=False, wait=True)
    running.run(job.pk)
    job.refresh_from_db()
    made = Complaint.objects.filter(external_number="GD-1").first()
    if kind is imports.WORK_ORDERS:
        world.keep("order", made.dispute, made)
    return job


def _forgotten(world):
    """Let three years pass over one case: its contacts are erased."""
    long_ago = timezone.now() - timedelta(days=40 * 31)
    case = Dispute.objects.filter(pk=world.cases["forgotten"].pk)
    Complaint.objects.filter(dispute__in=case).update(filed_at=long_ago)
    case.update(closed_at=long_ago + timedelta(days=1))
    anonymise_due(timezone.now())
    world.flock.forget("forgotten", *SEALED, What.MASKED)


def _looks(world):
    """Somebody looked at a contact, and said why."""
    complaint = world.complaints["registered"]
    reason = world.note("registered", What.LOOK, own=True)
    secrecy.reveal(complaint, ["contact_phone"], by=world.people[CLERK], reason=reason)
