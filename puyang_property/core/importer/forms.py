"""The forms of an import."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from puyang_property.core.forms import PortalForm
from puyang_property.core.importer import kinds, readers
from puyang_property.core.importer.deciding import Alike
from puyang_property.core.models.imports import Decision, ImportJob

AREA_LEVELS = ("city", "district", "street")


def kinds_for(user):
    """Return the kinds of file that `user` may import somewhere."""
    return [kind for kind in kinds.all_kinds() if user.has_perm(kind.permission)]


class UploadForm(PortalForm):
    """A file of one kind, for which area it is, and what the kind asks besides."""

    kind = forms.CharField(widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("file"),
        help_text=_("Excel (.xlsx), CSV or JSON lines, at most 50 MB."),
        widget=forms.FileInput({"accept": ",".join(readers.SUFFIXES)}),
    )
    area = forms.ModelChoiceField(label=_("for the area"), queryset=None)

    def __init__(self, *args, user, kind, **kwargs):
        """Offer the areas where `user` may import `kind`, and its options."""
        super().__init__(*args, **kwargs)
        self.initial["kind"] = kind.slug
        areas = ImportJob._meta.get_field("area").related_model.objects
        found = areas.visible_to(user, kind.permission).filter(level__in=AREA_LEVELS)
        self.fields["area"].queryset = found.order_by("path")
        options = kind.option_fields()
        self.fields.update(options)
        self.option_names = tuple(options)

    def options(self):
        """Return what was chosen besides file and area."""
        return {name: self.cleaned_data[name] for name in self.option_names}

    def clean_file(self):
        """Refuse a kind of file that cannot be read, by its name."""
        readers.suffix_of(self.cleaned_data["file"].name)
        return self.cleaned_data["file"]


class ColumnsForm(PortalForm):
    """For each thing a row may hold, the column of the file."""

    def __init__(self, *args, job, **kwargs):
        """Offer the headings of the file for each column of the kind."""
        super().__init__(*args, **kwargs)
        self.kind = kinds.get(job.kind)
        headings = [(str(i), h or f"({i + 1})") for i, h in enumerate(job.options["headings"])]
        for column in self.kind.columns:
            self.fields[column.slug] = forms.ChoiceField(
                label=column.label,
                choices=[("", _("not in the file")), *headings],
                required=column.required,
                initial=str(job.mapping.get(column.slug, "")),
            )

    def clean(self):
        """Return {"mapping": slug → column}."""
        data = super().clean()
        mapping = {slug: int(value) for slug, value in data.items() if value not in (None, "")}
        return {"mapping": mapping}


class UndoForm(PortalForm):
    """What happens to records that somebody changed since."""

    leave_changed = forms.BooleanField(
        label=_("leave records that were changed since as they are, and undo the rest"),
        required=False,
    )


class Sides:
    """What the row and the entry `into` say, field by field."""

    def __init__(self, kind, row, candidates, into):
        """Compare the data of `row` with `into`, one of the `candidates` or None."""
        self.candidates, self.into = candidates, into
        theirs = kind.show(into) if into else {}
        self.lines = [
            Line(field, label, text, theirs.get(field, ""))
            for field, (label, text) in kind.show_data(row.data).items()
            if text or theirs.get(field)
        ]

    @property
    def differing(self):
        """Return the lines in which one side has to win."""
        return [line for line in self.lines if line.differs and line.field != "area"]


@dataclass
class Line:
    """One field on both sides."""

    field: str
    label: str
    ours: str
    theirs: str
    row_wins: bool = False

    @property
    def differs(self):
        """Tell whether both say something, and not the same."""
        return bool(self.ours and self.theirs) and self.ours != self.theirs

    @property
    def fills(self):
        """Tell whether the row knows what the entry lacks."""
        return bool(self.ours) and not self.theirs

    @property
    def name(self):
        """Return the name of the choice which side wins."""
        return f"wins_{self.field}"


class DecideForm(PortalForm):
    """Merge, keep both or leave the row out; for each field that differs, which side wins."""

    ENTRY, ROW = "entry", "row"

    decision = forms.ChoiceField(label=_("decision"), choices=Decision.choices)
    into = forms.TypedChoiceField(
        label=_("the same as"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args, sides, **kwargs):
        """Offer the candidates, and a choice for each field in which the chosen one differs."""
        super().__init__(*args, **kwargs)
        self.sides = sides
        self.fields["into"].choices = [(one.pk, str(one)) for one in sides.candidates]
        for line in sides.differing:
            self.fields[line.name] = forms.ChoiceField(
                label=line.label,
                choices=[(self.ROW, line.ours), (self.ENTRY, line.theirs)],
                required=False,
                initial=self.ENTRY,
            )
            line.row_wins = self[line.name].value() == self.ROW

    def clean(self):
        """Return the chosen candidate itself and the fields in which the row wins."""
        data = super().clean()
        chosen = {one.pk: one for one in self.sides.candidates}.get(data.get("into"))
        if data.get("decision") == Decision.MERGE and chosen is None:
            self.add_error("into", _("Choose the entry that it is the same as."))
        wins = [line.field for line in self.sides.differing if data.get(line.name) == self.ROW]
        return {**data, "into": chosen, "overwrite": wins}


class DecideAlikeForm(PortalForm):
    """Which offered rows are decided together."""

    choice = forms.ChoiceField(
        label=_("decide together"), choices=Alike.choices, widget=forms.RadioSelect
    )
