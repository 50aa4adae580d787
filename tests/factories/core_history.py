"""Events, made the only way there is: through history, so that every chain verifies."""

import factory
from django.utils import timezone

from puyang_property.core import history
from puyang_property.core.actors import CLOCK
from puyang_property.core.models import Event, EventNote, HistoryAnchor
from tests.factories.accounts import AreaFactory


class EventFactory(factory.django.DjangoModelFactory):
    """Something that the clock did to an area."""

    class Meta:
        model = Event

    obj = factory.SubFactory(AreaFactory)
    name = "changed"
    by = CLOCK
    note = ""

    @classmethod
    def _create(cls, model_class, obj, name, **options):
        return history.record(obj, name, **options)


class EventNoteFactory(factory.django.DjangoModelFactory):
    """The words of an event."""

    class Meta:
        model = EventNote

    text = "说明"

    @classmethod
    def _create(cls, model_class, text, **options):
        return EventFactory(note=text, **options).note_row


class HistoryAnchorFactory(factory.django.DjangoModelFactory):
    """The anchor of today."""

    class Meta:
        model = HistoryAnchor

    day = factory.LazyFunction(timezone.localdate)

    @classmethod
    def _create(cls, model_class, day):
        return history.anchor(day)
