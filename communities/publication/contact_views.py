"""Whom to call: the contacts at the desk."""

from django.urls import reverse
from django.utils.translation import gettext_lazy

from communities.models import Contact
from communities.publication import calling, forms, wording
from communities.publication.at_compound import CreateAtCompound
from communities.publication.choices import ContactKind
from communities.publication.filters import ContactFilter
from puyang_property.core import bases
from puyang_property.core.exports import Column, label
from puyang_property.core.pagination import Order

KEEP = calling.KEEP


class ContactList(bases.ScopedListView):
    """The contacts of the reader's areas."""

    model = Contact
    filterset_class = ContactFilter
    template_name = "communities/contact_list.html"
    orders = (
        Order("newest", gettext_lazy("newest first"), "-id"),
        Order("post", gettext_lazy("by post"), "kind"),
    )
    export_name = "contacts"
    export_columns = (
        Column("kind", gettext_lazy("post"), label(ContactKind)),
        Column("name", gettext_lazy("office or role")),
        Column("phone", gettext_lazy("telephone")),
        Column("hours", gettext_lazy("hours")),
        Column("community__name", gettext_lazy("compound")),
        Column("area__name", gettext_lazy("area")),
        Column("is_public", gettext_lazy("shown to the public")),
        Column("from_on", gettext_lazy("from")),
        Column("to_on", gettext_lazy("to")),
    )

    def get_queryset(self):
        """Bring the places along."""
        return super().get_queryset().select_related("community", "area")


class ContactDetail(bases.ScopedDetailView):
    """One contact with its history."""

    model = Contact
    template_name = "communities/contact_detail.html"

    def get_queryset(self):
        """Bring the place along."""
        return super().get_queryset().select_related("community", "area")

    def get_context_data(self, **kwargs):
        """Add facts and history."""
        row = self.object
        return super().get_context_data(
            facts=wording.facts(row, wording.CONTACT),
            timeline=wording.timeline(row),
            may_change=self.request.user.has_perm(KEEP, row),
            **kwargs,
        )


class ContactCreate(bases.ScopedCreateView):
    """Enter a contact of an area and everything in it."""

    model = Contact
    permission = KEEP
    form_class = forms.ContactAddForm
    action = staticmethod(calling.add)
    title = gettext_lazy("Enter whom to call in an area")
    success_message = gettext_lazy("The contact is entered.")

    def get_form_kwargs(self):
        """Let the form offer the writer's areas."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_cancel_url(self):
        """Return the list."""
        return reverse("communities:contact_list")


class ContactCreateHere(CreateAtCompound):
    """Enter a contact of one compound."""

    model = Contact
    permission = KEEP
    form_class = forms.ContactForm
    action = staticmethod(calling.add)
    heading = gettext_lazy("Enter whom to call in %(name)s")
    success_message = ContactCreate.success_message


class ContactUpdate(bases.ScopedUpdateView):
    """Change a contact."""

    model = Contact
    permission = KEEP
    form_class = forms.ContactForm
    action = staticmethod(calling.change)
    success_message = gettext_lazy("The change is saved.")


class End(bases.VerbView):
    """Let a contact end."""

    model = Contact
    permission = KEEP
    form_class = forms.EndForm
    action = staticmethod(calling.end)
    submit_text = gettext_lazy("End the contact")
    success_message = gettext_lazy("The contact ends on that day.")
