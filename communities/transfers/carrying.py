"""Carry a transfer to where a sheet says it stands, by the verbs alone; and take that back."""

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from communities.models import UtilityTransfer
from communities.transfers import actions, workflow
from communities.transfers.choices import DAYS, State, way
from puyang_property.core import history
from puyang_property.core.importer import cells
from puyang_property.core.refusals import Refused

ASIDE = frozenset({State.SUSPENDED, State.CANCELLED})  # each needs its reason, on the page
VERBS = {t.target: t.slug for t in workflow.WORKFLOW.transitions if t.target in DAYS}
ASKED = {  # verb → argument: fact of the sheet
    "survey": {"households": "households", "metered": "metered"},
    "sign_agreement": {
        **{name: name for name in ("mode", "receiver_kind", "receiver", "company", "unit_price")},
        "total": "agreed_total",
        "number": "agreement_number",
    },
    "transfer_assets": {"approval_number": "approval_number", "value": "assets_value"},
    "rebuild": {"money_received_on": "money_received_on"},
    "accept": {"metered": "metered"},
}


def differs(transfer, said):
    """Tell whether what is `said` of an item is more than the portal has."""
    if transfer is None:
        return said.get("state") != State.CANCELLED
    if said.get("state", transfer.state) != transfer.state:
        return True
    return any(not _same(transfer, name, value) for name, value in said.items() if name != "state")


def carry(community, item, transfer, said, *, by):
    """Open the transfer where there is none, correct its facts, take its steps.

    Returns it with what `put_back` needs. Raises what the verbs raise.
    """
    said = dict(said)
    wanted, up_to_standard = said.pop("state", None), said.pop("is_up_to_standard", False)
    facts = {name: _value(name, value) for name, value in said.items()}
    is_anew = wanted not in (None, State.CANCELLED)
    is_new = transfer is None or (transfer.state == State.CANCELLED and is_anew)
    if is_new:
        transfer = _open(community, item, facts, by)
    was = {"state": None if is_new else transfer.state, "facts": _describe(transfer, facts, by)}
    _walk(transfer, wanted, {**facts, "is_up_to_standard": up_to_standard}, by)
    return transfer, {"transfer": transfer.pk, "seq": _seq(transfer), **was}


def put_back(transfer, was, *, by):
    """Take back what `carry` did, unless somebody carried the transfer on since."""
    if _seq(transfer) != was["seq"]:
        raise Refused(_("“%(name)s” was changed after the import.") % {"name": transfer})
    if transfer.state in (State.SETTLED, State.CLOSED) and transfer.state != was["state"]:
        raise Refused(_("“%(name)s” is settled: that cannot be taken back.") % {"name": transfer})
    note = _("The import was undone.")
    while transfer.state != (was["state"] or State.IDENTIFIED):
        actions.take_back(transfer, by=by, note=note)
    if was["state"] is None:
        actions.withdraw(transfer, by=by, note=note)
    elif was["facts"]:
        facts = {name: _value(name, value) for name, value in was["facts"].items()}
        actions.describe(transfer, by=by, note=note, **facts)


def _open(community, item, facts, by):
    missing = [name for name in ("enterprise", "enterprise_kind") if not facts.get(name)]
    if missing:
        labels = "、".join(str(_field(name).verbose_name) for name in missing)
        raise ValidationError(_("To open it the row has to say: %(what)s.") % {"what": labels})
    own = {name: facts[name] for name in ("enterprise", "enterprise_kind")}
    return actions.identify(by=by, community=community, item=item, **own)


def _describe(transfer, facts, by):
    """Correct the facts that differ; return what they were, as JSON holds it."""
    changed = {
        name: value
        for name, value in facts.items()
        if name in actions.FACTS and not _same(transfer, name, value)
    }
    was = {name: history.plain(getattr(transfer, name)) for name in changed}
    if changed:
        actions.describe(transfer, by=by, **changed)
    return was


def _walk(transfer, wanted, facts, by):
    """Take one step after the other up to `wanted`, each on the day that the sheet gives."""
    states = way(transfer.mode)
    days = {state: facts[day] for state, day in DAYS.items() if facts.get(day)}
    if ASIDE & {wanted, transfer.state} and wanted not in (None, transfer.state):
        raise Refused(
            _("Suspending, resuming and cancelling need a reason: do it on the transfer's page.")
        )
    if transfer.state in ASIDE:
        _refuse_days(transfer, days, transfer.resume_state)
        return
    here = states.index(transfer.state)
    there = states.index(wanted) if wanted else max([here, *map(states.index, days)])
    if there < here:
        raise Refused(
            _("It stands at “%(state)s” already; a step is taken back on its page, with a reason.")
            % {"state": transfer.get_state_display()}
        )
    _refuse_days(transfer, days, states[there])
    for state in states[here + 1 : there + 1]:
        if state == State.INTENT_SIGNED and state not in days and states[there] != state:
            continue  # a letter of intent may be left out
        if state not in days:
            raise Refused(
                _("The sheet gives no day for the step “%(state)s”.") % {"state": state.label}
            )
        _take(transfer, VERBS[state], days[state], facts, by)


def _refuse_days(transfer, days, wanted):
    """Refuse a day that contradicts a recorded one, or that belongs to a step still to come."""
    states = way(transfer.mode)
    beyond = states[states.index(wanted) + 1 :] if wanted in states else ()
    for state, day in days.items():
        recorded = getattr(transfer, DAYS[state])
        if recorded and recorded != day:
            raise Refused(
                _(
                    "“%(what)s” is recorded as %(day)s. To correct it, take the step back on the "
                    "transfer's page and record it anew."
                )
                % {"what": _field(DAYS[state]).verbose_name, "day": recorded.isoformat()}
            )
        if state in beyond and not recorded:
            raise Refused(
                _("The sheet gives a day for “%(later)s”, but says that it stands at “%(state)s”.")
                % {"later": state.label, "state": State(wanted).label}
            )


def _take(transfer, verb, day, facts, by):
    asked = {
        argument: _known(transfer, name, facts) for argument, name in ASKED.get(verb, {}).items()
    }
    if verb == "accept":
        asked["is_up_to_standard"] = facts["is_up_to_standard"]
    if verb == "sign_agreement" and asked["total"] is None:
        raise ValidationError(_("An agreement names who takes over, and the money."))
    getattr(actions, verb)(transfer, by=by, on=day, **asked)


def _known(transfer, name, facts):
    return facts[name] if facts.get(name) is not None else getattr(transfer, name)


def _same(transfer, name, value):
    """Tell whether the transfer says the same; texts are compared as a sheet reads them."""
    own = getattr(transfer, name)
    if isinstance(own, str):
        return cells.text(own) == cells.text(value)
    return own == _value(name, value)


def _value(name, value):
    """Return a value of JSON as the field holds it."""
    return None if value is None else _field(name).to_python(value)


def _field(name):
    return UtilityTransfer._meta.get_field(name)


def _seq(transfer):
    return history.of(transfer).aggregate(last=Max("seq"))["last"]
