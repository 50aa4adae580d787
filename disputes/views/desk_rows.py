"""A verb whose form has rows: parties of a mediation, clauses of an agreement."""

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from disputes.views.desk_triage import CaseFormVerb

PREFIX = "rows"
MORE = 2


class RowsVerb(CaseFormVerb):
    """A form with a formset below; “more rows” shows it again with everything that was typed."""

    rows_class = None
    rows_name = ""
    blank_rows = 2

    def post(self, request, *args, **kwargs):
        """Show more rows, or run the action."""
        if "more" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.object = self.get_object()
        return self.render_to_response(self.get_context_data())

    @property
    def is_asking_for_more(self):
        """Tell whether only more rows are asked for: nothing is checked then."""
        return "more" in self.request.POST

    def get_form_kwargs(self):
        """Leave the form unbound, with what was typed, when only more rows are asked for."""
        kwargs = super().get_form_kwargs()
        if self.is_asking_for_more:
            typed = kwargs.pop("data").dict()
            kwargs.pop("files", None)
            kwargs["initial"] = typed
        return kwargs

    @cached_property
    def rows(self):
        """Return the formset: as sent, or prefilled."""
        options = {"prefix": PREFIX, "form_kwargs": self.get_row_kwargs()}
        if self.request.method == "POST" and not self.is_asking_for_more:
            return self.rows_class(self.request.POST, **options)
        initial = self._typed() if self.is_asking_for_more else self.get_rows_initial()
        blank = MORE if self.is_asking_for_more else self.blank_rows
        return self.rows_class(initial=[*initial, *({} for _i in range(blank))], **options)

    def get_row_kwargs(self):
        """Return what each row's form needs."""
        return {}

    def get_rows_initial(self):
        """Return what the first rows start with."""
        return []

    def _typed(self):
        sent = self.request.POST
        total = sent.get(f"{PREFIX}-TOTAL_FORMS", "0")
        count = min(int(total), 20) if total.isascii() and total.isdigit() else 0
        heads = [f"{PREFIX}-{number}-" for number in range(count)]
        return [
            {key.removeprefix(head): value for key, value in sent.items() if key.startswith(head)}
            for head in heads
        ]

    def run(self, record, form):
        """Check the rows, then run the action with them."""
        if not self.rows.is_valid():
            raise ValidationError(
                [*self.rows.non_form_errors(), _("Correct the marked rows first.")]
                if any(self.rows.errors)
                else [*self.rows.non_form_errors()]
            )
        sent = {**form.cleaned_data, self.rows_name: self.cleaned_rows()}
        return type(self).action(record, by=self.request.user, **sent)

    def cleaned_rows(self):
        """Return the rows as the action takes them."""
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        """Add the rows."""
        return super().get_context_data(rows=self.rows, **kwargs)
