"""The public register by API."""

from django.http import Http404
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
)
from rest_framework import mixins, permissions, viewsets

from accounts.serializers import ProblemSerializer
from communities import search
from communities.filters import PublicCommunityFilter
from communities.models import Community
from communities.public_views import BY_NAME
from communities.serializers import CommunityDetailSerializer, CommunitySerializer
from puyang_property.core.bases import KeysetPagination
from puyang_property.core.problems import CONTENT_TYPE

NOT_VALID = {(400, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, "A parameter is not valid.")}
NOT_THERE = {(404, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, "No such compound.")}


@extend_schema_view(
    list=extend_schema(
        summary="Compounds of the public register",
        responses={200: CommunitySerializer(many=True), **NOT_VALID},
        auth=[],
    ),
    retrieve=extend_schema(
        summary="One compound",
        parameters=[
            OpenApiParameter(
                "reference", str, OpenApiParameter.PATH, description="The public code, or the id."
            )
        ],
        responses={200: CommunityDetailSerializer, **NOT_THERE},
        auth=[],
    ),
)
class CommunityViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Published compounds; `q` looks in names, further names, pinyin, initials and addresses."""

    authentication_classes = ()
    permission_classes = (permissions.AllowAny,)
    pagination_class = KeysetPagination
    filterset_class = PublicCommunityFilter
    orders = (BY_NAME,)
    lookup_field = "reference"
    queryset = Community.objects.public()

    def get_queryset(self):
        """Return what the public register shows."""
        return Community.objects.public().select_related("area")

    def get_serializer_class(self):
        """Return the short shape for lists."""
        return CommunitySerializer if self.action == "list" else CommunityDetailSerializer

    def get_object(self):
        """Return the compound of a public code or an id."""
        found = search.by_reference(self.kwargs["reference"])
        if found is None:
            raise Http404
        return found
