"""E-mail against a real SMTP conversation: what is known, what is not."""

import socket
import threading
from contextlib import contextmanager

import pytest
from django.core.mail.backends import smtp

from puyang_property.core.notifications import Address, channels
from puyang_property.core.notifications.occasions import Words

WORDS = Words("您的投诉已受理", "办理时限见页面。", "/track/")
TO = Address("resident@example.org", language="en")
MESSAGE_ID = "<1@portal.puyang>"


@contextmanager
def server(**answers):
    """Serve one SMTP conversation; an answer of None cuts the line."""
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=converse, args=(listener, answers, heard))
        thread.start()
        try:
            yield listener.getsockname()[1], heard
        finally:
            thread.join(10)


def converse(listener, answers, heard):
    line, _peer = listener.accept()
    with line, line.makefile("rwb", buffering=0) as stream:
        stream.write(b"220 ready\r\n")
        for command in stream:
            verb = command[:4].decode().upper().strip()
            if verb == "DATA" and answers.get("data", "354 go on") == "354 go on":
                stream.write(b"354 go on\r\n")
                verb = "body"
                for text in stream:
                    heard.append(text)
                    if text == b".\r\n":
                        break
            answer = answers.get(verb.lower(), "250 ok")
            if answer is None:
                return
            stream.write(answer.encode() + b"\r\n")
            if verb == "QUIT":
                return


@pytest.fixture
def send(settings, monkeypatch):
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT, settings.EMAIL_USE_SSL = "127.0.0.1", 5, False
    monkeypatch.setattr(channels, "get_connection", lambda: smtp.EmailBackend(port=send.port))

    def send(port):
        send.port = port
        channels.send("email", TO, WORDS, MESSAGE_ID)

    return send


def test_an_accepted_letter_carries_its_fixed_id_and_the_link(send, settings):
    with server() as (port, heard):
        send(port)
    letter = b"".join(heard).decode()
    assert f"Message-ID: {MESSAGE_ID}" in letter
    assert "Auto-Submitted: auto-generated" in letter
    assert "To: resident@example.org" in letter


@pytest.mark.parametrize(
    "answers",
    [
        {"rcpt": "550 no such user resident@example.org"},
        {"mail": "452 not now"},
        {"data": "451 not now"},
        {"body": "554 we refuse"},
    ],
    ids=lambda answers: next(iter(answers)),
)
def test_a_refusal_is_known_and_does_not_repeat_the_address(send, answers):
    with server(**answers) as (port, _heard), pytest.raises(channels.NotSent) as refusal:
        send(port)
    assert "resident" not in str(refusal.value)


def test_nobody_listening_is_a_known_failure(send):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(channels.NotSent):
        send(port)


def test_a_line_cut_after_the_letter_was_handed_over_is_unknown(send):
    with server(body=None) as (port, heard), pytest.raises(channels.Unknown):
        send(port)
    assert heard


@pytest.mark.parametrize("address", ["a@example.org\nBcc: all@example.org", "a@\nexample.org"])
def test_an_address_cannot_add_headers(address):
    with pytest.raises(channels.NotSent):
        channels.send("email", Address(address), WORDS, MESSAGE_ID)
