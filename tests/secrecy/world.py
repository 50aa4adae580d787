"""A small Puyang in which every secret is a canary: cases in every state, in three streets."""

from collections import defaultdict
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.loading import load_areas, read_areas
from accounts.models import Area
from disputes import actions
from disputes.actions.resident import resident_of
from disputes.choices import Channel
from disputes.models import Category, Complaint, Dispute
from puyang_property.core import secrecy
from puyang_property.core.actors import Actor
from tests.cast import PEOPLE, appear
from tests.factories.communities import CommunityFactory
from tests.factories.core_clock import load_calendar
from tests.factories.core_files import upload
from tests.factories.disputes import RecusalFactory
from tests.ground import AREAS
from tests.secrecy import papers
from tests.secrecy.canaries import Flock, What, spellings

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
