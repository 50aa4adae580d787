"""Renovation of old compounds and its money: a room that is prepared, without a noun yet."""
