"""A small Puyang in which every secret is a canary: cases in every state, in three streets."""

from collections import defaultdict
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.loading import load_areas, read_areas
from accounts.models import Area
from disputes import actions, imports
from disputes.actions.resident import resident_of
from disputes.choices import Channel
from disputes.models import Category, Complaint, Dispute
from puyang_property.core import files, importer, secrecy
from puyang_property.core.actors import Actor
from puyang_property.core.files import processing
from puyang_property.core.importer import jobs, running
from puyang_property.core.models import FileState
from puyang_property.core.secrecy.retaining import anonymise_due
from tests.cast import AREAS, PEOPLE, appear
from tests.factories.communities import CommunityFactory
from tests.factories.core_clock import load_calendar
from tests.factories.core_files import upload
from tests.factories.disputes import RecusalFactory
from tests.secrecy import papers
from tests.secrecy.canaries import SEALED, Flock, What, spellings

JINGDONG = "hualong-zhongyuanlu-jingdong"
YUBEI = "hualong-zhongyuanlu-yubei"
SHENGLI = "hualong-shenglilu-jinlianhua"
COUNTY = "puyangxian-chengguan"
CLERK = "clerk_zhongyuan"
CLERK_OF = {JINGDONG: CLERK, YUBEI: CLERK, SHENGLI: "clerk_shengli", COUNTY: "officer_puyangxian"}


class World:
    """People, cases by name, residents by the name of their case, and all canaries."""

    def __init__(self):
        """Start with places and people."""
        self.flock = Flock()
        load_calendar()
        call_command("load_categories", verbosity=0)
        load_areas(read_areas(keys=AREAS))
        self.areas = {area.key: area for area in Area.objects.all()}
        self.people = {name: self._person(name) for name in PEOPLE}
        self.lift = Category.objects.get(slug="lift")
        self.compounds = {key: CommunityFactory(area=self.areas[key]) for key in CLERK_OF}
        self.cases, self.complaints, self.codes, self.where = {}, {}, {}, {}
        self.photos = defaultdict(list)
        self.jobs = {}

    def _person(self, name):
        role, key, _called = PEOPLE[name]
        called = self.flock.new(What.STAFF)
        email = self.flock.email(name.replace("_", ""))
        user = appear(self.areas, name, role, key, display_name=called, email=email)
        self.flock.adopt(user.password, What.KEY)
        for device in TOTPDevice.objects.filter(user=user):
            self.flock.adopt(device.key, What.KEY)
        return user

    # ------------------------------------------------------------------ what residents do
    def file(self, name, key=JINGDONG, *, photos=0, **more):
        """File the complaint `name` at the compound of `key`, its every word a canary."""
        self.where[name] = {key}
        mine = {"case": name, "own_of": [name]}
        contact, phone = self.sing(What.NAME, **mine), self.sing(What.PHONE, **mine)
        flat, called = (self.sing(What.WORDS, **mine) for _each in range(2))
        words = (
            f"{self.sing(What.TITLE, **mine)}电梯停运。{flat}号楼，我叫{called}，多次报修没有人管。"
        )
        given = {
            "by": Actor.resident(),
            "channel": Channel.ONLINE,
            "category": self.lift,
            "community": self.compounds[key],
            "description": words,
            "place": self.sing(What.PLACE, **mine, form="三单元{}"),
            "contact_name": contact,
            "contact_phone": secrecy.normalise_phone(spellings(phone)[len(self.cases) % 5]),
            "helper_name": self.sing(What.HELPER, **mine),
            "photos": [self.photo(name) for _each in range(photos)],
        }
        filed = actions.file(**{**given, **more})
        self.keep(name, filed.dispute, filed.complaint)
        self.codes[name] = self.flock.adopt(filed.query_code, What.CODE, name, [name])
        return filed.complaint

    def keep(self, name, dispute, complaint):
        """Remember a case and its resident."""
        self.cases[name], self.complaints[name] = dispute, complaint

    def photo(self, name):
        """Return a photo that gives its owner away in every corner of the file."""
        told = self.sing(What.METADATA, case=name, own_of=[name])
        called = self.sing(What.PHOTO_NAME, case=name, own_of=[name], form="{}.jpg")
        return upload(called, papers.telltale_photo(told))

    def sing(self, what, case="", own_of=(), form="{}"):
        """Return the words of a new canary."""
        return self.flock.new(what, case, own_of, form)

    # ------------------------------------------------------------------ what offices do
    def do(self, verb, name, by=None, **words):
        """Take `verb` on the case `name`; `what=field` words become canaries of the case."""
        dispute = Dispute.objects.get(pk=self.cases[name].pk)
        actor = self.people[by] if by else self.people[CLERK_OF[self.home(name)]]
        return getattr(actions, verb)(dispute, by=actor, **words)

    def home(self, name):
        """Return the key of the place where the case was filed."""
        return next(key for key in CLERK_OF if key in self.where[name])

    def state_of(self, path):
        """Return the state of the case that `path` names, or nothing."""
        states = {case.number: case.state for case in self.cases.values()}
        return next((state for number, state in states.items() if number in path), "")

    def note(self, name, what=What.NOTE, own=False):
        """Return words of an office for a case; with `own` its resident reads them."""
        return self.sing(what, case=name, own_of=[name] if own else ())

    def clerks_work(self, name):
        """Accept, note, write, release: what happens on a case that is being handled."""
        self.do("accept", name, note=self.note(name))
        self.do("note", name, text=self.note(name))
        advice = self.note(name, What.ADVICE, own=True)
        self.do("note", name, text=advice, complaint=self.complaints[name])
        self.do("release_summary", name, summary=self.note(name, What.SUMMARY))
        complaint = Complaint.objects.get(pk=self.complaints[name].pk)
        actions.add_information(
            complaint, by=resident_of(complaint), text=self.note(name, What.ADDED, own=True)
        )

    def reply(self, name):
        """Answer the resident."""
        text = self.note(name, What.ADVICE, own=True)
        self.do("reply", name, text=text, result="solved")

    def visit(self, name, **said):
        """Visit the resident back."""
        complaint = Complaint.objects.get(pk=self.complaints[name].pk)
        visitor = "worker_jingdong" if self.home(name) == JINGDONG else "officer_city"
        actions.visit(
            complaint,
            by=self.people[visitor],
            result="reached",
            solved=said.get("solved", "yes"),
            satisfied=said.get("satisfied", "yes"),
            note=self.note(name, What.VISIT),
        )

    def mediate(self, name):
        """Bring two people and the company to one table, with a session held and one planned."""
        parties = [
            {
                "role": role,
                "name": self.sing(What.PARTY, case=name),
                "phone": secrecy.normalise_phone(self.sing(What.PARTY_PHONE, case=name)),
                "consent": "given",
            }
            for role in ("owner", "other")
        ]
        parties.append({"role": "company", "name": "安居物业公司", "consent": "given"})
        mediator = self.people["mediator_zhongyuan"]
        mediation = self.do("start_mediation", name, mediator=mediator, parties=parties)
        RecusalFactory(
            mediation=mediation,
            mediator=self.people["officer_hualong"],
            followed_by=mediator,
            reason=self.note(name, What.TABLE),
        )
        self.meet(mediation, name)
        return mediation

    def meet(self, mediation, name):
        """Hold a session, with minutes."""
        mediator, soon = self.people["mediator_zhongyuan"], timezone.now() + timedelta(days=1)
        for _each in range(2):
            session = actions.plan_session(
                mediation, by=mediator, planned_at=soon, place=self.note(name, What.TABLE)
            )
        first = mediation.sessions.order_by("pk").first()
        people = list(mediation.parties.all())
        actions.serve_notice(first, by=mediator, party=people[0])
        actions.hold_session(
            first,
            by=mediator,
            minutes=self.note(name, What.TABLE),
            presences=dict.fromkeys(people, "present"),
        )
        return session

    def agree(self, name):
        """Write down what they agree."""
        mediation = self.cases[name].mediations.get()
        clauses = [
            {
                "performer": party,
                "text": self.note(name, What.TABLE),
                "due_on": timezone.localdate() + timedelta(days=20),
            }
            for party in mediation.parties.all()[:2]
        ]
        facts = self.note(name, What.TABLE)
        mediator = "mediator_zhongyuan"
        agreement = self.do("agree", name, mediator, form="written", facts=facts, clauses=clauses)
        actions.perform_clause(
            agreement.clauses.first(),
            by=self.people[mediator],
            proof_note=self.note(name, What.TABLE),
        )


def build():
    """Return a world with a case in every state."""
    world = World()
    _first_steps(world)
    _handled(world)
    _ended(world)
    _joined(world)
    _elsewhere(world)
    _photos(world)
    _imports(world)
    _forgotten(world)
    _looks(world)
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
    Dispute.objects.filter(pk=world.cases["forgotten"].pk).update(closed_at=long_ago)
    anonymise_due(timezone.now())
    world.flock.forget("forgotten", *SEALED, What.MASKED)


def _looks(world):
    """Somebody looked at a contact, and said why."""
    complaint = world.complaints["registered"]
    reason = world.note("registered", What.LOOK, own=True)
    secrecy.reveal(complaint, ["contact_phone"], by=world.people[CLERK], reason=reason)
