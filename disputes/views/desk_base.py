"""What the pages of one case share: found by number, asked before shown, cancelled to the case."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from disputes.models import Dispute
from puyang_property.core import bases
from puyang_property.core.actors import Actor
from puyang_property.core.refusals import Refused
from puyang_property.core.workflow import refusal


def find_case(rows, number):
    """Return the case of `rows` with this number, its own or that of one of its complaints."""
    number = number.strip().upper()
    shown = ("community", "category", "area", "responsible_post__area", "handler")
    unread = ("search_text", "search_grams")  # long, and no page shows them
    rows = rows.select_related(*shown).defer(*unread, *(f"community__{name}" for name in unread))
    found = rows.filter(number=number).first() or rows.filter(complaints__number=number).first()
    if found is None:
        raise Http404
    return found


class CasePage:
    """A page about one case that the reader may see."""

    model = Dispute
    context_object_name = "dispute"

    def get_object(self, queryset=None):
        """Return the case: 404 when not visible, 403 when not for this role."""
        found = find_case(self.get_queryset(), self.kwargs["number"])
        self.require(self.get_permission(), found)
        return found


class CaseVerb(CasePage, bases.VerbView):
    """One verb of a case on a page of its own."""

    template_name = "disputes/desk/verb.html"
    explanation = ""
    is_final = False

    def __init_subclass__(cls, **kwargs):
        """Keep a plain function given as `action` from becoming a method."""
        super().__init_subclass__(**kwargs)
        action = cls.__dict__.get("action")
        if callable(action):
            cls.action = staticmethod(action)

    def get(self, request, *args, **kwargs):
        """Show the form, unless the step is not possible now: 403 or 409 with words."""
        self.object = self.get_object()
        reason = self.refusal()
        if isinstance(reason, Refused):
            return self.not_now(reason)
        if reason:
            raise reason
        return self.render_to_response(self.get_context_data())

    def refusal(self):
        """Return why the step is not possible now, or None."""
        if self.transition is None:
            return None
        return refusal(self.object, self.transition, Actor.of(self.request.user))

    def not_now(self, reason):
        """Show why the step is not possible now, with the way back to the case."""
        context = {
            "title": _("This is not possible now"),
            "message": str(reason),
            "back_url": self.object.get_absolute_url(),
        }
        return render(self.request, "409.html", context, status=reason.status)

    def get_context_data(self, **kwargs):
        """Add where Cancel leads."""
        return super().get_context_data(back_url=self.get_success_url(), **kwargs)


class MediationVerb(CaseVerb):
    """A verb of the mediation: it leads back to the mediation page."""

    permission = "disputes.mediate_dispute"

    def get_success_url(self):
        """Return the mediation page of the case."""
        return reverse("disputes:mediation", args=[self.object.number])
