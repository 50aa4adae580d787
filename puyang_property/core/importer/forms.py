"""The forms of an import."""

from django import forms
from django.utils.translation import gettext_lazy as _

from puyang_property.core.forms import PortalForm
from puyang_property.core.importer import kinds, readers
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


class Sides:
    """What the row and each candidate say, field by field."""

    def __init__(self, kind, row, candidates):
        """Compare the data of `row` with `candidates`."""
        self.candidates = candidates
        theirs = [kind.show(candidate) for candidate in candidates]
        self.rows = [
            {
                "field": field,
                "label": label,
                "ours": text,
                "theirs": [side.get(field, "") for side in theirs],
                "differs": bool(text)
                and any(side.get(field, "") not in {"", text} for side in theirs),
            }
            for field, (label, text) in kind.show_data(row.data).items()
        ]

    @property
    def fields(self):
        """Return (field, label with the row's value) of what the row may overwrite."""
        return [
            (row["field"], f"{row['label']}: {row['ours']}")
            for row in self.rows
            if row["differs"] and row["field"] != "area"
        ]


class DecideForm(PortalForm):
    """Merge, keep both or leave the row out."""

    decision = forms.ChoiceField(
        label=_("decision"), choices=Decision.choices, widget=forms.RadioSelect
    )
    into = forms.TypedChoiceField(
        label=_("the same as"), required=False, coerce=int, empty_value=None
    )
    overwrite = forms.MultipleChoiceField(
        label=_("take from the row"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What the register lacks is filled in anyway."),
    )

    def __init__(self, *args, sides, **kwargs):
        """Offer the candidates and the fields in which they differ from the row."""
        super().__init__(*args, **kwargs)
        self.sides = sides
        self.fields["into"].choices = [(one.pk, f"{one} ({one.pk})") for one in sides.candidates]
        self.fields["overwrite"].choices = sides.fields

    def clean(self):
        """Return the chosen candidate itself."""
        data = super().clean()
        chosen = {one.pk: one for one in self.sides.candidates}.get(data.get("into"))
        if data.get("decision") == Decision.MERGE and chosen is None:
            self.add_error("into", _("Choose the entry that it is the same as."))
        return {**data, "into": chosen}
