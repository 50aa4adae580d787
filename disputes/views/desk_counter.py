"""Counter entry: one page, keyboard only, then a receipt to print."""

from datetime import timedelta

from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, View

from disputes import actions, places
from disputes.choices import Channel
from disputes.duplicates import likely, likely_same
from disputes.forms.desk_counter import CounterForm
from disputes.models import Category, Complaint, Dispute
from disputes.views.desk_base import find_case
from disputes.views.desk_case import shown
from puyang_property.core import bases, clock, secrecy, throttle
from puyang_property.core.bases.posting import PostOnce
from puyang_property.core.querysets import scope_of
from puyang_property.core.refusals import Forbidden

CONTACT = "disputes.view_contact"
ONCE = {"limit": 1, "window": timedelta(hours=1)}
PERSONAL = ("contact_name", "contact_phone", "helper_name", "description")


@method_decorator(sensitive_post_parameters(*PERSONAL), name="dispatch")
class CounterView(PostOnce, bases.ScopedPage, FormView):
    """Enter a complaint for somebody; the answer is the receipt with number and query code."""

    model = Dispute
    permission = places.FILE
    form_class = CounterForm
    template_name = "disputes/desk/counter.html"
    receipt_template = "disputes/desk/receipt.html"

    def get_form_kwargs(self):
        """Hand over the reader, whose areas bound the places."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_initial(self):
        """Take over the compound that a link brought, and the channel of the last complaint."""
        channel = self.request.GET.get("channel", "")
        known = channel in Channel.values and channel != Channel.ONLINE
        return {
            "where": self.request.GET.get("where", "")[:80],
            "channel": channel if known else Channel.COUNTER,
        }

    def post(self, request, *args, **kwargs):
        """Find places when that is asked for, else file, once."""
        form = self.get_form()
        if self.is_finding:
            return self.render_to_response(self.get_context_data(form=_unjudged(form)))
        return self.send(form, lambda: self.work(form))

    @property
    def is_finding(self):
        """Tell whether only places are asked for: by the button, or by Enter before any words."""
        early = (
            "enter" in self.request.POST and not self.request.POST.get("description", "").strip()
        )
        return early or "find" in self.request.POST

    def work(self, form):
        """File, and return what the receipt shows."""
        if not self.request.user.has_perm(places.FILE, form.cleaned_data["area"]):
            raise Forbidden(_("This place is not in your area."))
        filed = actions.file(by=self.request.user, **form.cleaned_data)
        return {"number": filed.complaint.number, "query_code": filed.query_code}

    def done(self, answer):
        """Show the receipt; a second click shows the same one. No cache keeps it."""
        seen = Dispute.objects.visible_to(self.request.user)
        dispute = find_case(seen, answer["number"])
        context = {
            "dispute": dispute,
            "query_code": answer["query_code"],
            "dates": [shown(deadline) for deadline in clock.open_for(dispute)],
            "duplicates": likely_same(dispute, seen),
            "may_join": self.request.user.has_perm("disputes.merge_dispute", dispute),
            "printed_at": timezone.now(),
        }
        response = render(self.request, self.receipt_template, context)
        response.headers["Cache-Control"] = "no-store, private"
        return response


def _unjudged(form):
    """Return the form with everything typed and no errors yet: only places were asked for."""
    typed = {name: form.data.get(name, "") for name in form.fields if name != "photos"}
    fresh = CounterForm(initial=typed, user=form.user)
    fresh.focus()
    return fresh


class PlacesView(bases.ScopedPage, View):
    """The places for what is typed so far, as a fragment."""

    model = Dispute
    permission = places.FILE

    def get(self, request):
        """Return the choices."""
        form = CounterForm(initial={"where": request.GET.get("where", "")[:80]}, user=request.user)
        return render(request, "disputes/desk/_places.html", {"form": form})


class HintsView(bases.ScopedPage, View):
    """Likely duplicates of what is typed so far, and where the category belongs otherwise."""

    model = Dispute
    permission = places.FILE

    def post(self, request):
        """Return the hints; nothing is written and nothing stands in an address."""
        spot = places.by_value(request.POST.get("spot", ""), request.user)
        known = self.known_caller(request.POST.get("contact_phone", ""))
        category = Category.objects.filter(slug=request.POST.get("category", "")).first()
        text = request.POST.get("description", "")[:2000]
        if spot is None:
            return render(request, "disputes/desk/_hints.html", {"same_phone": known})
        rows = Dispute.objects.visible_to(request.user).select_related(
            "community", "area", "category"
        )
        found = likely(
            rows,
            text,
            on=timezone.localdate(),
            community=spot.community,
            area=spot.area,
            category=category,
        )
        context = {
            "same_phone": known,
            "duplicates": found,
            "guide": category.guide if category else "",
        }
        return render(request, "disputes/desk/_hints.html", context)

    def known_caller(self, phone):
        """Return the newest cases that were filed with this telephone, for who may see contacts."""
        digest = secrecy.phone_digest(phone)
        if not digest:
            return []
        same = Complaint.objects.filter(contact_phone_digest=digest).values("dispute")
        seen = Dispute.objects.visible_to(self.request.user, CONTACT)
        found = list(seen.filter(pk__in=same).order_by("-registered_at", "-id")[:5])
        self.log_lookup(digest, len(found))
        return found

    def log_lookup(self, digest, count):
        """Write down who looked a number up: once, though the hints are asked field by field."""
        user = self.request.user
        area_path = scope_of(user, CONTACT)
        if area_path and throttle.hit("look-up", f"{user.pk} {digest}", **ONCE).allowed:
            what = [Complaint._meta.label_lower, "contact_phone"]
            secrecy.log_lookup(what, by=user, count=count, area_path=area_path, permission=CONTACT)
