"""What the search of cases finds: number, title, words of the complaints, place, compound."""

from puyang_property.core import search


def index(dispute):
    """Store the searchable text of `dispute`; names and telephones are never part of it."""
    complaints = dispute.complaints.values_list("number", "description", "place", "external_number")
    parts = [dispute.number, dispute.title, dispute.place_name]
    parts += [text for row in complaints for text in row]
    dispute.search_text = search.joined(*parts)
    dispute.search_grams = search.vector(dispute.search_text)
    dispute.save(update_fields=["search_text", "search_grams"])
    del dispute.search_grams  # an expression until it is read again
