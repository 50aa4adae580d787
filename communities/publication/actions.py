"""The verbs on public notices: the only writers.

Other rooms (an assembly, a renovation) call `draft` and keep a foreign key to what it returns:
a link between rooms stands in the upper one, so a notice knows nothing of what it announces.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.actions import require as permitted
from communities.models import PublicNotice
from communities.publication import workflow
from communities.publication.choices import NoticeState
from communities.publication.deadlines import SHORTEST
from puyang_property.core import files, history, rulebook
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock, move, require

PURPOSE = "public_notice"
FACTS = ("kind", "title", "text", "from_on", "to_on", "document_is_public")


@transaction.atomic
def draft(*, by, community=None, area=None, document=None, now=None, **facts):
    """Write a notice that nobody outside reads yet, for one compound or one area."""
    notice = PublicNotice(community=community, area=area, **_known(facts))
    if notice.place is None:
        raise ValidationError(_("Choose one compound or one area."))
    actor = permitted(by, workflow.DRAFTING, notice)
    _refuse_gone(community)
    office = actor.post_for(workflow.DRAFTING, notice)
    if office is None:
        raise Refused(_("A notice needs a responsible office: write it through a post."))
    notice.office = office
    _save(notice, document, actor, now)
    changes = {"community": community, "area": area, "kind": notice.kind}
    history.record(notice, "drafted", by=actor, now=now, changes=changes)
    return notice


@transaction.atomic
def change(notice, *, by, document=None, now=None, **facts):
    """Change a draft; what people have read is withdrawn and written anew instead."""
    actor = permitted(by, workflow.DRAFTING, lock(notice))
    if notice.state != NoticeState.DRAFT:
        raise Refused(_("A published notice no longer changes. Withdraw it and write a new one."))
    changed = {f: value for f, value in _known(facts).items() if getattr(notice, f) != value}
    for field, value in changed.items():
        setattr(notice, field, value)
    _save(notice, document, actor, now)
    if changed or document:
        fields = sorted([*changed, *(["document"] if document else [])])
        history.record(notice, "changed", by=actor, now=now, changes={"fields": fields})
    return notice


@transaction.atomic
def publish(notice, *, by, note="", now=None):
    """Put the notice on display from its first day on, for at least as long as the law says."""
    now = now or timezone.now()
    require(notice, workflow.PUBLISH, by=by)
    _refuse_gone(notice.community)
    if notice.community_id and not notice.community.is_published:
        raise Refused(_("The public does not see this compound. Show it in the register first."))
    if not notice.text.strip() and not has_public_document(notice):
        raise Refused(_("The public would read nothing: add a text or a document it may open."))
    if notice.from_on < timezone.localdate(now):
        raise Refused(
            _("The first day of display is over. A notice counts from when it can be read: "
              "set a first day from today on.")
        )  # fmt: skip
    first_end = notice.from_on + timedelta(days=shortest_display(notice.kind))
    if notice.to_on < first_end:
        raise Refused(
            _("The law asks for a longer display: until %(day)s at least.")
            % {"day": first_end.isoformat()}
        )
    move(notice, workflow.PUBLISH, by=by, note=note, now=now, published_at=now)
    return notice


@transaction.atomic
def withdraw(notice, *, by, note, now=None):
    """Take the notice out of sight, with the reason."""
    now = now or timezone.now()
    if not note.strip():
        raise ValidationError({"note": _("Give the reason.")})
    move(notice, workflow.WITHDRAW, by=by, note=note, now=now, withdrawn_at=now)
    return notice


def shortest_display(kind):
    """Return how many full days of display the law asks for a notice of `kind`; 0 without one."""
    code = SHORTEST.get(kind)
    return rulebook.value(code) if code else 0


def has_public_document(notice):
    """Tell whether the public may open a document of the notice, or will when it is checked."""
    return notice.document_is_public and files.of(notice, PURPOSE).exists()


def _known(facts):
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"No facts of a notice: {sorted(unknown)}.")
    return facts


def _refuse_gone(community):
    if community is not None and not community.is_current:
        raise Refused(
            _("“%(name)s” was merged or taken back; it no longer changes.") % {"name": community}
        )


def _save(notice, document, actor, now):
    notice.title = notice.title.strip()
    notice.full_clean()
    notice.save()
    if document:
        files.store(document, subject=notice, purpose=PURPOSE, by=actor, now=now, pdf=True)
