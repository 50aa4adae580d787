"""Delivery: first to the inboxes, then out of the house; nothing twice, nothing lost.

Both parts can be run by any number of workers at once and be killed anywhere. A notification is
shared out under its row lock. A sending is claimed in one short transaction, sent outside any,
and noted in another: a crash in between leaves a claim that grows old and is shown as uncertain.
"""

import logging
from datetime import timedelta
from email.utils import make_msgid
from functools import cache
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from puyang_property.core import history
from puyang_property.core.models.notifications import (
    Channel,
    Delivery,
    DeliveryState,
    InboxItem,
    Notification,
)
from puyang_property.core.notifications import channels, occasions
from puyang_property.core.notifications.opening import opening
from puyang_property.core.refusals import Forbidden
from puyang_property.core.secrecy.keys import digest

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)
BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 30, 120)]
BAD_WORDS_WAIT = timedelta(minutes=10)
BATCH = 100


class Counts(NamedTuple):
    """What one round of delivery did."""

    delivered: int = 0
    waiting: int = 0
    sent: int = 0
    failed: int = 0
    uncertain: int = 0


def deliver_due(now=None, limit=500):
    """Deliver what is due at `now`, up to `limit` of each kind; return the Counts."""
    now = now or timezone.now()
    delivered = waiting = 0
    while delivered + waiting < limit:
        handled, waits = _share_out(now, min(BATCH, limit - delivered - waiting))
        delivered, waiting = delivered + handled, waiting + waits
        if not handled + waits:
            break
    uncertain = _give_up_lost(now)
    sent = failed = 0
    while sent + failed < limit:
        delivery = _claim(now)
        if delivery is None:
            break
        done = _send(delivery, now)
        sent, failed = sent + done, failed + (not done)
    return Counts(delivered, waiting, sent, failed, uncertain)


@transaction.atomic(durable=True)
def _share_out(now, number):
    """Give the oldest due notifications to their recipients; return (delivered, put off)."""
    due = Notification.objects.deliverable(now, timezone.localdate(now))
    rows = due.select_for_update(skip_locked=True, of=("self",))[:number]
    next_opening = cache(opening)
    delivered = put_off = 0
    for row in rows.select_related("post__area"):
        opens_at = next_opening(now) if _waits_for_the_office(row) else now
        if opens_at > now:
            row.not_before = opens_at
            row.save(update_fields=["not_before"])
            put_off += 1
            continue
        given = _give_or_log(row, now)
        delivered, put_off = delivered + given, put_off + (not given)
    return delivered, put_off


def _give_or_log(row, now):
    """Deliver one notification; one that cannot be worded waits, and stops no other."""
    try:
        with transaction.atomic():
            _give(row, now)
            row.delivered_at = now
            row.save(update_fields=["delivered_at"])
    except DatabaseError:
        raise
    except Exception:
        logger.exception("Notification %s cannot be delivered.", row.pk)
        row.delivered_at, row.not_before = None, now + BAD_WORDS_WAIT
        row.save(update_fields=["delivered_at", "not_before"])
        return False
    return True


def _waits_for_the_office(row):
    """Tell whether `row` is a reminder to staff, which comes while their office is open."""
    polite = occasions.is_for_working_hours(row.occasion)
    return polite and row.post_id is not None and not row.is_urgent


def _give(row, now):
    """Write the inbox rows and the sendings of one notification."""
    wanted = occasions.get(row.occasion).channels
    if row.post_id is None:
        address = row.contact.notification_address() if row.contact else None
        if address and address.channel in wanted:
            _queue(row, None, address, now)
        return
    spoken = {}
    for user in row.post.holders(timezone.localdate(now)):
        address = channels.Address(user.email, language=user.language)
        if user.language not in spoken:
            spoken[user.language] = occasions.words(row, user.language)
        if "inbox" in wanted:
            _put_into_inbox(row, user, spoken[user.language], now)
        if user.email and Channel.EMAIL in wanted:
            _queue(row, user, address, now)


def _put_into_inbox(row, user, words, now):
    item = InboxItem(
        user=user,
        notification=row,
        title=words.title,
        body=words.body,
        url=words.url,
        is_urgent=row.is_urgent,
        created_at=now,
    )
    InboxItem.objects.bulk_create([item], ignore_conflicts=True)


def _queue(row, user, address, now):
    sending = Delivery(
        notification=row,
        channel=address.channel,
        user=user,
        address_digest=_digest(address),
        message_id=make_msgid(domain="portal.puyang"),
        next_try_at=now,
    )
    Delivery.objects.bulk_create([sending], ignore_conflicts=True)


def _digest(address):
    return digest("address", f"{address.channel}:{address.value.strip().lower()}")


@transaction.atomic(durable=True)
def _claim(now):
    """Take the oldest sending that is due, or None; whoever has the claim sends."""
    due = Delivery.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    delivery = due.select_related("notification__post", "user").first()
    if delivery is None:
        return None
    delivery.state, delivery.claimed_at = DeliveryState.CLAIMED, now
    delivery.attempts += 1
    delivery.save(update_fields=["state", "claimed_at", "attempts"])
    return delivery


def _send(delivery, now):
    """Send one claimed delivery outside any transaction, note the result, tell whether it went."""
    address = _address(delivery)
    if address is None:
        return _note(delivery, DeliveryState.FAILED, error="no address any more")
    try:
        words = occasions.words(delivery.notification, address.tongue)
    except Exception as error:
        logger.exception("Notification %s cannot be worded.", delivery.notification_id)
        return _note_failure(delivery, type(error).__name__, now)
    try:
        channels.send(delivery.channel, address, words, delivery.message_id)
    except channels.NotSent as error:
        return _note_failure(delivery, str(error), now)
    except channels.Unknown as error:
        return _note(delivery, DeliveryState.UNCERTAIN, error=str(error))
    return _note(delivery, DeliveryState.SENT, sent_at=now)


def _address(delivery):
    """Return the recipient's address of today if it is still the one of the outbox row."""
    if delivery.user_id:
        user = delivery.user
        address = channels.Address(user.email, delivery.channel, user.language)
    else:
        contact = delivery.notification.contact
        address = contact.notification_address() if contact else None
    return address if address and _digest(address) == delivery.address_digest else None


def _note_failure(delivery, error, now):
    """Plan the next attempt, or give up after the last one."""
    if delivery.attempts > len(BACK_OFF):
        return _note(delivery, DeliveryState.FAILED, error=error)
    wait = BACK_OFF[delivery.attempts - 1]
    return _note(delivery, DeliveryState.PENDING, error=error, next_try_at=now + wait)


def _note(delivery, state, **fields):
    """Note the result, unless the claim was lost meanwhile; tell whether the message went."""
    fields["error"] = fields.get("error", "")[:300]
    mine = Delivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.CLAIMED, attempts=delivery.attempts
    )
    late = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.UNCERTAIN)
    if not mine.update(state=state, **fields) and state == DeliveryState.SENT:
        late.update(state=state, **fields)
    if state != DeliveryState.SENT:
        logger.warning("Delivery %s: %s (%s).", delivery.pk, state, fields["error"])
    return state == DeliveryState.SENT


def _give_up_lost(now):
    """Show claims that grew old as uncertain: nobody knows whether they were sent."""
    lost = Delivery.objects.lost(now - LEASE)
    return lost.update(state=DeliveryState.UNCERTAIN, error="no report from the sender")


@transaction.atomic
def send_again(delivery, *, by, now=None):
    """Let a person decide that an uncertain or failed delivery is sent once more.

    Raises Forbidden without core.resend_delivery, ValidationError when it is on its way or sent.
    """
    now = now or timezone.now()
    if not by.has_perm("core.resend_delivery", delivery.notification):
        raise Forbidden(_("Your post does not include sending messages again."))
    row = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if row.state not in {DeliveryState.UNCERTAIN, DeliveryState.FAILED}:
        raise ValidationError(_("This message is on its way or was sent."))
    row.state, row.next_try_at, row.attempts, row.error = DeliveryState.PENDING, now, 0, ""
    row.save(update_fields=["state", "next_try_at", "attempts", "error"])
    history.record(row, "sent_again", by=by, now=now, permission="core.resend_delivery")
    return row
