"""The parts of docs/domain.md about dossiers that are written from the code."""

from django.utils import translation

from communities.choices import Kind
from communities.dossiers import items, measures

SURE = {
    "V": "law, read",
    "V2": "law, second hand",
    "M": "from memory",
    "U": "unsettled",
}


def item_table():
    """Return the items of all dossiers as a Markdown table, with basis and confidence."""
    head = "| kind | item | 事项 | owed by | proof | basis | confidence |"
    with translation.override("en"):
        rows = [_item(kind, item) for kind in items.KINDS for item in items.of(kind)]
    return "\n".join([head, _line(head), *rows])


def _line(head):
    """Return the line below the head of a table."""
    return "|" + "---|" * (head.count("|") - 1)


def _item(kind, item):
    proof = f"{item.proof} (from the register)" if item.fact else item.proof
    sure = f"{item.confidence}: {SURE[item.confidence]}"
    return (
        f"| {Kind(kind).value} | `{item.key}` {item.name} | {item.names[0]} | "
        f"{item.owed_by.label} | {proof} | {item.law} ({item.law_id}) | {sure} |"
    )


def measure_table():
    """Return the measures as a Markdown table."""
    with translation.override("en"):
        rows = [
            f"| {measure.kind.value} | `{measure.key}` {measure.name} | {measure.names[0]} | "
            f"{measure.source} | {measure.confidence}: {SURE[measure.confidence]} |"
            for measure in measures.MEASURES
        ]
    head = "| kind | measure | 措施 | source | confidence |"
    return "\n".join([head, _line(head), *rows])


def parts():
    """Return name of the part → text, as it must stand between its marks in docs/domain.md."""
    return {"dossier items": item_table(), "measures": measure_table()}
