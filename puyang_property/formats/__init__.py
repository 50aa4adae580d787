"""How days and moments are written, where the portal differs from Django's own habit."""
