"""Where the letters of a test portal go: a file that names what was accepted."""

import os
import time
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

ACCEPTED = "accepted"
SLOWNESS = 0.1  # seconds between taking a letter and saying so


class PostOffice(BaseEmailBackend):
    """Takes its time to confirm: a sender that is killed in between does not know."""

    def send_messages(self, messages):
        """Note the Message-ID of each letter on disk, then say so."""
        for message in messages:
            with (Path(settings.PORTAL_HOME) / ACCEPTED).open("a") as file:
                file.write(f"{message.extra_headers['Message-ID']}\n")
                file.flush()
                os.fsync(file.fileno())
            time.sleep(SLOWNESS)
        return len(messages)


def accepted(home):
    """Return the Message-IDs of all letters taken, in order."""
    path = Path(home) / ACCEPTED
    return path.read_text().split() if path.exists() else []
