"""The database agrees: no writer, not even QuerySet.update, leaves an incoherent row."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, F, UniqueConstraint
from django.utils import timezone

from tests.factories import disputes as make
from tests.factories.accounts import UserFactory
from tests.factories.transfers import LegacyIssueFactory

NOW, SOMEBODY = timezone.now, UserFactory
TODAY = timezone.localdate
DISPUTE, REPLIED = make.DisputeFactory, {"replied": True}

# check constraint → factory, what it is given, changes of which each one is incoherent
INCOHERENT = {
    "dispute_legacy_issue_of_a_transfer": (DISPUTE, {}, ({"legacy_issue": LegacyIssueFactory},)),
    "dispute_final_iff_closed_at": (
        DISPUTE,
        {},
        ({"closed_at": NOW}, {"state": "withdrawn"}, {"state": "closed", "accepted_at": NOW}),
    ),
    "dispute_merged_iff_merged_into": (
        DISPUTE,
        {},
        ({"state": "merged", "closed_at": NOW}, {"merged_into": DISPUTE}),
    ),
    "dispute_suspended_iff_resume_state": (
        DISPUTE,
        {},
        ({"state": "suspended", "accepted_at": NOW}, {"resume_state": "in_progress"}),
    ),
    "dispute_refused_iff_reason": (
        DISPUTE,
        {},
        ({"state": "refused", "closed_at": NOW}, {"refusal_reason": "in_court"}),
    ),
    "dispute_handled_only_when_accepted": (
        DISPUTE,
        {},
        (
            *({"state": state} for state in ("in_progress", "in_mediation", "agreed", "replied")),
            {"state": "suspended", "resume_state": "in_progress"},
            {"state": "closed", "closed_at": NOW},
        ),
    ),
    "dispute_summary_released_at_iff_by": (
        DISPUTE,
        {},
        (
            {"summary": "停运", "summary_released_at": NOW},
            {"summary": "停运", "summary_released_by": SOMEBODY},
            {"summary_released_at": NOW, "summary_released_by": SOMEBODY},
        ),
    ),
    "dispute_explained_at_iff_by": (
        DISPUTE,
        REPLIED,
        ({"explained_at": NOW}, {"explained_by": SOMEBODY}),
    ),
    "dispute_not_merged_into_itself": (
        DISPUTE,
        {},
        ({"state": "merged", "closed_at": NOW, "merged_into": F("id")},),
    ),
    "complaint_replied_at_iff_reply": (
        make.ComplaintFactory,
        {},
        (
            {"replied_at": NOW},
            {"reply": "已修好。", "reply_result": "solved"},
            {"replied_at": NOW, "reply": "已修好。"},
            {"replied_at": NOW, "reply_result": "solved"},
        ),
    ),
    "complaint_replied_by_only_with_reply": (
        make.ComplaintFactory,
        {},
        ({"replied_by": SOMEBODY},),
    ),
    "complaint_answered_at_iff_both_answers": (
        make.ComplaintFactory,
        REPLIED,
        (
            {"answered_at": NOW},
            {"solved": "yes", "satisfied": "yes"},
            {"answered_at": NOW, "solved": "yes"},
            {"answered_at": NOW, "satisfied": "yes"},
        ),
    ),
    "referral_final_is_not_sent_back": (
        make.ReferralFactory,
        {"is_final": True},
        ({"sent_back_at": NOW, "sent_back_by": SOMEBODY, "sent_back_reason": "不属于"},),
    ),
    "referral_taken_over_or_sent_back": (
        make.ReferralFactory,
        {"taken_over_at": NOW},
        ({"sent_back_at": NOW, "sent_back_by": SOMEBODY, "sent_back_reason": "不属于"},),
    ),
    "referral_sent_back_at_iff_by_with_reason": (
        make.ReferralFactory,
        {},
        (
            {"sent_back_at": NOW},
            {"sent_back_by": SOMEBODY},
            {"sent_back_reason": "不属于"},
            {"sent_back_at": NOW, "sent_back_by": SOMEBODY},
        ),
    ),
    "message_to_or_from_a_resident_names_the_complaint": (
        make.MessageFactory,
        {},
        ({"kind": "to_resident"}, {"kind": "from_resident"}),
    ),
    "message_written_by_iff_user": (
        make.MessageFactory,
        {},
        ({"written_by": None}, {"actor_kind": "resident"}),
    ),
    "clock_request_decided_by_somebody_or_lapsed": (
        make.ClockRequestFactory,
        {},
        (
            {"decision": "granted"},
            {"decided_by": SOMEBODY, "decided_at": NOW},
            {"decision": "denied", "decided_by": SOMEBODY},
            {"decision": "denied", "decided_at": NOW},
            {"decision": "lapsed"},
            {"decision": "lapsed", "decided_by": SOMEBODY, "decided_at": NOW},
        ),
    ),
    "clock_request_decided_by_another": (
        make.ClockRequestFactory,
        {},
        ({"decision": "granted", "decided_at": NOW, "decided_by": F("asked_by")},),
    ),
    "clock_request_extension_has_length": (
        make.ClockRequestFactory,
        {},
        ({"kind": "extension"}, {"kind": "extension", "length": 0}, {"length": 5}),
    ),
    "visit_answers_iff_reached": (
        make.VisitAttemptFactory,
        {},
        (
            {"result": "reached"},
            {"result": "reached", "solved": "yes"},
            {"solved": "yes", "satisfied": "yes"},
            {"result": "declined", "satisfied": "yes"},
        ),
    ),
    "mediation_ended_at_iff_outcome": (
        make.MediationFactory,
        {},
        ({"ended_at": NOW}, {"outcome": "agreed"}),
    ),
    "recusal_another_follows": (make.RecusalFactory, {}, ({"followed_by": F("mediator")},)),
    "party_consent_at_iff_said": (
        make.PartyFactory,
        {},
        ({"consent": "asked"}, {"consent_at": None}),
    ),
    "session_held_iff_minutes": (
        make.MediationSessionFactory,
        {},
        (
            {"held_at": NOW},
            {"minutes": "双方陈述。"},
            {"minutes_by": SOMEBODY},
            {"held_at": NOW, "minutes": "双方陈述。"},
            {"held_at": NOW, "minutes_by": SOMEBODY},
        ),
    ),
    "session_held_or_cancelled": (
        make.MediationSessionFactory,
        {"held_at": NOW, "minutes": "双方陈述。", "minutes_by": SOMEBODY},
        ({"cancelled_at": NOW},),
    ),
    "agreement_confirmed_only_when_asked": (
        make.AgreementFactory,
        {},
        ({"confirmed_on": TODAY},),
    ),
    "clause_performed_or_broken": (
        make.ClauseFactory,
        {"performed_on": TODAY},
        ({"broken_on": TODAY},),
    ),
}
# unique constraint → factory, what the first is given, what the second repeats and what it adds
DOUBLE = {
    "complaint_order_number_comes_in_once": (
        make.ComplaintFactory,
        {"external_number": "A-1", "channel": "hotline"},
        ("external_number", "channel"),
        {},
    ),
    "referral_one_waiting_per_dispute": (make.ReferralFactory, {}, ("dispute",), {}),
    "clock_request_one_pending_per_dispute": (make.ClockRequestFactory, {}, ("dispute",), {}),
    "mediation_once_a_round": (
        make.MediationFactory,
        {"ended_at": NOW, "outcome": "no_agreement"},
        ("dispute", "round"),
        {},
    ),
    "mediation_one_open_per_dispute": (make.MediationFactory, {}, ("dispute",), {"round": 2}),
    "notice_served_once_a_party": (make.ServedNoticeFactory, {}, ("session", "party"), {}),
    "attendance_once_a_party": (make.AttendanceFactory, {}, ("session", "party"), {}),
    "clause_numbered_once": (
        make.ClauseFactory,
        {},
        ("agreement", "number", "performer"),
        {},
    ),
}


def declared(kind):
    """Return the names of all constraints of a kind in this room."""
    models = apps.get_app_config("disputes").get_models()
    return {c.name for model in models for c in model._meta.constraints if isinstance(c, kind)}


def values(given):
    return {name: value() if callable(value) else value for name, value in given.items()}


def test_every_constraint_of_the_room_has_its_incoherent_row_here():
    assert declared(CheckConstraint) == set(INCOHERENT)
    assert declared(UniqueConstraint) == set(DOUBLE)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "change"),
    [(name, change) for name, (_f, _g, changes) in INCOHERENT.items() for change in changes],
    ids=lambda part: part if isinstance(part, str) else "+".join(part),
)
def test_the_database_refuses_an_incoherent_row(name, change):
    factory, given, _changes = INCOHERENT[name]
    row = factory(**values(given))
    change = values(change)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**change)


@pytest.mark.django_db
@pytest.mark.parametrize("name", DOUBLE)
def test_the_database_refuses_the_same_twice(name):
    factory, given, repeats, more = DOUBLE[name]
    row = factory(**values(given))
    again = {**values(given), **{field: getattr(row, field) for field in repeats}, **more}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factory(**again)
