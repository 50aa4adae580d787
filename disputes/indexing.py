"""What the search of cases finds: number, title, words of the complaints, place, compound."""

from puyang_property.core import search


def entry(number, title, place_name, papers):
    """Return the columns of the search for a case and its `papers`.

    Each paper is (number, description, place, external number).
    """
    text = search.joined(number, title, place_name, *(word for paper in papers for word in paper))
    return {"search_text": text, "search_grams": search.vector(text)}


def index(dispute):
    """Store the searchable text of `dispute`; names and telephones are never part of it."""
    papers = dispute.complaints.values_list("number", "description", "place", "external_number")
    found = entry(dispute.number, dispute.title, dispute.place_name, papers)
    dispute.search_text, dispute.search_grams = found.values()
    dispute.save(update_fields=list(found))
    del dispute.search_grams  # an expression until it is read again
