"""The ways out of the house besides the inbox."""

import smtplib
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import translation

from puyang_property.core.models.notifications import Channel


@dataclass(frozen=True)
class Address:
    """Where a contact wants to be told, and in which language."""

    value: str
    channel: str = Channel.EMAIL
    language: str = ""

    @property
    def tongue(self):
        """Return the language, the portal's where none was chosen."""
        return self.language or settings.LANGUAGE_CODE


class NotSent(Exception):
    """The message was certainly not accepted: it may be tried again."""


class Unknown(Exception):
    """Nobody can tell whether the message was accepted: it must not be tried again."""


def send(channel, address, words, message_id):
    """Send `words` to `address`; raise NotSent or Unknown."""
    SENDERS[channel](address, words, message_id)


def _send_email(address, words, message_id):
    """Send an e-mail; only what happens once the server listens can leave us in doubt."""
    mail = EmailMessage(
        subject=words.title,
        body=_with_link(words, address.tongue),
        to=[address.value],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
        connection=get_connection(),
    )
    try:
        mail.message()  # refuses addresses that would add headers
        mail.connection.open()
    except (OSError, ValueError, smtplib.SMTPException) as error:
        raise NotSent(type(error).__name__) from error
    try:
        _hand_over(mail)
    finally:
        mail.connection.close()


def _hand_over(mail):
    refusals = (
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPResponseException,
        smtplib.SMTPNotSupportedError,
    )
    try:
        accepted = mail.send()
    except refusals as error:
        raise NotSent(_reason(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Unknown(type(error).__name__) from error
    if not accepted:
        raise NotSent("refused")


def _reason(error):
    """Return what failed without the address, which servers like to repeat."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()


def _with_link(words, language):
    if not words.url:
        return words.body
    with translation.override(language):
        return f"{words.body}\n\n{settings.PORTAL_PUBLIC_URL}{words.url}\n"


SENDERS = {Channel.EMAIL: _send_email}
