"""Who may open the document of a publication or notice, and the documents of many rows.

A new document takes the place of the one before: the public opens the newest only.
"""

from django.contrib.contenttypes.models import ContentType

from puyang_property.core import files
from puyang_property.core.models import StoredFile


def may_open_document(request, stored):
    """Tell whether staff may see the record, or the public may see it and its document."""
    row = stored.subject
    rows = type(row).objects.filter(pk=row.pk)
    if rows.visible_to(request.user).exists():
        return True
    if not row.document_is_public or files.of(row).last() != stored:
        return False
    return rows.public().exists()


def documents_of(rows):
    """Return {id: [the document that the public may open]} for `rows` of one model, by one query.

    Rows without one are left out, and so is a document that is still being checked.
    """
    shown = [row for row in rows if row is not None and row.document_is_public]
    if not shown:
        return {}
    kind = ContentType.objects.get_for_model(type(shown[0]))
    ids = [row.pk for row in shown]
    mine = StoredFile.objects.filter(subject_type=kind, subject_id__in=ids).order_by("id")
    newest = {stored.subject_id: stored for stored in mine}
    return {key: [stored] for key, stored in newest.items() if stored.is_ready}
