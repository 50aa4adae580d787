"""A resident files: where, what, tell; then the receipt. No account, no script needed."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import Level
from accounts.models import Area
from communities import search
from disputes import actions, tracking
from disputes.choices import Channel
from disputes.forms.public import FileForm, FindPlaceForm, StreetForm
from disputes.models import Category, Complaint, Dispute
from disputes.views import passes
from puyang_property.core import idempotency
from puyang_property.core.actors import Actor
from puyang_property.core.prepared import Asked, Prepared
from puyang_property.core.returning import is_sent, shows_again

SIMILAR_DAYS = 30
CATEGORY = Prepared(lambda: Category.objects.offered().filter(slug=Asked("slug")))


@login_not_required
@shows_again
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def file(request):
    """Lead through the three steps; the place and the category stand in the address."""
    place = _place(request.GET)
    if place is None:
        return _ask_place(request)
    category = CATEGORY.first(slug=request.GET.get("category", ""))
    if category is None:
        return _ask_category(request, place)
    form = FileForm(request.POST or None, request.FILES or None, request=request)
    if place["community"] is None:
        form.ask_for_compound()
    if is_sent(request) and form.is_valid():
        answer = _filed(form, place, category)
        if answer is not None:
            return _to_receipt(form, answer)
    context = {
        "form": form,
        "category": category,
        "similar": _similar(place, category),
        **place,
        **_addresses(place),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "disputes/public/file.html", context, status=status)


def _place(query):
    """Return {"community", "area"} of the query string, or None when it names no place."""
    community = search.by_reference(query.get("community", ""))
    if community:
        return {"community": community, "area": community.area}
    key = query.get("area", "")
    area = Area.objects.filter(key=key, level=Level.STREET, valid_to=None).first() if key else None
    return {"community": None, "area": area} if area else None


def _addresses(place):
    where = (
        f"community={place['community'].public_code}"
        if place["community"]
        else f"area={place['area'].key}"
    )
    return {"where": where, "start_url": reverse("disputes:file")}


def _ask_place(request):
    words = request.GET.get("q", "").strip()
    unknown = bool(request.GET.get("community") or request.GET.get("area"))
    context = {
        "form": FindPlaceForm(request.GET if words else None),
        "street_form": StreetForm(),
        "words": words,
        "unknown": unknown,
        "found": search.find(words) if words else [],
    }
    return render(
        request, "disputes/public/file_place.html", context, status=404 if unknown else 200
    )


def _ask_category(request, place):
    context = {"categories": Category.objects.offered(), **place, **_addresses(place)}
    return render(request, "disputes/public/file_category.html", context)


def _similar(place, category):
    """Return released summaries of recent open cases at this compound about the same thing."""
    if place["community"] is None:
        return Dispute.objects.none()
    since = timezone.localdate() - timedelta(days=SIMILAR_DAYS)
    cases = Dispute.objects.open().filter(
        community=place["community"], category=category, received_on__gte=since
    )
    return cases.exclude(summary_released_at=None).order_by("-received_on", "-id")[:5]


def _filed(form, place, category):
    """File once, however often the button was pressed; None when the form has to be corrected."""
    data = {k: v for k, v in form.cleaned_data.items() if k not in {"website", "stamp", "once_key"}}

    def work():
        facts = {"channel": Channel.ONLINE, "category": category, **place, **data}
        try:
            filed, lost = actions.file(by=Actor.resident(), **facts), form.lost_photos
        except ValidationError as error:
            if getattr(error, "code", "") != "storage":
                raise
            filed, lost = actions.file(by=Actor.resident(), **{**facts, "photos": ()}), True
        answer = {"number": filed.complaint.number, "query_code": filed.query_code}
        return {**answer, "lost_photos": True} if lost else answer

    try:
        key = form.cleaned_data["once_key"]
        return idempotency.run_once("complaint", key, form.once_body(), work).answer
    except ValidationError as error:
        form.add_error(None, error)
    except idempotency.KeyReused as error:
        form.add_error(None, str(error))
    return None


def _to_receipt(form, answer):
    response = redirect("disputes:receipt")
    passes.give_receipt(response, answer)
    return response


@login_not_required
@never_cache
@require_safe
def receipt(request):
    """Show number, query code and promised dates, as long as the browser holds the receipt."""
    answer = passes.receipt(request)
    complaint = answer and Complaint.objects.filter(number=answer["number"]).first()
    if not complaint:
        return redirect("disputes:track")
    context = {
        "complaint": complaint,
        "query_code": answer["query_code"],
        "status": tracking.status_of(complaint),
        "lost_photos": answer.get("lost_photos", False),
    }
    response = render(request, "disputes/public/receipt.html", context)
    passes.give_pass(response, complaint)
    return response
