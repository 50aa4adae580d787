"""Who may open a photo of a complaint."""

from disputes.models import Complaint
from disputes.views import passes


def may_see_photo(request, stored_file):
    """Tell whether staff may see the complaint, or the browser holds the resident's pass for it."""
    complaint = stored_file.subject
    if complaint is None:
        return False
    if request.user.is_authenticated:
        return Complaint.objects.visible_to(request.user).filter(pk=complaint.pk).exists()
    return passes.passed(request, complaint.number) is not None
