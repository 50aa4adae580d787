"""Imports at the desk: upload, columns, check, progress, result, report, undo."""

from django.http import FileResponse, Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from puyang_property.core import bases, secrecy
from puyang_property.core.importer import forms, jobs, kinds, notices, running, undoing
from puyang_property.core.models.imports import ImportJob, ImportStatus, Outcome
from puyang_property.core.pagination import BadCursor, Order, keyset

BY_ROW = Order("row", _("by row"), "number")
ROWS = 50


class ImportList(bases.ScopedListView):
    """The imports into the reader's areas."""

    model = ImportJob
    orders = (Order("newest", _("newest first"), "-created_at"),)
    template_name = "core/import_list.html"

    def get_queryset(self):
        """Bring area and person along."""
        return super().get_queryset().select_related("area", "by")

    def get_context_data(self, **kwargs):
        """Add whether the reader may start one."""
        offered = forms.kinds_for(self.request.user)
        context = super().get_context_data(kinds_offered=offered, **kwargs)
        return {**context, "runs": any(job.is_unfinished for job in context["page"].items)}


class ImportUpload(bases.ScopedCreateView):
    """Hand over a file."""

    model = ImportJob
    permission = "core.view_importjob"
    template_name = "core/import_upload.html"
    title = _("Import a file")

    form_class = forms.UploadForm

    def dispatch(self, request, *args, **kwargs):
        """Ask first what the file holds, where the reader may import several kinds."""
        self.offered = forms.kinds_for(request.user)
        asked = request.POST.get("kind") or request.GET.get("kind")
        asked = self.offered[0].slug if len(self.offered) == 1 else asked
        self.kind = next((kind for kind in self.offered if kind.slug == asked), None)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs):
        """Show the form, or the choice of kinds."""
        self.require(self.permission if self.offered else "core.add_importjob")
        if self.kind is None:
            return self.choose()
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        """Take the file, unless it does not say what it holds."""
        self.require(self.permission if self.offered else "core.add_importjob")
        if self.kind is None:
            return self.choose(status=422)
        return super().post(request, *args, **kwargs)

    def choose(self, status=200):
        """Show the kinds of file that the reader may import."""
        context = {"kinds": self.offered, "title": self.title}
        return render(self.request, "core/import_choose.html", context, status=status)

    def get_form_kwargs(self):
        """Let the form offer the areas and options of the kind."""
        kwargs = super().get_form_kwargs()
        kwargs.pop("instance", None)
        return {**kwargs, "user": self.request.user, "kind": self.kind}

    def make(self, form):
        """Keep the file and read its headings."""
        data = form.cleaned_data
        return jobs.upload(
            self.kind,
            data["file"],
            area=data["area"],
            by=self.request.user,
            options=form.options(),
        )

    def get_success_url(self):
        """Go on with the columns."""
        return reverse("desk:import_columns", args=[self.object.pk])

    def get_cancel_url(self):
        """Return the list."""
        return reverse("desk:import_list")


class ImportDetail(bases.ScopedDetailView):
    """One import: where it stands, what became of the rows, what can be done."""

    model = ImportJob
    template_name = "core/import_detail.html"

    def get_queryset(self):
        """Bring area and people along."""
        return super().get_queryset().select_related("area", "by", "undone_by")

    def get_context_data(self, **kwargs):
        """Add progress, counts and a page of rows of the outcome asked for."""
        job, outcome = self.object, self.request.GET.get("outcome", "")
        rows = job.rows.filter(outcome=outcome) if outcome in Outcome.values else job.rows.all()
        try:
            page = keyset(rows, BY_ROW, cursor=self.request.GET.get("cursor", ""), size=ROWS)
        except BadCursor:
            page = keyset(rows, BY_ROW, size=ROWS)
        page.query = {"outcome": [outcome]} if outcome else {}
        kind = kinds.get(job.kind)
        return super().get_context_data(
            kind=kind,
            done=job.work["done"] if job.is_afterwards else running.progress(job),
            of=job.work["of"] if job.is_afterwards else job.total,
            counts=[(o, o.label, job.counts.get(o.value, 0)) for o in Outcome],
            outcome=outcome,
            page=page,
            may=self.request.user.has_perm(kind.permission, job),
            can_start=job.status in ImportJob.RUNNABLE,
            can_undo=job.status == ImportStatus.DONE,
            can_go_over_again=undoing.can_go_over_again(job),
            offered=Outcome.OFFERED,
            notices=notices.of(job),
            **kwargs,
        )


class OfImport:
    """A step of one import, for whoever may import such files there."""

    model = ImportJob
    permission = "core.view_importjob"

    def get_object(self, queryset=None):
        """Return the import: 404 when not visible, 403 for who only reads."""
        job = super().get_object(queryset)
        self.require(kinds.get(job.kind).permission, job)
        return job


class ImportColumns(OfImport, bases.VerbView):
    """Say which column of the file means what."""

    form_class = forms.ColumnsForm
    submit_text = _("Save columns and check the file")
    template_name = "core/import_columns.html"

    @property
    def explanation(self):
        """Say what the next step does."""
        return _("The file is checked first: nothing is written until you confirm.")

    @property
    def notices(self):
        """Say what of the file is not read, or not seen."""
        return notices.of(self.object)

    def get_form_kwargs(self):
        """Let the form show the file's headings."""
        return {**super().get_form_kwargs(), "job": self.object}

    def run(self, record, form):
        """Keep the columns and let the worker check the file."""
        mapping = form.cleaned_data["mapping"]
        jobs.map_columns(record, mapping, by=self.request.user)
        jobs.begin(record, by=self.request.user, dry_run=True)


class ImportBegin(OfImport, bases.PressView):
    """Import for real."""

    submit_text = _("Import")
    success_message = _("The import runs. You can leave this page and come back.")

    def run(self, record, form):
        """Let the worker import the file."""
        jobs.begin(record, by=self.request.user, dry_run=False)


class ImportUndo(OfImport, bases.VerbView):
    """Undo a whole import."""

    form_class = forms.UndoForm
    submit_text = _("Undo the whole import")
    success_message = _("The import is being undone. You can leave this page and come back.")
    explanation = _(
        "Everything that this import created is taken back, everything that it filled in is "
        "restored. Records that somebody changed since stand in the way and are named."
    )

    def run(self, record, form):
        """Let the worker take everything back."""
        leave = form.cleaned_data["leave_changed"]
        undoing.begin(record, by=self.request.user, leave_changed=leave)


class ImportReport(bases.ScopedDetailView):
    """The user's file with the column of reasons."""

    model = ImportJob

    def get(self, request, *args, **kwargs):
        """Send the report to whoever may import such files, and log who took it."""
        job = self.get_object()
        self.require(kinds.get(job.kind).permission, job)
        if not job.report:
            raise Http404
        count = sum(job.counts.values())
        secrecy.log_export(
            f"import report {job.pk}", by=request.user, count=count, area_path=job.area_path
        )
        return FileResponse(
            job.report.open("rb"), as_attachment=True, filename=f"{_('result')}-{job.filename}"
        )
