"""The words of the ladder: who owes what, for which record, by when."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from puyang_property.core import notifications
from puyang_property.core.ladder import Rung
from puyang_property.core.models.clock_changes import RungChoices


def title(notice) -> str:
    """Return the subject line of a reminder in the active language."""
    told = _told(notice)
    match notice.context["rung"]:
        case Rung.EARLY | Rung.LATE:
            return _("Due on %(day)s: %(what)s, %(record)s") % told
        case Rung.DUE:
            return _("Due today: %(what)s, %(record)s") % told
        case Rung.URGE:
            return _("Written urging: %(what)s, %(record)s is overdue") % told
    return _("Supervision: %(what)s, %(record)s is overdue") % told


def body(notice) -> str:
    """Return the text of a reminder in the active language."""
    told = _told(notice)
    match notice.context["rung"]:
        case Rung.EARLY | Rung.LATE:
            return (
                _(
                    "“%(what)s” for %(record)s ends on %(day)s. More time must be asked for before "
                    "that day is over."
                )
                % told
            )
        case Rung.DUE:
            return _("“%(what)s” for %(record)s ends today, %(day)s, at midnight.") % told
        case Rung.URGE:
            return (
                _(
                    "“%(what)s” for %(record)s was due on %(day)s and is not done. You are urged "
                    "in writing to do it at once and to say why it is late."
                )
                % told
            )
    return (
        _(
            "“%(what)s” for %(record)s was due on %(day)s and is still not done after written "
            "urging. The next office up now supervises it."
        )
        % told
    )


def _told(notice):
    context = notice.context
    chinese = (get_language() or "zh").startswith("zh")
    return {
        "what": context["name_zh"] if chinese else context["name_en"],
        "record": str(notice.subject),
        "day": date_format(date.fromisoformat(context["due_on"]), "DATE_FORMAT"),
    }


def occasion(rung: Rung) -> str:
    """Return the slug under which the notifications know `rung`."""
    return f"deadline_{rung}"


for _rung in Rung:
    notifications.register(
        notifications.Occasion(
            occasion(_rung), title, body, in_working_hours=True, name=RungChoices(_rung).label
        )
    )
