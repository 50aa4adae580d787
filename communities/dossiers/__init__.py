"""Dossiers: the papers that a compound of each kind must have, and what its kind entitles it to."""
