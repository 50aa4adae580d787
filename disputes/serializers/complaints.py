"""What a resident's program sends and gets."""

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from accounts.choices import Level
from accounts.models import Area
from disputes.actions.filing import LONGEST_DESCRIPTION
from disputes.models import Category
from disputes.serializers.fields import CommunityField, PhoneField
from puyang_property.core.files import LIMITS, PhotosField


class ComplaintSerializer(serializers.Serializer):
    """A complaint as filed; without a compound in the register, the street's key says where."""

    community = CommunityField(
        required=False, help_text=_("Id or public code of the compound in the register.")
    )
    area = serializers.SlugRelatedField(
        slug_field="key",
        queryset=Area.objects.filter(level=Level.STREET, valid_to=None),
        required=False,
        help_text=_("Key of the street, where the compound is not in the register."),
    )
    category = serializers.SlugRelatedField(
        slug_field="slug", queryset=Category.objects.filter(is_active=True)
    )
    description = serializers.CharField(max_length=LONGEST_DESCRIPTION)
    place = serializers.CharField(max_length=200, required=False, allow_blank=True)
    contact_name = serializers.CharField(max_length=50, required=False, allow_blank=True)
    contact_phone = PhoneField(max_length=40, required=False, allow_blank=True)
    allow_company_contact = serializers.BooleanField(default=False)

    def validate(self, data):
        """Ask for a place."""
        if not (data.get("community") or data.get("area")):
            message = _("Choose the compound, or the street where it is.")
            raise serializers.ValidationError({"community": [message]})
        return data


class ComplaintWithPhotosSerializer(ComplaintSerializer):
    """A complaint as a form with up to six photos."""

    photos = serializers.ListField(
        child=serializers.FileField(), required=False, max_length=LIMITS.photos
    )

    def validate_photos(self, photos):
        """Refuse what is no photo, by its content."""
        try:
            return PhotosField(required=False).clean(photos)
        except DjangoValidationError as error:
            raise serializers.ValidationError(error.messages)


class PromiseSerializer(serializers.Serializer):
    """One promised date and how it was counted."""

    kind = serializers.CharField()
    label = serializers.CharField()
    due_on = serializers.DateField()
    provisional = serializers.BooleanField(
        help_text=_("The calendar of that year is not published yet: the date may move.")
    )
    counted = serializers.CharField(help_text=_("The arithmetic in words."))


class ReceiptSerializer(serializers.Serializer):
    """What filing gives back; the query code is shown only here."""

    number = serializers.CharField()
    query_code = serializers.CharField()
    status_url = serializers.URLField()
    deadlines = PromiseSerializer(many=True)


class StepSerializer(serializers.Serializer):
    """One thing that happened, in the resident's words."""

    at = serializers.DateTimeField()
    text = serializers.CharField()


class StatusSerializer(serializers.Serializer):
    """Where a complaint stands, for whoever holds number and query code."""

    number = serializers.CharField(source="complaint.number")
    stage = serializers.CharField()
    next_step = serializers.CharField()
    office = serializers.CharField()
    deadlines = PromiseSerializer(many=True)
    reply = serializers.CharField(allow_blank=True)
    events = StepSerializer(many=True)


class CategorySerializer(serializers.ModelSerializer):
    """One category, in the language asked for."""

    name = serializers.CharField(read_only=True)
    hint = serializers.CharField(read_only=True)
    guide = serializers.CharField(
        read_only=True, help_text=_("Where such a matter belongs, when not here.")
    )

    class Meta:
        model = Category
        fields = ["slug", "name", "hint", "guide", "is_emergency"]


@extend_schema_serializer(many=False)
class CategoryListSerializer(serializers.Serializer):
    """All categories that a form offers, in their order."""

    results = CategorySerializer(many=True)
