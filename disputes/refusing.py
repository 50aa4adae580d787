"""The text that goes with each reason for not accepting: where to go instead. Clerks edit it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as words

from disputes.choices import RefusalReason

TEXTS = {
    RefusalReason.IN_COURT: words(
        "Your matter is before a court or was decided by one, so the office cannot handle it as "
        "well. Please turn to the court that has the case; against a judgment you can appeal "
        "within its time."
    ),
    RefusalReason.IN_ARBITRATION: words(
        "Your matter is before an arbitration body, so the office cannot handle it as well. "
        "Please turn to that body."
    ),
    RefusalReason.IN_REVIEW: words(
        "Your matter is under administrative review, so the office cannot handle it as well. "
        "Please wait for the decision of the reviewing authority."
    ),
    RefusalReason.IN_PETITION: words(
        "Your matter is handled as a petition already. Please ask the petition office for its "
        "progress, with the number you were given there."
    ),
    RefusalReason.IN_HOTLINE: words(
        "Your matter is handled as a 12345 work order already. Please call 12345 for its "
        "progress, with your order number."
    ),
    RefusalReason.OTHER_BODY: words(
        "Another authority is competent for your matter. Please turn to: (name, address, telephone)"
    ),
    RefusalReason.NOT_PROPERTY: words(
        "Your matter is no matter of property management. Please turn to: (name, address, "
        "telephone), or call 12345."
    ),
    RefusalReason.NO_FACTS: words(
        "Your complaint names no facts that can be looked into. You can file again at any time "
        "with what happened, where and when; the community office helps you with it."
    ),
}
REVIEW = words(
    "If you do not agree, you may ask the next higher authority to look at this decision again."
)


def text_for(reason, dispute):
    """Return the text for `reason`, with the category's own guide and the right to a review."""
    parts = [_(TEXTS[RefusalReason(reason)]), dispute.category.guide, _(REVIEW)]
    return "\n\n".join(part for part in parts if part)
