"""The rows of one case in the tables of the portal, as COPY reads them."""

import hashlib
import json
from datetime import timedelta
from types import SimpleNamespace

from benchmark.lives import STATES
from benchmark.texts import search_columns
from disputes import deadlines, numbers
from disputes.choices import ASSIGNED_CHANNELS
from disputes.models.dispute import NO_DATE
from puyang_property.core import history, rulebook

NULL = "\\N"
COLUMNS = {
    "disputes_dispute": (
        "id number state resume_state channel area_path referred_path title summary round "
        "received_on registered_at accepted_at closed_at refusal_reason next_due_on search_text "
        "search_grams changed_at area_id category_id community_id first_post_id handler_id "
        "responsible_post_id"
    ),
    "disputes_complaint": (
        "id number query_code_digest channel external_number received_on filed_at description "
        "place contact_name contact_phone contact_phone_digest allow_company_contact language "
        "reply reply_result replied_at solved satisfied answered_at answer_comment anonymised_at "
        "filed_by_id replied_by_id dispute_id"
    ),
    "core_event": (
        "id subject_id seq name from_state to_state actor_kind at changes note_digest "
        "previous_hash hash post_id subject_type_id user_id"
    ),
    "core_eventnote": "id text internal erased_basis event_id",
    "core_deadline": (
        "id subject_id kind round area_path rule_code name_zh name_en length unit basis_zh "
        "basis_en started_at started_on due_on due_at provisional counted met_at met_on "
        "cancelled_at suspended_at remind_from next_rung_on post_id subject_type_id"
    ),
    "disputes_message": (
        "id kind text actor_kind written_at complaint_id dispute_id written_by_id"
    ),
    "disputes_visitattempt": (
        "id round visited_at result solved satisfied note complaint_id dispute_id visited_by_id"
    ),
    "disputes_referral": (
        "id reason referred_at taken_over_at sent_back_reason is_final dispute_id from_post_id "
        "referred_by_id to_post_id"
    ),
    "disputes_mediation": (
        "id round is_public started_at ended_at outcome outcome_note dispute_id mediator_id"
    ),
}
ASSIGNED = frozenset(map(str, ASSIGNED_CHANNELS))
PER_CASE = 64  # ids of events and messages that one case may use
REASON = "经核实该处由相邻街道管理，转请办理。"
SIGNPOST = "该事项正在司法程序中，请通过人民法院依法解决。"
KEPT = timedelta(days=3 * 365 - 7)  # a week less than the law of the house: none is due
NOTES = {"referred": REASON, "refused": SIGNPOST}
NOTED = ("已到现场查看并拍照。", "与物业公司电话沟通，约定三日内答复。", "已向社区网格员了解情况。")


def line(*cells):
    """Return one row in COPY's text format; the cells hold neither tab nor backslash."""
    told = [
        cell if cell.__class__ is str else NULL if cell is None else str(cell) for cell in cells
    ]
    return "\t".join(told) + "\n"


class Case:
    """One case on its way into the tables."""

    def __init__(self, ledger, index, life, place, channel, elsewhere):
        """Take what was drawn; `elsewhere` is the Place of the office it may be referred to."""
        self.ledger, self.index, self.life, self.place = ledger, index, life, place
        self.channel = channel
        self.elsewhere = elsewhere if "referred" in life.moments else None
        self.office = self.elsewhere or place
        self.clerk, self.visitor = self.office.clerks
        if index % 2:
            self.clerk, self.visitor = self.visitor, self.clerk
        self.day = day_of(life.filed_at)
        self.number = numbers.make(self.day.year, index)
        self.filer = None if channel == "online" else place.clerks[0]
        self.next_due_on = NO_DATE

    def write(self, sink, papers):
        """Append every row of the case to `sink`; `papers` is what the resident handed in."""
        sink["core_deadline"] += self.clocks()
        sink["disputes_dispute"].append(self.dispute(papers))
        sink["disputes_complaint"].append(self.complaint(papers))
        self.happenings(sink, papers)
        self.papers_around(sink, papers)

    def dispute(self, papers):
        """Return the row of the case itself; the clocks are counted by then."""
        moments, life = self.life.moments, self.life
        text, grams = search_columns(
            papers.chosen, self.number, self.place.name, papers.place, papers.external
        )
        handler = self.clerk if "accepted" in moments else None
        return line(
            *(self.index, self.number, life.state, "", self.channel, self.place.area_path),
            *(self.elsewhere.street_path if self.elsewhere else "", papers.chosen[0].title, "", 1),
            *(self.day, life.filed_at, moments.get("accepted"), life.closed_at),
            *("in_court" if life.state == "refused" else "", self.next_due_on, text, grams),
            *(life.steps[-1][1] if life.steps else life.filed_at, self.place.area_id),
            *(papers.category, self.place.community_id, self.place.post_id, handler),
            self.office.post_id,
        )

    def complaint(self, papers):
        """Return the row of the resident's paper, with reply and answers where there are some."""
        moments = self.life.moments
        replied, answered = moments.get("replied"), self.answered_at(papers)
        solved, satisfied = papers.answers if answered else ("", "")
        erased_at = self.erased_at()
        name, phone, digest = (None, None, "") if erased_at else papers.contact
        return line(
            *(self.index, self.number, papers.code_digest, self.channel, papers.external),
            *(self.day, self.life.filed_at, papers.description, papers.place.text),
            *(name, phone, digest, "f", "zh-hans", papers.reply if replied else ""),
            *("solved" if replied else "", replied, solved, satisfied, answered, ""),
            *(erased_at, self.filer, self.clerk if replied else None, self.index),
        )

    def erased_at(self):
        """Return when the contact details were erased: three years after the end."""
        ended = self.life.closed_at
        return ended + KEPT if ended and ended + KEPT < self.ledger.now else None

    def answered_at(self, papers):
        """Return when the resident was reached, or None."""
        return self.life.moments.get("visited") if papers.reached else None

    def happenings(self, sink, papers):
        """Write the history: one event after another, each sealed over the one before."""
        opened = {"complaint": self.index, "channel": self.channel, "post": self.place.post_id}
        first = ("filed", self.life.filed_at, opened, self.filer)
        previous, state = "", ""
        steps = [first, *(self.step(name, at, papers) for name, at in self.life.steps)]
        for seq, (name, at, changes, user) in enumerate(steps, 1):
            target = STATES.get(name, state)
            moves = target if name in STATES else ""
            note = NOTES.get(name, "")
            event = SimpleNamespace(
                subject_type_id=self.ledger.kind,
                subject_id=self.index,
                seq=seq,
                name=name,
                from_state=state if moves else "",
                to_state=moves,
                actor_kind="user" if user else "resident",
                user_id=user,
                post_id=self.post_of(name) if user else None,
                at=at,
                changes=changes,
                note_digest=hashlib.sha256(note.encode()).hexdigest() if note else "",
                previous_hash=previous,
            )
            previous, state = history.seal(event), target
            pk = self.index * PER_CASE + seq
            sink["core_event"].append(
                line(
                    *(pk, self.index, seq, name, event.from_state, moves, event.actor_kind, at),
                    *(json.dumps(changes), event.note_digest, event.previous_hash, previous),
                    *(event.post_id, self.ledger.kind, user),
                )
            )
            if note:
                sink["core_eventnote"].append(line(pk, note, "t", "", pk))

    def step(self, name, at, papers):
        """Return (name, moment, changes, user) of one step."""
        changes, user = {}, self.clerk
        if name == "accepted":
            changes = {"accepted_at": history.plain(at), "handler": user}
        elif name in {"closed", "withdrawn"}:
            changes = {"closed_at": history.plain(at)}
            user = self.visitor if name == "closed" else None
        elif name == "refused":
            changes = {"refusal_reason": "in_court", "closed_at": history.plain(at)}
        elif name == "referred":
            changes = {
                "responsible_post": self.office.post_id,
                "handler": None,
                "referred_path": self.office.street_path,
            }
            user = self.place.clerks[0]
        elif name == "visited":
            result = "reached" if papers.reached else "not_reached"
            changes = {"complaint": self.index, "result": result, "attempt": self.index}
            user = self.visitor
        elif name == "mediation_ended":
            user = self.office.mediator
        return name, at, changes, user

    def post_of(self, name):
        """Return the post through which a step was taken."""
        if name == "mediation_ended":
            return self.office.mediator_post
        return self.place.post_id if name in {"filed", "referred"} else self.office.post_id

    def clocks(self):
        """Return the rows of the deadlines and keep the nearest day that is still to come."""
        moments, life, ended = self.life.moments, self.life, self.life.closed_at
        accepted, referred = moments.get("accepted"), moments.get("referred")
        plan = [(deadlines.DECIDE, deadlines.decide_rule(self.channel), life.filed_at)]
        met = [moments.get("refused") or (None if referred else accepted)]
        if referred:
            rule = deadlines.take_over_rule(self.channel)
            plan.append((deadlines.TAKE_OVER, rule, referred))
            met.append(accepted)
        if accepted:
            start = life.filed_at if self.channel in ASSIGNED else accepted
            plan.append((deadlines.HANDLE, deadlines.handle_rule(self.channel), start))
            met.append(moments.get("replied"))
        if "mediation_started" in moments:
            start = moments["mediation_started"]
            plan.append((deadlines.MEDIATION, "dispute.mediation", start))
            met.append(moments.get("mediation_ended"))
        if "replied" in moments:
            plan.append((deadlines.RETURN_VISIT, "dispute.return_visit", moments["replied"]))
            met.append(moments.get("visited"))
        return [
            self.clock(number, *planned, met_at, (referred if number == 0 else None) or ended)
            for number, (planned, met_at) in enumerate(zip(plan, met, strict=True))
        ]

    def clock(self, number, kind, code, started_at, met_at, cancelled_at):
        """Return one deadline: met, else cancelled with its case, else running."""
        started_on = day_of(started_at)
        due_on, provisional, story = self.ledger.due(code, started_on)
        rule, spec = self.ledger.rules[code], rulebook.spec(code)
        cancelled_at = None if met_at else cancelled_at
        rung = None
        if not (met_at or cancelled_at):
            rung = self.ledger.next_rung(due_on)
            self.next_due_on = min(self.next_due_on, due_on)
        area, post = self.place.area_path, self.place.post_id
        if kind != deadlines.DECIDE:
            post = self.office.post_id
        return line(
            *(self.index * 8 + number, self.index, kind, 1, area, code, spec.name_zh),
            *(spec.name_en, rule.length, rule.unit.value, spec.basis_zh, spec.basis_en),
            *(started_at, started_on, due_on, None, "t" if provisional else "f", story),
            *(met_at, day_of(met_at) if met_at else None, cancelled_at, None),
            *(self.ledger.today, rung, post, self.ledger.kind),
        )

    def papers_around(self, sink, papers):
        """Write the texts on the case, the visit, the referral and the mediation."""
        moments, me = self.life.moments, self.index
        texts = [("internal", NOTED[n % 3], at) for n, at in enumerate(self.noted_at())]
        if "replied" in moments:
            texts.append(("to_resident", papers.reply, moments["replied"]))
        for number, (kind, text, at) in enumerate(texts):
            paper = me if kind == "to_resident" else None
            sink["disputes_message"].append(
                line(me * PER_CASE + number, kind, text, "user", at, paper, me, self.clerk)
            )
        if "visited" in moments:
            result = "reached" if papers.reached else "not_reached"
            answers = papers.answers if papers.reached else ("", "")
            sink["disputes_visitattempt"].append(
                line(me, 1, moments["visited"], result, *answers, "", me, me, self.visitor)
            )
        if self.elsewhere:
            posts = (self.place.post_id, self.place.clerks[0], self.office.post_id)
            sink["disputes_referral"].append(
                line(me, REASON, moments["referred"], moments.get("accepted"), "", "f", me, *posts)
            )
        if "mediation_started" in moments:
            ended = moments.get("mediation_ended")
            outcome = "no_agreement" if ended else ""
            sink["disputes_mediation"].append(
                line(
                    *(me, 1, "f", moments["mediation_started"], ended, outcome, "", me),
                    self.office.mediator,
                )
            )

    def noted_at(self):
        """Return the moments of the internal notes."""
        return [at for name, at in self.life.steps if name == "noted"]


def day_of(moment):
    """Return the day of `moment`, which is told in Puyang's time already."""
    return moment.date()
