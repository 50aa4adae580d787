"""The occasions on which somebody is told something, and the words for each."""

from collections.abc import Callable
from dataclasses import dataclass

from django.template import Context, loader
from django.utils import translation

TITLE_LENGTH = 200


@dataclass(frozen=True)
class Occasion:
    """One kind of notification.

    title, body: the name of a text template, or a function of the Notification.
    url: a function of the Notification; by default the page of its subject.
    channels: "inbox" is for posts; the others are used where the recipient has such an address.
    in_working_hours: staff are told when their office is open, unless it is urgent.
    name: what lists of notifications call it, lazily translated.
    """

    slug: str
    title: str | Callable
    body: str | Callable = ""
    url: Callable | None = None
    channels: tuple = ("inbox", "email")
    in_working_hours: bool = False
    name: str = ""


@dataclass(frozen=True)
class Words:
    """A notification in one language."""

    title: str
    body: str
    url: str


_occasions: dict[str, Occasion] = {}


def register(occasion):
    """Make `occasion` known; a room does so when it is loaded."""
    _occasions[occasion.slug] = occasion


def get(slug):
    """Return the occasion `slug`; KeyError when no room registered it."""
    return _occasions[slug]


def name(slug):
    """Return what lists call `slug`; the slug itself where no room says more."""
    return str(_occasions[slug].name or slug) if slug in _occasions else slug


def names():
    """Return (slug, name) of every occasion."""
    return [(slug, name(slug)) for slug in _occasions]


def is_for_working_hours(slug):
    """Tell whether staff are told of `slug` only while their office is open."""
    return slug in _occasions and _occasions[slug].in_working_hours


def words(notification, language):
    """Return the notification's title, text and address in `language`."""
    occasion = get(notification.occasion)
    with translation.override(language):
        url = (occasion.url or _page_of_subject)(notification) or ""
        title = " ".join(_text(occasion.title, notification, url).split())
        return Words(title[:TITLE_LENGTH], _text(occasion.body, notification, url).strip(), url)


def _text(source, notification, url):
    if callable(source):
        return str(source(notification))
    if not source:
        return ""
    context = {
        "notice": notification,
        "subject": notification.subject,
        "context": notification.context,
        "url": url,
    }
    template = loader.get_template(source).template
    return template.render(Context(context, autoescape=False))  # plain text, not HTML


def _page_of_subject(notification):
    subject = notification.subject
    for name in ("get_desk_url", "get_absolute_url"):
        if hasattr(subject, name):
            return getattr(subject, name)()
    return ""
