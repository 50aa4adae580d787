"""Rows of the room of disputes; a case that only has to exist. To live one, use the actions."""

from datetime import timedelta

import factory
from django.utils import timezone

from disputes import numbers
from disputes.choices import (
    AgreementForm,
    Channel,
    Consent,
    MessageKind,
    NoticeWay,
    PartyRole,
    Presence,
    RequestKind,
    State,
    VisitResult,
)
from disputes.models import (
    Agreement,
    Attendance,
    Category,
    Clause,
    ClockRequest,
    Complaint,
    Dispute,
    Mediation,
    MediationSession,
    Message,
    Party,
    Recusal,
    Referral,
    ServedNotice,
    VisitAttempt,
)
from puyang_property.core.actors import ActorKind
from tests.factories.accounts import AreaFactory, PostFactory, UserFactory


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Category
        django_get_or_create = ("slug",)

    slug = factory.Sequence(lambda n: f"category{n}")
    name_zh = factory.Sequence(lambda n: f"第{n}类")
    name_en = factory.Sequence(lambda n: f"Category {n}")


class DisputeFactory(factory.django.DjangoModelFactory):
    """A case just registered with the street's clerk; traits for the states further on."""

    class Meta:
        model = Dispute
        skip_postgeneration_save = True

    class Params:
        accepted = factory.Trait(
            state=State.IN_PROGRESS,
            accepted_at=factory.LazyFunction(timezone.now),
            handler=factory.SubFactory(UserFactory),
        )
        in_mediation = factory.Trait(
            state=State.IN_MEDIATION, accepted_at=factory.LazyFunction(timezone.now)
        )
        replied = factory.Trait(state=State.REPLIED, accepted_at=factory.LazyFunction(timezone.now))
        closed = factory.Trait(
            state=State.CLOSED,
            accepted_at=factory.LazyFunction(timezone.now),
            closed_at=factory.LazyFunction(timezone.now),
        )
        overdue = factory.Trait(
            next_due_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=2))
        )

    number = factory.Sequence(lambda n: numbers.make(2026, 500_000 + n))
    channel = Channel.ONLINE
    category = factory.SubFactory(CategoryFactory)
    area = factory.SubFactory(AreaFactory)
    area_path = factory.SelfAttribute("area.path")
    title = factory.Sequence(lambda n: f"第{n}件：电梯停运")
    first_post = factory.LazyAttribute(lambda o: PostFactory(area=o.area.parent))
    responsible_post = factory.SelfAttribute("first_post")
    received_on = factory.LazyFunction(timezone.localdate)
    registered_at = factory.LazyFunction(timezone.now)
    search_text = factory.SelfAttribute("title")


class ComplaintFactory(factory.django.DjangoModelFactory):
    """The founding complaint of a case: it has the case's number."""

    class Meta:
        model = Complaint

    class Params:
        replied = factory.Trait(
            reply="已修好。",
            reply_result="solved",
            replied_at=factory.LazyFunction(timezone.now),
            replied_by=factory.SubFactory(UserFactory),
        )

    dispute = factory.SubFactory(DisputeFactory)
    number = factory.SelfAttribute("dispute.number")
    query_code_digest = "0" * 64
    channel = factory.SelfAttribute("dispute.channel")
    received_on = factory.SelfAttribute("dispute.received_on")
    filed_at = factory.LazyFunction(timezone.now)
    description = "电梯停运三天，老人下不了楼。"
    language = "zh-hans"


class ReferralFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Referral

    dispute = factory.SubFactory(DisputeFactory)
    from_post = factory.SelfAttribute("dispute.first_post")
    to_post = factory.SubFactory(PostFactory)
    reason = "属于该街道"
    referred_at = factory.LazyFunction(timezone.now)
    referred_by = factory.SubFactory(UserFactory)


class MessageFactory(factory.django.DjangoModelFactory):
    """An internal note."""

    class Meta:
        model = Message

    dispute = factory.SubFactory(DisputeFactory)
    kind = MessageKind.INTERNAL
    text = "内部意见"
    actor_kind = ActorKind.USER
    written_by = factory.SubFactory(UserFactory)
    written_at = factory.LazyFunction(timezone.now)


class ClockRequestFactory(factory.django.DjangoModelFactory):
    """A suspension that waits for a decision."""

    class Meta:
        model = ClockRequest

    dispute = factory.SubFactory(DisputeFactory, accepted=True)
    kind = RequestKind.SUSPENSION
    deadline_kind = "handle"
    reason = "等待检测报告"
    asked_by = factory.SubFactory(UserFactory)
    asked_at = factory.LazyFunction(timezone.now)


class VisitAttemptFactory(factory.django.DjangoModelFactory):
    """An attempt that reached nobody."""

    class Meta:
        model = VisitAttempt

    complaint = factory.SubFactory(ComplaintFactory, dispute__replied=True)
    dispute = factory.SelfAttribute("complaint.dispute")
    round = 1
    visited_by = factory.SubFactory(UserFactory)
    visited_at = factory.LazyFunction(timezone.now)
    result = VisitResult.NOT_REACHED


class MediationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mediation

    dispute = factory.SubFactory(DisputeFactory, in_mediation=True)
    round = 1
    mediator = factory.SubFactory(UserFactory)
    started_at = factory.LazyFunction(timezone.now)


class PartyFactory(factory.django.DjangoModelFactory):
    """An owner who agrees."""

    class Meta:
        model = Party

    mediation = factory.SubFactory(MediationFactory)
    role = PartyRole.OWNER
    name = "张三丰"
    consent = Consent.GIVEN
    consent_at = factory.LazyFunction(timezone.now)


class RecusalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Recusal

    mediation = factory.SubFactory(MediationFactory)
    mediator = factory.SelfAttribute("mediation.mediator")
    followed_by = factory.SubFactory(UserFactory)
    reason = "与业主是亲属"
    recorded_at = factory.LazyFunction(timezone.now)


class MediationSessionFactory(factory.django.DjangoModelFactory):
    """A session planned for tomorrow."""

    class Meta:
        model = MediationSession

    mediation = factory.SubFactory(MediationFactory)
    planned_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=1))
    place = "社区会议室"


class ServedNoticeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ServedNotice

    session = factory.SubFactory(MediationSessionFactory)
    party = factory.SubFactory(PartyFactory, mediation=factory.SelfAttribute("..session.mediation"))
    way = NoticeWay.PHONE
    served_at = factory.LazyFunction(timezone.now)
    served_by = factory.SubFactory(UserFactory)


class AttendanceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Attendance

    session = factory.SubFactory(MediationSessionFactory)
    party = factory.SubFactory(PartyFactory, mediation=factory.SelfAttribute("..session.mediation"))
    presence = Presence.PRESENT


class AgreementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agreement

    mediation = factory.SubFactory(MediationFactory)
    form = AgreementForm.WRITTEN
    facts = "双方确认电梯停运三天。"
    effective_on = factory.LazyFunction(timezone.localdate)


class ClauseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Clause

    agreement = factory.SubFactory(AgreementFactory)
    number = factory.Sequence(lambda n: n + 1)
    performer = factory.SubFactory(
        PartyFactory, mediation=factory.SelfAttribute("..agreement.mediation")
    )
    text = "十日内修好电梯。"
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=10))
