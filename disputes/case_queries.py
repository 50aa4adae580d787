"""What the page of a case reads, put into SQL once.

Case and complaints come with what else hangs on them, so that the page asks only for what there
is: a case with referrals, requests, a mediation, photos and a read log at once is rare.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q

from accounts.models import Post, User
from communities.models import UtilityTransfer
from disputes.models import (
    ClockRequest,
    Complaint,
    Dispute,
    Mediation,
    Message,
    Referral,
    VisitAttempt,
)
from puyang_property.core.models import Deadline, Event, ReadLog, StoredFile
from puyang_property.core.models.files import FileState
from puyang_property.core.prepared import Asked, Prepared

SHOWN = ("community", "category", "area", "responsible_post__area", "handler")
INDEX = ("search_text", "search_grams")  # long, and no page shows them
UNREAD = (*INDEX, *(f"community__{name}" for name in INDEX))


def _case():
    hang_on_it = {
        "has_requests": ClockRequest,
        "has_mediations": Mediation,
        "has_visits": VisitAttempt,
        "has_referrals": Referral,
    }
    found = {
        name: Exists(model.objects.filter(dispute=OuterRef("pk")).order_by())
        for name, model in hang_on_it.items()
    }
    transfers = UtilityTransfer.objects.filter(
        community=OuterRef("community"), withdrawn_at__isnull=True
    )
    found["has_transfers"] = Exists(transfers.order_by())
    rows = Dispute.objects.select_related(*SHOWN).defer(*UNREAD)
    return rows.annotate(**found).filter(number=Asked("number")).order_by()


def _complaints():
    own = {"subject_type": Asked("kind"), "subject_id": OuterRef("pk")}
    photos = StoredFile.objects.filter(**own).exclude(state=FileState.ERASED)
    rows = Complaint.objects.filter(dispute=Asked("case")).select_related("replied_by", "filed_by")
    viewed = ReadLog.objects.filter(**own)
    rows = rows.annotate(has_photos=Exists(photos.order_by()), was_viewed=Exists(viewed.order_by()))
    return rows.order_by("pk")


def _events():
    of_case = Q(subject_type=Asked("case_kind"), subject_id=Asked("case"))
    of_complaints = Q(subject_type=Asked("kind"), subject_id__any_of=Asked("complaints"))
    shown = Event.objects.filter(of_case | of_complaints)
    return shown.select_related("note_row").order_by("at", "id")


CASE, COMPLAINTS, EVENTS = Prepared(_case), Prepared(_complaints), Prepared(_events)
CLOCKS = Prepared(
    lambda: (
        Deadline.objects.open()
        .filter(subject_type=Asked("case_kind"), subject_id=Asked("case"))
        .order_by("due_on", "id")
    )
)
TEXTS = Prepared(lambda: Message.objects.filter(dispute=Asked("case")).select_related("written_by"))
PEOPLE = Prepared(
    lambda: User.objects.filter(pk__any_of=Asked("keys")).only("display_name", "username")
)
POSTS = Prepared(
    lambda: Post.objects.filter(pk__any_of=Asked("keys")).select_related("area").order_by()
)
ELSEWHERE = Prepared(  # as a rule nobody files twice
    lambda: (
        Complaint.objects.filter(contact_phone_digest__any_of=Asked("digests"))
        .exclude(dispute=Asked("case"))
        .order_by()
        .values_list("pk")[:1]
    )
)


def case(number):
    """Return the case of this number, whoever may see it, or None."""
    return CASE.first(number=number.strip().upper())


def of(query, dispute, **more):
    """Return the rows that `query` finds of the case."""
    return query.rows(case=dispute.pk, **more)


def kinds():
    """Return the keys of the content types of cases and complaints, as the queries name them."""
    found = ContentType.objects.get_for_models(Dispute, Complaint)
    return {"case_kind": found[Dispute].pk, "kind": found[Complaint].pk}
