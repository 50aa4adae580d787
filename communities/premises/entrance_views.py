"""The entrances of a building at the desk: renumbered, ended."""

from django.utils.translation import gettext_lazy as _

from communities.models import Entrance
from communities.premises import actions, forms
from puyang_property.core import bases


class EntranceVerb(bases.VerbView):
    """A verb on one entrance; afterwards its building is shown."""

    model = Entrance
    permission = actions.KEEP

    def get_queryset(self):
        """Bring the place along."""
        return super().get_queryset().select_related("building__community")

    def get_success_url(self):
        """Go back to the building."""
        return self.object.building.get_absolute_url()


class EntranceRename(EntranceVerb):
    """Give an entrance another number."""

    form_class = forms.EntranceForm
    action = staticmethod(actions.rename_entrance)
    submit_text = _("Renumber the entrance")
    success_message = _("The entrance has its new number; its units follow.")

    def get_initial(self):
        """Start from the number it has."""
        return {**super().get_initial(), "number": self.object.number}


class EntranceEnd(EntranceVerb):
    """Let an entrance end."""

    form_class = forms.EndForm
    action = staticmethod(actions.end_entrance)
    submit_text = _("End the entrance")
    success_message = _("The entrance has ended; its past stays.")
    explanation = _("For an entrance that was walled up or entered by mistake; none with units.")
