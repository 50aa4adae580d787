"""What every case shares: kinds, rules, calendar, and sums that come again and again."""

import json
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType

from disputes import deadlines
from disputes.models import Category, Dispute
from puyang_property.core import ladder, periods, rulebook
from puyang_property.core.calendar import current_calendar
from puyang_property.core.workdays import SHANGHAI


class Ledger:
    """What every case shares: kinds, rules, calendar, and sums that come again and again."""

    def __init__(self, now):
        """Read the reference data once."""
        self.now, self.today = now, now.astimezone(SHANGHAI).date()
        self.kind = ContentType.objects.get_for_model(Dispute).pk
        self.categories = list(Category.objects.order_by("position").values_list("pk", flat=True))
        self.calendar, self.steps = current_calendar(), rulebook.ladder_steps()
        self.rules = {spec.code: rulebook.rule(spec.code) for spec in deadlines.SPECS}
        self._due, self._rungs = {}, {}

    def due(self, code, start):
        """Return (due day, provisional, arithmetic as JSON) of the rule `code` from `start` on."""
        found = self._due.get((code, start))
        if found is None:
            result = periods.due(start, self.rules[code], self.calendar)
            story = json.dumps(result.counted, ensure_ascii=False)
            found = self._due[code, start] = (result.due_on, result.provisional, story)
        return found

    def next_rung(self, due_on):
        """Return the day of the next reminder: those up to today count as sent."""
        if due_on not in self._rungs:
            days = ladder.rung_days(due_on, self.calendar, self.steps)
            self._rungs[due_on] = ladder.next_on(days, since=self.today + timedelta(days=1))
        return self._rungs[due_on]
