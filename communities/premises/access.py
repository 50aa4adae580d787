"""Who may open a photo of a facility."""

from communities.models import CommonFacility


def may_see_photo(request, stored_file):
    """Tell whether the reader may see the facility that the photo shows."""
    rows = CommonFacility.objects.visible_to(request.user)
    return rows.filter(pk=stored_file.subject_id).exists()
