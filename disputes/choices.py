"""Lists that workflow, constraints, forms and templates share."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a case stands, in words for staff."""

    REGISTERED = "registered", _("registered")
    REFERRED = "referred", _("referred")
    IN_PROGRESS = "in_progress", _("being handled")
    IN_MEDIATION = "in_mediation", _("in mediation")
    AGREED = "agreed", _("agreement reached")
    REPLIED = "replied", _("replied")
    SUSPENDED = "suspended", _("suspended")
    CLOSED = "closed", _("closed")
    REFUSED = "refused", _("not accepted")
    WITHDRAWN = "withdrawn", _("withdrawn")
    MERGED = "merged", _("joined to another case")


FINAL_STATES = frozenset({State.CLOSED, State.REFUSED, State.WITHDRAWN, State.MERGED})
OPEN_STATES = frozenset(State) - FINAL_STATES

# the tone underlines what the badge already says
TONES = {
    State.REGISTERED: "warn",
    State.REFERRED: "warn",
    State.IN_PROGRESS: "brand",
    State.IN_MEDIATION: "info",
    State.AGREED: "good",
    State.REPLIED: "info",
    State.SUSPENDED: "warn",
    State.CLOSED: "good",
    State.REFUSED: "bad",
}


class Channel(models.TextChoices):
    """Through which door a complaint came; each has its own clocks."""

    ONLINE = "online", _("online")
    COUNTER = "counter", _("at the counter")
    HOTLINE = "hotline", _("12345 hotline")
    PETITION = "petition", _("petition")
    NPC = "npc", _("NPC deputy's suggestion")
    CPPCC = "cppcc", _("CPPCC proposal")
    INSPECTION = "inspection", _("inspection round")


ASSIGNED_CHANNELS = frozenset({Channel.HOTLINE, Channel.NPC, Channel.CPPCC})


class RefusalReason(models.TextChoices):
    """Why a matter is not accepted; each tells the resident where to go instead."""

    IN_COURT = "in_court", _("before a court or decided by one")
    IN_ARBITRATION = "in_arbitration", _("before an arbitration body")
    IN_REVIEW = "in_review", _("under administrative review")
    IN_PETITION = "in_petition", _("already handled as a petition")
    IN_HOTLINE = "in_hotline", _("already handled as a 12345 work order")
    OTHER_BODY = "other_body", _("another authority is competent")
    NOT_PROPERTY = "not_property", _("not a matter of property management")
    NO_FACTS = "no_facts", _("no facts that can be looked into")


class ReplyResult(models.TextChoices):
    """What the office says it did."""

    SOLVED = "solved", _("solved")
    PLANNED = "planned", _("planned, with a date")
    EXPLAINED = "explained", _("explained")
    NOT_POSSIBLE = "not_possible", _("not possible, with the reason")


class Solved(models.TextChoices):
    """The resident's first answer."""

    YES = "yes", _("solved")
    PARTLY = "partly", _("partly solved")
    NO = "no", _("not solved")


class Satisfied(models.TextChoices):
    """The resident's second answer."""

    YES = "yes", _("satisfied")
    NEUTRAL = "neutral", _("so-so")
    NO = "no", _("not satisfied")


class MessageKind(models.TextChoices):
    """Who may read a text on a case."""

    INTERNAL = "internal", _("internal note")
    TO_RESIDENT = "to_resident", _("text to the resident")
    FROM_RESIDENT = "from_resident", _("text from the resident")


class PartyRole(models.TextChoices):
    """Who stands against whom."""

    OWNER = "owner", _("owner or resident")
    COMPANY = "company", _("property company")
    COMMITTEE = "committee", _("owners' committee")
    DEVELOPER = "developer", _("developer")
    OTHER = "other", _("other party")


class Consent(models.TextChoices):
    """A party's word; one clear refusal blocks mediation (People's Mediation Law, Art. 17)."""

    ASKED = "asked", _("asked")
    GIVEN = "given", _("agrees to mediation")
    REFUSED = "refused", _("refuses mediation")


class NoticeWay(models.TextChoices):
    """How a notice was served."""

    HAND = "hand", _("by hand")
    PHONE = "phone", _("by telephone")
    MESSAGE = "message", _("by text message")
    POST = "post", _("by post")
    POSTED = "posted", _("posted in the compound")


class Presence(models.TextChoices):
    """Whether a party came to a session."""

    PRESENT = "present", _("present")
    REPRESENTED = "represented", _("represented")
    ABSENT = "absent", _("absent")
    EXCUSED = "excused", _("excused")


class MediationOutcome(models.TextChoices):
    """How a mediation ended."""

    AGREED = "agreed", _("agreement")
    NO_AGREEMENT = "no_agreement", _("no agreement")
    PARTY_LEFT = "party_left", _("a party ended it")
    STOPPED = "stopped", _("stopped with the case")


class AgreementForm(models.TextChoices):
    """Written or oral (People's Mediation Law, Art. 28 and 30)."""

    WRITTEN = "written", _("written")
    ORAL = "oral", _("oral, recorded by the mediator")


class RequestKind(models.TextChoices):
    """What is asked of the district about a clock."""

    SUSPENSION = "suspension", _("suspension")
    EXTENSION = "extension", _("extension")


class Decision(models.TextChoices):
    """The district's answer."""

    PENDING = "pending", _("waiting for a decision")
    GRANTED = "granted", _("granted")
    DENIED = "denied", _("denied")
    LAPSED = "lapsed", _("no longer needed: the clock has stopped")


class VisitResult(models.TextChoices):
    """How a return visit went; not reached is never satisfied."""

    REACHED = "reached", _("reached")
    NOT_REACHED = "not_reached", _("not reached")
    DECLINED = "declined", _("does not want to answer")
