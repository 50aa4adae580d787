"""The API of complaints, cases and categories."""

import hashlib
import json

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import mixins, permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response

from accounts.serializers import ProblemSerializer
from disputes import actions, tracking
from disputes.api_filters import DisputeApiFilter
from disputes.choices import Channel
from disputes.models import Category, Dispute
from disputes.serializers.complaints import (
    CategoryListSerializer,
    CategorySerializer,
    ComplaintSerializer,
    ComplaintWithPhotosSerializer,
    PromiseSerializer,
    ReceiptSerializer,
    StatusSerializer,
)
from disputes.serializers.shown import CaseDetailSerializer, CaseSerializer
from disputes.serializers.verbs import VERBS
from disputes.workflow import WORKFLOW
from puyang_property.core import bases, idempotency, throttle
from puyang_property.core.actors import Actor
from puyang_property.core.pagination import Order
from puyang_property.core.problems import CONTENT_TYPE

ODD_PER_FILING = 10  # so many requests may be malformed for each that may file
HOUR = 3600
NO_STORE = {"Cache-Control": "no-store"}
MEANING = {
    400: "Not complete or not valid; `errors` names the fields.",
    401: "No valid token.",
    403: "Yours to see, but not a step of your post.",
    404: "Not there, or not yours to see.",
    409: "Not possible now; `detail` says what to do.",
    415: "Neither JSON nor a form.",
    422: "The idempotency key came with another body before.",
    429: "Too many attempts; `Retry-After` says when to try again.",
}


def problems(*codes):
    """Return the documented error answers for `codes`."""
    return {
        (code, CONTENT_TYPE): OpenApiResponse(ProblemSerializer, MEANING[code]) for code in codes
    }


class ComplaintViewSet(viewsets.ViewSet):
    """File a complaint and follow it with number and query code; no account."""

    authentication_classes = ()
    permission_classes = (permissions.AllowAny,)
    parser_classes = (JSONParser, MultiPartParser)
    lookup_field = "number"

    @extend_schema(
        summary="File a complaint",
        request={
            "application/json": ComplaintSerializer,
            "multipart/form-data": ComplaintWithPhotosSerializer,
        },
        parameters=[
            OpenApiParameter(
                "Idempotency-Key",
                {"type": "string", "maxLength": 100, "pattern": "^[!-~]+$"},
                OpenApiParameter.HEADER,
                description="The same key and body get the same answer for a day.",
            )
        ],
        responses={201: ReceiptSerializer, **problems(400, 409, 415, 422, 429)},
        auth=[],
    )
    def create(self, request):
        """File, once for each key; the receipt is the only place that shows the query code."""
        address = throttle.client_address(request)
        limit = settings.FILINGS_PER_HOUR
        throttle.guard("api.requests", address, limit=limit * ODD_PER_FILING, window=HOUR)
        shape = ComplaintWithPhotosSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        throttle.guard("api.complaints", address, limit=limit, window=HOUR)
        outcome = idempotency.run_once(
            "api.complaints",
            request.headers.get("Idempotency-Key", ""),
            body_of(request),
            lambda: self.receipt(request, shape.validated_data),
        )
        return Response(outcome.answer, status=status.HTTP_201_CREATED, headers=NO_STORE)

    def receipt(self, request, data):
        """File and return the receipt as plain data."""
        filed = actions.file(by=Actor.resident(), channel=Channel.ONLINE, **data)
        number = filed.complaint.number
        address = reverse("api:complaint-detail", args=[number])
        return {
            "number": number,
            "query_code": filed.query_code,
            "status_url": request.build_absolute_uri(address),
            "deadlines": PromiseSerializer(tracking.promises(filed.dispute), many=True).data,
        }

    @extend_schema(
        summary="Where a complaint stands",
        parameters=[
            OpenApiParameter("number", str, OpenApiParameter.PATH),
            OpenApiParameter("code", str, description="The query code; or send X-Query-Code."),
            OpenApiParameter("X-Query-Code", str, OpenApiParameter.HEADER),
        ],
        responses={200: StatusSerializer, **problems(400, 404, 429)},
        auth=[],
    )
    def retrieve(self, request, number):
        """Tell the stage; a wrong number and a wrong code get the same answer."""
        code = request.headers.get("X-Query-Code") or request.query_params.get("code", "")
        address = throttle.client_address(request)
        complaint = tracking.open_by_code(number, code[:40], address=address)
        if complaint is None:
            raise Http404
        told = StatusSerializer(tracking.status_of(complaint)).data
        return Response(told, headers=NO_STORE)


def body_of(request):
    """Return what was asked for as plain data: fields as sent, photos by their digests."""
    if not hasattr(request.data, "lists"):
        return json.dumps(request.data, sort_keys=True)  # ASCII: any string JSON can hold
    return {name: [_plain(value) for value in values] for name, values in request.data.lists()}


def _plain(value):
    if not hasattr(value, "chunks"):
        return value
    digest = hashlib.sha256(b"".join(value.chunks())).hexdigest()
    value.seek(0)
    return digest


class CategoryViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    """What complaints are about."""

    authentication_classes = ()
    permission_classes = (permissions.AllowAny,)
    queryset = Category.objects.offered()
    serializer_class = CategorySerializer
    pagination_class = None
    filter_backends = ()

    @extend_schema(
        summary="Categories", responses={200: CategoryListSerializer, **problems(400)}, auth=[]
    )
    def list(self, request):
        """Return all that a form offers, in their order."""
        rows = CategorySerializer(self.get_queryset(), many=True).data
        return Response({"results": rows})


@extend_schema(tags=["disputes"])
class DisputeViewSet(bases.ScopedReadViewSet):
    """Cases of the caller's areas; each transition of the workflow is a verb."""

    model = Dispute
    lookup_field = "number"
    serializer_class = CaseDetailSerializer
    filterset_class = DisputeApiFilter
    orders = (
        Order("next_due_on", "what is due first", "next_due_on"),
        Order("-next_due_on", "what is due last", "-next_due_on"),
        Order("-registered_at", "newest first", "-registered_at"),
        Order("registered_at", "oldest first", "registered_at"),
    )
    permissions = {
        "list": "disputes.view_dispute",
        "retrieve": "disputes.view_dispute",
        **{step.slug: step.permission for step in WORKFLOW.transitions},
    }

    def get_queryset(self):
        """Return the cases with what a row shows; a single one with all that hangs on it."""
        rows = super().get_queryset().for_list()
        if self.action == "list":
            return rows
        return rows.select_related("merged_into", "transfer", "legacy_issue").prefetch_related(
            "complaints", "mediations__mediator", "mediations__parties"
        )

    @extend_schema(
        summary="Cases",
        responses={200: CaseSerializer(many=True), **problems(400, 401, 403)},
        filters=True,
    )
    def list(self, request, *args, **kwargs):
        """Return one page of the cases that the caller sees."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(CaseSerializer(rows, many=True).data)

    @extend_schema(
        summary="One case", responses={200: CaseDetailSerializer, **problems(401, 403, 404)}
    )
    def retrieve(self, request, *args, **kwargs):
        """Return one case in full."""
        return super().retrieve(request, *args, **kwargs)

    def take(self, request, step):
        """Run the verb of `step` on the case of the address and return the case."""
        dispute = self.get_object()
        context = {**self.get_serializer_context(), "dispute": dispute}
        shape = VERBS[step.slug](data=request.data, context=context)
        shape.is_valid(raise_exception=True)
        getattr(actions, step.slug)(dispute, by=request.user, **shape.validated_data)
        now = self.get_queryset().model.objects.for_list().get(pk=dispute.pk)
        return Response(CaseDetailSerializer(now, context=context).data)


def verb(step):
    """Return the API action of one transition."""

    def run(self, request, number):
        return self.take(request, step)

    run.__name__ = step.slug
    run.__doc__ = f"From {', '.join(sorted(step.sources))} to {step.target or 'where it was'}."
    documented = extend_schema(
        operation_id=f"disputes_{step.slug}",
        summary=str(step.slug).replace("_", " ").capitalize(),
        request=VERBS[step.slug],
        responses={200: CaseDetailSerializer, **problems(400, 401, 403, 404, 409, 415)},
    )
    return documented(action(detail=True, methods=["post"], url_path=step.slug)(run))


for _step in WORKFLOW.transitions:
    setattr(DisputeViewSet, _step.slug, verb(_step))
