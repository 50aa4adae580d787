"""What the status page of a resident reads, put into SQL once: the page that most people open.

The complaint comes with what else there is to read of it: for most there is little, and each
question that is not asked is the cheapest one.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef

from disputes import deadlines
from disputes.choices import MessageKind
from disputes.models import Complaint, Dispute, Message
from puyang_property.core.models import Deadline, Event, ReadLog, StoredFile
from puyang_property.core.models.files import FileState
from puyang_property.core.prepared import Asked, Prepared

SHOWN_CLOCKS = frozenset(
    {
        deadlines.DECIDE,
        deadlines.TAKE_OVER,
        deadlines.HANDLE,
        deadlines.MEDIATION,
        deadlines.CONFIRMATION,
        deadlines.RETURN_VISIT,
    }
)
# all that the status page shows of complaint, case and office: half of it otherwise goes unread
SHOWN = (
    *("number", "query_code_digest", "filed_at", "description", "place", "contact_name"),
    *("contact_phone_digest", "allow_company_contact", "reply", "reply_result", "replied_at"),
    "answered_at",
    *(f"dispute__{name}" for name in ("state", "channel", "received_on", "closed_at")),
    *(f"dispute__responsible_post__{name}" for name in ("role", "area__name")),
)
PROMISED = (
    *("kind", "due_on", "provisional", "counted"),
    *("name_zh", "name_en", "basis_zh", "basis_en"),
)
PHOTO = ("uuid", "original_name", "size", "thumb_path", "state", "reason")
VIEWING = ("at", "reason", "post__role", "post__area__name")


def _complaint():
    own = {"subject_type": Asked("complaint_kind"), "subject_id": OuterRef("pk")}
    case = {"subject_type": Asked("case_kind"), "subject_id": OuterRef("dispute")}
    clocks = Deadline.objects.open().filter(**case, kind__in=sorted(SHOWN_CLOCKS))
    return (
        Complaint.objects.select_related("dispute__responsible_post__area")
        .only(*SHOWN)
        .annotate(
            has_messages=Exists(_said(complaint=OuterRef("pk"))),
            has_photos=Exists(_kept(**own)),
            was_viewed=Exists(ReadLog.objects.filter(**own)),
            has_clocks=Exists(clocks),
        )
        .filter(pk=Asked("pk"), number=Asked("number"))
    )


def _said(**where):
    return Message.objects.filter(**where).exclude(kind=MessageKind.INTERNAL)


def _kept(**where):
    return StoredFile.objects.filter(**where).exclude(state=FileState.ERASED)


def _of_subject(rows):
    return rows.filter(subject_type=Asked("kind"), subject_id=Asked("pk"))


def _steps():
    steps = _of_subject(Event.objects.filter(name__any_of=Asked("names")))
    return steps.order_by("seq").values_list("name", "at", "changes")


def _running():
    running = _of_subject(Deadline.objects.open()).filter(kind__in=sorted(SHOWN_CLOCKS))
    return running.order_by("due_on", "id").only(*PROMISED)


def _viewings():
    seen = _of_subject(ReadLog.objects.select_related("post__area"))
    return seen.order_by("-id").only(*VIEWING)


COMPLAINT = Prepared(_complaint)
MESSAGES = Prepared(
    lambda: (
        _said(complaint=Asked("pk")).order_by("written_at", "id").only("kind", "text", "written_at")
    )
)
PHOTOS = Prepared(lambda: _of_subject(_kept()).order_by("id").only(*PHOTO))
STEPS, RUNNING, VIEWINGS = Prepared(_steps), Prepared(_running), Prepared(_viewings)


def complaint(pk, number):
    """Return the complaint as the page shows it, with what else there is of it; or None."""
    kinds = ContentType.objects.get_for_models(Complaint, Dispute)
    return COMPLAINT.first(
        pk=pk, number=number, complaint_kind=kinds[Complaint].pk, case_kind=kinds[Dispute].pk
    )


def of(query, record, **more):
    """Return the rows that `query` finds of `record`."""
    kind = ContentType.objects.get_for_model(record).pk
    return query.rows(kind=kind, pk=record.pk, **more)
