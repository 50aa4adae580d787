"""The end of a mediation: agreement with clauses on the clock, or other ways explained."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes import deadlines, notifications, workflow
from disputes.actions.checks import permitted
from disputes.actions.mediation import MEDIATE
from disputes.actions.triage import write
from disputes.choices import Consent, MediationOutcome, MessageKind
from disputes.models import Agreement, Clause
from puyang_property.core import clock, history
from puyang_property.core.actors import Actor
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import lock, move, require


def open_mediation_of(dispute):
    """Return the open mediation of `dispute`; raise Refused when there is none."""
    mediation = dispute.mediations.filter(ended_at=None).first()
    if mediation is None:
        raise Refused(_("No mediation is open in this case."))
    return mediation


@transaction.atomic
def agree(dispute, *, by, form, facts, clauses, effective_on=None, note="", now=None):
    """Record the agreement: every party consents, each clause says who, what and by when.

    `clauses` are dicts with performer (a Party), text and due_on. Starts a clock for each clause
    and the 30 days for judicial confirmation (People's Mediation Law, Art. 33).
    """
    now = now or timezone.now()
    effective_on = effective_on or timezone.localdate(now)
    actor = require(dispute, workflow.AGREE, by=by)
    mediation = open_mediation_of(dispute)
    _check_agreement(mediation, facts, clauses, effective_on, timezone.localdate(now))
    move(dispute, workflow.AGREE, by=actor, note=note, now=now)
    _end(mediation, MediationOutcome.AGREED, facts, now)
    agreement = Agreement.objects.create(
        mediation=mediation, form=form, facts=facts.strip(), effective_on=effective_on
    )
    clock.meet(dispute, deadlines.MEDIATION, now=now)
    for number, words in enumerate(clauses, 1):
        clause = Clause.objects.create(agreement=agreement, number=number, **words)
        clock.start_on(
            clause,
            deadlines.CLAUSE,
            clause.due_on,
            now=now,
            post=dispute.responsible_post,
            basis_zh="《人民调解法》第三十一条",
            basis_en="People's Mediation Law, Art. 31",
        )
    clock.cancel(dispute, deadlines.CONFIRMATION, now=now)  # of an agreement that this one replaces
    clock.start(
        dispute,
        deadlines.CONFIRMATION,
        "dispute.confirmation",
        started=effective_on,
        now=now,
        post=dispute.responsible_post,
    )
    notifications.agreed(agreement, now=now)
    return agreement


def _check_agreement(mediation, facts, clauses, effective_on, today):
    if mediation.parties.exclude(consent=Consent.GIVEN).exists():
        raise Refused(_("Record the consent of every party first."))
    errors = {}
    if not facts.strip():
        errors["facts"] = _("Write down the facts and who is responsible.")
    if effective_on > today:
        errors["effective_on"] = _("The agreement cannot take effect in the future.")
    if not clauses:
        errors["clauses"] = _("Write at least one clause: who does what by when.")
    for clause in clauses:
        if clause["performer"].mediation_id != mediation.pk:
            errors["clauses"] = _("A clause names a party of another mediation.")
        if not clause["text"].strip() or clause["due_on"] < today:
            errors["clauses"] = _("Each clause needs words and a day that is still to come.")
    if errors:
        raise ValidationError(errors)


def _end(mediation, outcome, note, now):
    mediation.ended_at, mediation.outcome, mediation.outcome_note = now, outcome, note.strip()
    mediation.save(update_fields=["ended_at", "outcome", "outcome_note"])


@transaction.atomic
def end_mediation(dispute, *, by, note, outcome=MediationOutcome.NO_AGREEMENT, now=None):
    """End without agreement and explain the other ways (People's Mediation Law, Art. 26)."""
    now = now or timezone.now()
    if not note.strip():
        raise ValidationError({"note": _("Explain the other ways: arbitration, authority, court.")})
    if outcome not in {MediationOutcome.NO_AGREEMENT, MediationOutcome.PARTY_LEFT}:
        raise ValidationError({"outcome": _("Choose how it ended.")})
    actor = Actor.of(by)
    move(dispute, workflow.END_MEDIATION, by=actor, note=note, now=now)
    mediation = open_mediation_of(dispute)
    _end(mediation, outcome, note, now)
    clock.meet(dispute, deadlines.MEDIATION, now=now)
    for complaint in dispute.complaints.all():
        write(dispute, MessageKind.TO_RESIDENT, note, by=actor, now=now, complaint=complaint)
    notifications.mediation_ended(mediation, now=now)
    return mediation


def _past_day(on, now):
    """Return `on`, or today; what is recorded as done does not lie in the future."""
    today = timezone.localdate(now)
    if on and on > today:
        raise ValidationError({"on": _("This day lies in the future.")})
    return on or today


def _locked(agreement, by):
    actor = permitted(agreement.mediation.dispute, MEDIATE, by)
    lock(agreement)
    return actor


@transaction.atomic
def ask_confirmation(agreement, *, by, on=None, now=None):
    """Record that the parties asked the court together, within the 30 days of Art. 33."""
    now = now or timezone.now()
    actor = _locked(agreement, by)
    on = _past_day(on, now)
    dispute = agreement.mediation.dispute
    window = clock.open_for(dispute).filter(kind=deadlines.CONFIRMATION).first()
    if agreement.confirmation_asked_on:
        raise Refused(_("Confirmation was asked for already."))
    if window is None or on > window.due_on:
        raise Refused(_("The 30 days for judicial confirmation have passed."))
    agreement.confirmation_asked_on = on
    agreement.save(update_fields=["confirmation_asked_on"])
    clock.meet(dispute, deadlines.CONFIRMATION, now=now)
    _record(agreement, "confirmation_asked", actor, now, on=on)
    return agreement


@transaction.atomic
def confirm(agreement, *, by, on=None, now=None):
    """Record that the court confirmed the agreement."""
    now = now or timezone.now()
    actor = _locked(agreement, by)
    if agreement.confirmation_asked_on is None:
        raise Refused(_("Record first that the parties asked the court."))
    if agreement.confirmed_on:
        raise Refused(_("The confirmation is recorded already."))
    agreement.confirmed_on = _past_day(on, now)
    agreement.save(update_fields=["confirmed_on"])
    _record(agreement, "confirmed", actor, now, on=agreement.confirmed_on)
    return agreement


@transaction.atomic
def perform_clause(clause, *, by, on=None, proof_note="", now=None):
    """Record that a clause was performed, with its proof."""
    now = now or timezone.now()
    actor = _open_clause(clause, by)
    clause.performed_on = _past_day(on, now)
    clause.proof_note = proof_note.strip()
    clause.save(update_fields=["performed_on", "proof_note"])
    clock.meet(clause, deadlines.CLAUSE, now=now)
    _record(clause.agreement, "clause_performed", actor, now, clause=clause.pk)
    return clause


@transaction.atomic
def break_clause(clause, *, by, proof_note, now=None):
    """Record that a clause was not performed; the supervisor hears of it."""
    now = now or timezone.now()
    actor = _open_clause(clause, by)
    if not proof_note.strip():
        raise ValidationError({"proof_note": _("Say how you know that it was not performed.")})
    clause.broken_on = timezone.localdate(now)
    clause.proof_note = proof_note.strip()
    clause.save(update_fields=["broken_on", "proof_note"])
    clock.cancel(clause, deadlines.CLAUSE, now=now)
    _record(clause.agreement, "clause_broken", actor, now, clause=clause.pk)
    notifications.clause_broken(clause, now=now)
    return clause


def _open_clause(clause, by):
    actor = permitted(clause.dispute, MEDIATE, by)
    lock(clause)
    if clause.performed_on or clause.broken_on:
        raise Refused(_("What became of this clause is recorded already."))
    return actor


def _record(agreement, name, actor, now, **changes):
    return history.record(
        agreement.mediation.dispute,
        name,
        by=actor,
        now=now,
        permission=MEDIATE,
        changes={"agreement": agreement.pk, **changes},
    )
