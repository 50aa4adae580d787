"""What each verb asks for; the action then says whether the law allows it."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Post
from disputes import people
from disputes.actions.filing import LONGEST_DESCRIPTION
from disputes.actions.mediation import MEDIATE
from disputes.choices import (
    AgreementForm,
    Consent,
    MediationOutcome,
    PartyRole,
    RefusalReason,
    ReplyResult,
)
from disputes.models import Dispute, Party
from disputes.serializers.fields import DayField, OfCaseField, PersonField, PhoneField, WordsField

ENDED = [MediationOutcome.NO_AGREEMENT, MediationOutcome.PARTY_LEFT]


class NoteSerializer(serializers.Serializer):
    """A word for the file."""

    note = WordsField(required=False, allow_blank=True)


class RefuseSerializer(serializers.Serializer):
    """Why not, and where to go instead."""

    reason = serializers.ChoiceField(RefusalReason.choices)
    note = WordsField(help_text=_("The resident reads exactly this: where to go instead."))


class ReferSerializer(serializers.Serializer):
    """To which office, and why."""

    to_post = OfCaseField(rows=people.offices_for, model=Post)
    reason = WordsField()


class ReasonSerializer(serializers.Serializer):
    """A reason, no more."""

    reason = WordsField()


class PartyOfMediationSerializer(serializers.Serializer):
    """One side, as it is named when mediation starts."""

    role = serializers.ChoiceField(PartyRole.choices)
    name = serializers.CharField(max_length=100)
    phone = PhoneField(max_length=40, required=False, allow_blank=True)
    consent = serializers.ChoiceField(Consent.choices, default=Consent.ASKED)


class StartMediationSerializer(serializers.Serializer):
    """Who mediates between whom."""

    mediator = PersonField(
        people=lambda dispute: people.people_with(MEDIATE, dispute),
        help_text=_("User name of a mediator for this area."),
    )
    parties = PartyOfMediationSerializer(many=True, max_length=50)
    is_public = serializers.BooleanField(default=False)
    note = WordsField(required=False, allow_blank=True)


class ClauseSerializer(serializers.Serializer):
    """One promise: who does what by when."""

    performer = OfCaseField(
        rows=lambda dispute: Party.objects.filter(mediation__dispute=dispute), model=Party
    )
    text = WordsField()
    due_on = DayField()


class AgreeSerializer(serializers.Serializer):
    """What the parties agreed."""

    form = serializers.ChoiceField(AgreementForm.choices)
    facts = WordsField(max_length=LONGEST_DESCRIPTION)
    clauses = ClauseSerializer(many=True, max_length=50)
    effective_on = DayField(required=False)
    note = WordsField(required=False, allow_blank=True)


class EndMediationSerializer(serializers.Serializer):
    """How it ended, and the other ways."""

    outcome = serializers.ChoiceField(
        [(outcome.value, outcome.label) for outcome in ENDED], default=ENDED[0]
    )
    note = WordsField(help_text=_("The other ways: arbitration, authority, court."))


class ReplySerializer(serializers.Serializer):
    """The reply to all; `texts` holds a reply of its own by the complaint's number."""

    text = WordsField(max_length=LONGEST_DESCRIPTION)
    result = serializers.ChoiceField(ReplyResult.choices)
    texts = serializers.DictField(child=WordsField(max_length=LONGEST_DESCRIPTION), required=False)

    def validate_texts(self, texts):
        """Return the texts by the complaint's id."""
        ids = dict(self.context["dispute"].complaints.values_list("number", "pk"))
        unknown = sorted(set(texts) - set(ids))
        if unknown:
            raise serializers.ValidationError(
                _("This case has no complaint of the number %s.") % unknown[0][:24]
            )
        return {ids[number]: text for number, text in texts.items()}


class WordSerializer(serializers.Serializer):
    """A word that must not be missing."""

    note = WordsField()


class MergeSerializer(serializers.Serializer):
    """Into which case, by its number, among those that the caller sees."""

    into = serializers.SlugRelatedField(slug_field="number", queryset=Dispute.objects.none())
    note = WordsField(required=False, allow_blank=True)

    def get_fields(self):
        """Offer the cases that the caller sees."""
        fields = super().get_fields()
        if "request" in self.context:
            fields["into"].queryset = Dispute.objects.visible_to(self.context["request"].user)
        return fields


VERBS = {
    "accept": NoteSerializer,
    "refuse": RefuseSerializer,
    "refer": ReferSerializer,
    "send_back": ReasonSerializer,
    "start_mediation": StartMediationSerializer,
    "agree": AgreeSerializer,
    "end_mediation": EndMediationSerializer,
    "reply": ReplySerializer,
    "close": NoteSerializer,
    "redo": WordSerializer,
    "reopen": WordSerializer,
    "suspend": ReasonSerializer,
    "resume": NoteSerializer,
    "withdraw": NoteSerializer,
    "merge": MergeSerializer,
}
