"""The history of a case in words, for staff: what, when, by whom and through which post."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as words

from disputes import case_queries
from disputes.choices import State
from puyang_property.core import rulebook
from puyang_property.core.actors import ActorKind
from puyang_property.core.bases.event_words import title

NAMES = {
    "filed": words("Complaint filed"),
    "accepted": words("Accepted"),
    "refused": words("Not accepted"),
    "referred": words("Referred"),
    "sent_back": words("Sent back"),
    "assigned": words("Handler named"),
    "noted": words("Internal note written"),
    "wrote_to_resident": words("Wrote to the resident"),
    "linked": words("Linked to a utility transfer"),
    "unlinked": words("Link to a utility transfer removed"),
    "issue_taken_back": words("Legacy issue taken back; the case stays with its transfer"),
    "summary_released": words("Summary released"),
    "mediation_started": words("Mediation started"),
    "party_added": words("Party added"),
    "consent_said": words("Word of a party on mediation"),
    "recused": words("Mediator changed"),
    "session_planned": words("Session planned"),
    "notice_served": words("Notice of a session served"),
    "session_held": words("Session held"),
    "session_cancelled": words("Session cancelled"),
    "agreed": words("Agreement reached"),
    "mediation_ended": words("Mediation ended without agreement"),
    "confirmation_asked": words("Judicial confirmation asked for"),
    "date_moved": words("A date moved with the calendar"),
    "boundary_changed": words("A boundary was changed: the office stands elsewhere now"),
    "compound_merged": words("The compound was merged into another entry"),
    "confirmation_lapsed": words("Window for judicial confirmation ended"),
    "confirmed": words("Agreement confirmed by the court"),
    "clause_performed": words("Clause performed"),
    "clause_broken": words("Clause not performed"),
    "replied": words("Replied"),
    "visited": words("Return visit"),
    "answered": words("The resident answered"),
    "explained": words("Dissatisfaction answered with reasons"),
    "redone": words("To be handled again"),
    "closed": words("Closed"),
    "reopened": words("Reopened"),
    "suspension_requested": words("Suspension asked for"),
    "suspension_granted": words("Suspension granted"),
    "suspension_denied": words("Suspension denied"),
    "extension_requested": words("Extension asked for"),
    "extension_granted": words("Extension granted"),
    "extension_denied": words("Extension denied"),
    "suspension_lapsed": words("Request for a suspension no longer needed"),
    "extension_lapsed": words("Request for an extension no longer needed"),
    "urged": words("Urged in writing"),
    "suspended": words("Suspended"),
    "resumed": words("Resumed"),
    "withdrawn": words("Withdrawn"),
    "merged": words("Joined to another case"),
    "joined_by": words("Another case was joined"),
    "split": words("A complaint was taken out"),
    "split_off": words("Taken out of another case"),
    "information_added": words("The resident added information"),
    "file_released": words("Photo released"),
    "file_withdrawn": words("Release of a photo taken back"),
    "file_erased": words("Photo erased"),
    "anonymised": words("Personal data erased"),
}
TONES = {
    "accepted": "good",
    "agreed": "good",
    "closed": "good",
    "confirmed": "good",
    "clause_performed": "good",
    "refused": "bad",
    "clause_broken": "bad",
    "redone": "warn",
    "sent_back": "warn",
    "suspended": "warn",
    "mediation_ended": "warn",
}
PEOPLE = ("handler", "mediator")
POSTS = ("post", "responsible_post")


def entries(dispute, complaints):
    """Return the entries of the component timeline for the case and its complaints.

    Costs three queries however long the history is.
    """
    events = _events(dispute, complaints)
    names = _Names(events)
    return [_entry(event, names) for event in events]


def _events(dispute, complaints):
    keys = [complaint.pk for complaint in complaints]
    return case_queries.of(case_queries.EVENTS, dispute, complaints=keys, **case_queries.kinds())


def _entry(event, names):
    return {
        "title": title(event.name, NAMES),
        "at": event.at,
        "by": names.by(event),
        "body": "\n".join(filter(None, _told(event, names))),
        "tone": TONES.get(event.name, ""),
    }


def _told(event, names):
    return [_states(event), names.of(event), _moved(event), _note(event)]


def _states(event):
    if not event.from_state or event.from_state == event.to_state:
        return ""
    return _("From “%(before)s” to “%(after)s”.") % {
        "before": _label(event.from_state),
        "after": _label(event.to_state),
    }


def _label(state):
    return State(state).label if state in State.values else state


def _moved(event):
    """Return which date the calendar moved, and how."""
    if event.name != "date_moved":
        return ""
    rule = rulebook.spec(event.changes["rule"])
    days = {name: date.fromisoformat(event.changes[name]) for name in ("was", "due_on")}
    told = {name: date_format(day, "DATE_FORMAT") for name, day in days.items()}
    words = _("“%(what)s” is due on %(due_on)s instead of %(was)s.")
    return words % {"what": rule.name if rule else "", **told}


def _note(event):
    note = getattr(event, "note_row", None)
    if note is None:
        return ""
    if note.erased_at:
        return _("(the words were erased: %(basis)s)") % {"basis": note.erased_basis}
    return note.text


class _Names:
    """The people and posts that some events name, read at once and put into words once."""

    def __init__(self, events):
        """Read all names in two queries."""
        people = {event.user_id for event in events} | {_id(event, PEOPLE) for event in events}
        posts = {event.post_id for event in events} | {_id(event, POSTS) for event in events}
        found = case_queries.PEOPLE.rows(keys=list(people - {None}))
        self.people = {person.pk: str(person) for person in found}
        held = case_queries.POSTS.rows(keys=list(posts - {None}))
        self.posts = {post.pk: str(post) for post in held}

    def by(self, event):
        """Return who acted: the person through the post, or the kind of actor."""
        if event.user_id is None:
            return ActorKind(event.actor_kind).label
        person = self.people[event.user_id]
        if event.post_id is None:
            return person
        return _("%(person)s (%(post)s)") % {"person": person, "post": self.posts[event.post_id]}

    def of(self, event):
        """Return whom the event names, in words."""
        person = self.people.get(_id(event, PEOPLE))
        post = self.posts.get(_id(event, POSTS))
        named = [_("Office: %(name)s") % {"name": post}] if post else []
        if person:
            named.append(_("Person: %(name)s") % {"name": person})
        return "\n".join(named)


def _id(event, keys):
    found = next((event.changes.get(key) for key in keys if event.changes.get(key)), None)
    return found if isinstance(found, int) else None
