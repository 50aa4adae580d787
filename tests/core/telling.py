"""What the tests of delivery share: a moment, people to tell, a mail server with a fault."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.core.mail.backends import locmem
from django.db import transaction
from django.utils import translation

from puyang_property.core import notifications
from puyang_property.core.notifications import Occasion
from tests.factories.accounts import PostHoldingFactory, UserFactory

SHANGHAI = ZoneInfo("Asia/Shanghai")
TUESDAY_NOON = datetime(2026, 12, 1, 12, tzinfo=SHANGHAI)
TUESDAY_NIGHT = datetime(2026, 12, 1, 23, tzinfo=SHANGHAI)


def in_the_active_language(notice):
    return "Told" if translation.get_language() == "en" else "告知"


def register_occasions():
    url = "/somewhere/"
    for slug, polite in (("test_told", False), ("test_polite", True)):
        notifications.register(
            Occasion(
                slug,
                title=in_the_active_language,
                body=lambda notice: f"no. {notice.context.get('number', '')}",
                url=lambda notice: url,
                in_working_hours=polite,
            )
        )


def holder_of(post, **fields):
    user = UserFactory(**fields)
    PostHoldingFactory(user=user, post=post, from_on=date(2017, 1, 1))
    return user


@transaction.atomic
def tell(to, key="thing:1:happened", occasion="test_told", at=TUESDAY_NOON, **options):
    return notifications.notify(key=key, occasion=occasion, to=to, at=at, **options)


class BrokenServer(locmem.EmailBackend):
    """A mail server with the fault of the test."""

    fault = None

    def open(self):
        if isinstance(self.fault, ConnectionRefusedError):
            raise self.fault

    def send_messages(self, messages):
        if self.fault:
            raise self.fault
        return super().send_messages(messages)
