"""What the API tells about compounds: public register fields, nothing else."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from communities.models import Community


class PublicAreaSerializer(serializers.Serializer):
    """An area by key and name."""

    key = serializers.CharField()
    name = serializers.CharField(source="short_name")


class ContractTermSerializer(serializers.Serializer):
    """Who serves the compound, and until when."""

    company = serializers.CharField(source="company.name")
    phone = serializers.CharField(source="company.public_phone")
    kind = serializers.CharField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(source="last_day", allow_null=True)


class CommunitySerializer(serializers.ModelSerializer):
    """A compound in a list."""

    area = PublicAreaSerializer()
    url = serializers.SerializerMethodField(help_text=_("The compound's public page."))

    class Meta:
        model = Community
        fields = (
            *("id", "public_code", "name", "kind", "management_mode", "area", "address"),
            "url",
        )

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, community):
        """Return the absolute address of the public page."""
        return self.context["request"].build_absolute_uri(community.public_url)


class CommunityDetailSerializer(CommunitySerializer):
    """A compound with all public facts."""

    aliases = serializers.SerializerMethodField()
    contract = serializers.SerializerMethodField()

    class Meta:
        model = Community
        fields = (
            *CommunitySerializer.Meta.fields,
            *("aliases", "developer", "built_year", "households", "buildings", "floor_area"),
            *("land_area", "green_rate", "plot_ratio", "parking_spaces", "lng", "lat", "contract"),
        )

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_aliases(self, community):
        """Return the further names."""
        return [alias.name for alias in community.aliases.filter(dropped_at=None)]

    @extend_schema_field(ContractTermSerializer(allow_null=True))
    def get_contract(self, community):
        """Return the contract in force, or None."""
        running = community.contracts.in_force().select_related("company").order_by("-id").first()
        return ContractTermSerializer(running).data if running else None
