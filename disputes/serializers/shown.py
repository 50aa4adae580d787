"""How staff's programs see a case; never a name or telephone of a complainant."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from communities.models import LegacyIssue, UtilityTransfer
from disputes.choices import MediationOutcome, RefusalReason, ReplyResult, Satisfied, Solved
from disputes.models import Complaint, Dispute, Mediation, Party
from disputes.serializers.complaints import PromiseSerializer
from puyang_property.core import clock, history
from puyang_property.core.models import Event
from puyang_property.core.workflow import allowed


class PlaceSerializer(serializers.Serializer):
    """An area by key and name."""

    key = serializers.CharField()
    name = serializers.CharField(source="short_name")


class CompoundSerializer(serializers.Serializer):
    """A compound by public code and name."""

    public_code = serializers.CharField()
    name = serializers.CharField()


class CaseSerializer(serializers.ModelSerializer):
    """One case as a row of a list."""

    state_label = serializers.CharField(source="get_state_display")
    category = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    community = CompoundSerializer(allow_null=True)
    area = PlaceSerializer()
    responsible_post = serializers.StringRelatedField(allow_null=True)
    handler = serializers.CharField(source="handler.username", default=None, allow_null=True)
    next_due_on = serializers.SerializerMethodField()
    overdue = serializers.BooleanField(source="is_overdue")

    class Meta:
        model = Dispute
        fields = [
            *("number", "title", "state", "state_label", "channel", "category", "community"),
            *("area", "responsible_post", "handler", "round", "received_on", "registered_at"),
            *("accepted_at", "closed_at", "next_due_on", "overdue"),
        ]

    @extend_schema_field(serializers.DateField(allow_null=True))
    def get_next_due_on(self, dispute):
        """Return the next date, or nothing when no clock runs."""
        return dispute.next_due_on if dispute.has_due_date else None


class ComplaintOfCaseSerializer(serializers.ModelSerializer):
    """One complaint of a case."""

    has_contact = serializers.BooleanField()
    reply_result = serializers.ChoiceField(ReplyResult.choices, allow_blank=True)
    solved = serializers.ChoiceField(Solved.choices, allow_blank=True)
    satisfied = serializers.ChoiceField(Satisfied.choices, allow_blank=True)

    class Meta:
        model = Complaint
        fields = [
            *("number", "channel", "received_on", "filed_at", "description", "place"),
            *("has_contact", "allow_company_contact", "reply", "reply_result", "replied_at"),
            *("solved", "satisfied", "answered_at"),
        ]


class PartySerializer(serializers.ModelSerializer):
    """One side of a mediation, its name masked; clauses name it by its id."""

    name = serializers.CharField(source="name.masked", read_only=True)

    class Meta:
        model = Party
        fields = ["id", "role", "name", "consent"]


class MediationSerializer(serializers.ModelSerializer):
    """One round of mediation."""

    mediator = serializers.SlugRelatedField(slug_field="username", read_only=True)
    outcome = serializers.ChoiceField(MediationOutcome.choices, allow_blank=True)
    parties = PartySerializer(many=True)

    class Meta:
        model = Mediation
        fields = ["round", "mediator", "started_at", "ended_at", "outcome", "parties"]


class EventSerializer(serializers.ModelSerializer):
    """One row of a case's history."""

    by = serializers.SerializerMethodField()
    post = serializers.StringRelatedField(allow_null=True)

    class Meta:
        model = Event
        fields = ["seq", "name", "from_state", "to_state", "at", "actor_kind", "by", "post"]

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_by(self, event):
        """Return the user name, or nothing when no member of staff acted."""
        return event.user.username if event.user else None


class TransferOfCaseSerializer(serializers.ModelSerializer):
    """The utility transfer that a case is about."""

    item = serializers.CharField(read_only=True)
    state = serializers.CharField(read_only=True)

    class Meta:
        model = UtilityTransfer
        fields = ["id", "item", "state"]
        read_only_fields = fields


class IssueOfCaseSerializer(serializers.ModelSerializer):
    """What the transfer left behind."""

    kind = serializers.CharField(read_only=True)

    class Meta:
        model = LegacyIssue
        fields = ["id", "kind", "due_on", "resolved_at"]
        read_only_fields = fields


class CaseDetailSerializer(CaseSerializer):
    """One case in full, with the verbs that the caller can do now."""

    transfer = TransferOfCaseSerializer(read_only=True, allow_null=True)
    legacy_issue = IssueOfCaseSerializer(read_only=True, allow_null=True)

    refusal_reason = serializers.ChoiceField(RefusalReason.choices, allow_blank=True)
    complaints = ComplaintOfCaseSerializer(many=True)
    mediations = MediationSerializer(many=True)
    merged_into = serializers.CharField(source="merged_into.number", default=None, allow_null=True)
    deadlines = serializers.SerializerMethodField()
    events = serializers.SerializerMethodField()
    verbs = serializers.SerializerMethodField()

    class Meta(CaseSerializer.Meta):
        fields = [
            *CaseSerializer.Meta.fields,
            *("summary", "refusal_reason", "merged_into", "complaints", "mediations"),
            *("transfer", "legacy_issue"),
            *("deadlines", "events", "verbs"),
        ]

    @extend_schema_field(PromiseSerializer(many=True))
    def get_deadlines(self, dispute):
        """Return the clocks that run."""
        told = clock.open_for(dispute)
        return [
            {
                "kind": deadline.kind,
                "label": deadline.label,
                "due_on": deadline.due_on,
                "provisional": deadline.provisional,
                "counted": deadline.counted_text,
            }
            for deadline in told
        ]

    @extend_schema_field(EventSerializer(many=True))
    def get_events(self, dispute):
        """Return the history, oldest first."""
        rows = history.of(dispute).select_related("user", "post__area")
        return EventSerializer(rows, many=True).data

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_verbs(self, dispute):
        """Return the slugs of the transitions that the caller can take now."""
        return [step.slug for step in allowed(dispute, self.context["request"].user)]
