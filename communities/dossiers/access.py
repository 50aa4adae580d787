"""Who may open a paper of a dossier."""

from communities.models import DossierEntry


def may_see_paper(request, stored_file):
    """Tell whether the reader sees the dossier that the paper lies in."""
    rows = DossierEntry.objects.visible_to(request.user)
    return rows.filter(pk=stored_file.subject_id).exists()
