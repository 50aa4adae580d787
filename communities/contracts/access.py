"""Who reads the papers of a contract, a notice, a handover or a transfer: whoever sees it."""


def may_read(request, stored_file):
    """Tell whether the reader sees the record that the file hangs on."""
    record = stored_file.subject
    rows = type(record).objects.visible_to(request.user)
    return rows.filter(pk=record.pk).exists()
