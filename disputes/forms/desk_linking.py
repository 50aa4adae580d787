"""Forms that tie a case to a utility transfer and to what it left behind."""

from django import forms
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from communities.models import LegacyIssue, UtilityTransfer
from communities.transfers.choices import IssueKind
from communities.transfers.forms import offices_over
from disputes.forms.desk_triage import CaseForm, shortened, words


def transfers_of(dispute):
    """Return the transfers that the case can be about: those of its compound."""
    return UtilityTransfer.objects.current().filter(community=dispute.community_id).order_by("id")


class LinkForm(CaseForm):
    """One transfer, or one thing that it left behind."""

    about = forms.ChoiceField(
        label=_("the case is about"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs):
        """Offer the transfers of the compound, each with its legacy issues."""
        super().__init__(*args, **kwargs)
        transfers = transfers_of(self.dispute).prefetch_related(
            Prefetch("issues", LegacyIssue.objects.standing(), "standing_issues")
        )
        choices = [("", _("no utility transfer"))]
        for transfer in transfers:
            item = transfer.get_item_display()
            choices.append((f"transfer-{transfer.pk}", item))
            for issue in transfer.standing_issues:
                text = f"{item} · {issue.get_kind_display()} · {shortened(issue.text)}"
                choices.append((f"issue-{issue.pk}", text))
        self.fields["about"].choices = choices
        self.initial.setdefault("about", self.now_about())

    def now_about(self):
        """Return the choice that the case stands for now."""
        if self.dispute.legacy_issue_id:
            return f"issue-{self.dispute.legacy_issue_id}"
        return f"transfer-{self.dispute.transfer_id}" if self.dispute.transfer_id else ""

    def clean(self):
        """Return the transfer or the issue that was chosen."""
        what, _dash, key = (super().clean().get("about") or "").partition("-")
        transfer = UtilityTransfer.objects.filter(pk=key).first() if what == "transfer" else None
        issue = LegacyIssue.objects.filter(pk=key).first() if what == "issue" else None
        return {"transfer": transfer, "issue": issue}


class LeaveIssueForm(CaseForm):
    """What a transfer left behind, and who puts it right."""

    transfer = forms.ModelChoiceField(
        label=_("utility transfer"), queryset=None, widget=forms.RadioSelect, empty_label=None
    )
    kind = forms.ChoiceField(label=_("kind"), choices=IssueKind.choices)
    text = words(_("what was left behind"), rows=4)
    responsible = forms.ModelChoiceField(label=_("responsible office"), queryset=None)
    due_on = forms.DateField(label=_("to be put right by"), required=False)

    def __init__(self, *args, **kwargs):
        """Offer the transfers of the compound and the offices in charge of it."""
        super().__init__(*args, **kwargs)
        field = self.fields["transfer"]
        field.queryset = transfers_of(self.dispute)
        field.label_from_instance = lambda one: one.get_item_display()
        self.fields["responsible"].queryset = offices_over(self.dispute.area_path)
        self.initial.setdefault("transfer", self.dispute.transfer_id)
        self.initial.setdefault("text", self.dispute.title)
