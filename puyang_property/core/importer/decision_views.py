"""Decisions about likely duplicates at the desk: side by side, or many alike at once."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from puyang_property.core import bases
from puyang_property.core.importer import deciding, forms, kinds
from puyang_property.core.importer.views import OfImport
from puyang_property.core.models.imports import Decision, ImportRow, ImportStatus, Outcome


class ImportDecide(bases.VerbView):
    """A row and a likely entry of the register side by side, and the decision."""

    model = ImportRow
    permission = "core.view_importjob"
    form_class = forms.DecideForm
    template_name = "core/import_decide.html"
    submit_text = _("Decide")
    success_message = _("The row is decided.")

    def get_object(self, queryset=None):
        """Return the row by import and number: 404 when the import is not visible."""
        rows = ImportRow.objects.visible_to(self.request.user).select_related("job")
        row = get_object_or_404(rows, job_id=self.kwargs["pk"], number=self.kwargs["number"])
        kind = kinds.get(row.job.kind)
        self.require(kind.decide_permission or kind.permission, row.job)
        return row

    def get(self, request, *args, **kwargs):
        """Show both sides; a row that is decided leads back to the import."""
        row = self.get_object()
        if row.outcome != Outcome.OFFERED or row.job.status != ImportStatus.DONE:
            return HttpResponseRedirect(row.job.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self):
        """Let the form know the likely entries, and compare the one that was chosen."""
        row = self.object
        kind = kinds.get(row.job.kind)
        ids = [candidate["id"] for candidate in row.candidates]
        found = kind.model.objects.visible_to(self.request.user).filter(pk__in=ids)
        candidates = sorted(found, key=lambda one: ids.index(one.pk))
        chosen = self.request.POST.get("into") or self.request.GET.get("into")
        into = next((one for one in candidates if str(one.pk) == chosen), None)
        if into is None and not self.request.POST:
            into = next(iter(candidates), None)
        self.sides = forms.Sides(kind, row, candidates, into)
        return {**super().get_form_kwargs(), "sides": self.sides}

    def run(self, record, form):
        """Settle the row."""
        data = form.cleaned_data
        is_merge = data["decision"] == Decision.MERGE
        deciding.decide(
            record,
            data["decision"],
            by=self.request.user,
            into=data["into"] if is_merge else None,
            overwrite=data["overwrite"] if is_merge else (),
        )

    def get_success_url(self):
        """Go to the next row that waits, from the start after the last one, else to the import."""
        return self.following() or self.object.job.get_absolute_url()

    def following(self):
        """Return the address of the next row that waits, or None."""
        job, number = self.object.job, self.object.number
        waiting = job.rows.filter(outcome=Outcome.OFFERED).exclude(number=number)
        numbers = waiting.order_by("number").values_list("number", flat=True)
        found = numbers.filter(number__gt=number).first() or numbers.first()
        return found and reverse("desk:import_decide", args=[job.pk, found])

    def get_context_data(self, **kwargs):
        """Add the two sides; the form is made first, for it compares them."""
        if "form" not in kwargs:
            kwargs["form"] = self.get_form()
        row = self.object
        return super().get_context_data(
            row=row,
            job=row.job,
            sides=self.sides,
            left=row.job.rows.filter(outcome=Outcome.OFFERED).count(),
            following=self.following(),
            decisions=Decision,
            **kwargs,
        )


class ImportDecideAlike(OfImport, bases.VerbView):
    """Decide all rows that are alike, after a look at how many and which these are."""

    form_class = forms.DecideAlikeForm
    template_name = "core/import_decide_alike.html"
    submit_text = _("Decide all of these")
    success_message = _("The rows are being decided. You can leave this page and come back.")

    def get_object(self, queryset=None):
        """Return the import: 403 for who decides nothing there."""
        job = super().get_object(queryset)
        self.require(kinds.get(job.kind).decide_permission or self.permission, job)
        return job

    def get(self, request, *args, **kwargs):
        """Show the choices; where nothing can be decided now, lead back to the import."""
        job = self.get_object()
        if job.status != ImportStatus.DONE:
            return HttpResponseRedirect(job.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def run(self, record, form):
        """Let the worker decide them."""
        deciding.begin(record, form.cleaned_data["choice"], by=self.request.user)

    def get_context_data(self, **kwargs):
        """Add what each choice would decide."""
        found = deciding.previews(self.object)
        previews = [(choice.label, preview) for choice, preview in found.items()]
        return super().get_context_data(previews=previews, **kwargs)
