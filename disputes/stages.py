"""What a resident reads: the stage in plain words, and what happens next. Pure data."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from disputes.choices import State


@dataclass(frozen=True)
class Stage:
    """One stage: its words, the next step, and how far along the way it stands (1 to 5)."""

    label: str
    next_step: str
    step: int


STEPS = (
    _("Filed"),
    _("Accepted"),
    _("Handled"),
    _("Replied"),
    _("Closed"),
)

STAGES = {
    State.REGISTERED: Stage(
        _("We have your complaint and are deciding who handles it"),
        _("The office accepts it, passes it to the office in charge, or tells you where to go."),
        1,
    ),
    State.REFERRED: Stage(
        _("Passed to another office, which is checking that it is in charge"),
        _("That office accepts it or returns it. The first office stays responsible."),
        1,
    ),
    State.IN_PROGRESS: Stage(
        _("Accepted: the office is looking into it with those concerned"),
        _("The office looks into it, may call you, and replies in writing here."),
        2,
    ),
    State.IN_MEDIATION: Stage(
        _("The two sides are being brought to one table"),
        _("The mediator invites both sides. Taking part is free and voluntary."),
        3,
    ),
    State.AGREED: Stage(
        _("Both sides have reached an agreement"),
        _("The office watches that it is kept, and replies in writing here."),
        3,
    ),
    State.SUSPENDED: Stage(
        _("Paused with the district's approval"),
        _("The days that are left start again when the reason has gone."),
        3,
    ),
    State.REPLIED: Stage(
        _("The office has replied"),
        _("Tell us below whether it is solved; somebody who did not handle it may also call you."),
        4,
    ),
    State.CLOSED: Stage(
        _("Closed after the return visit"),
        _("If it is still not right, you can ask to reopen it within the time shown."),
        5,
    ),
    State.REFUSED: Stage(
        _("Not accepted; the reason and where to go instead are below"),
        _("You may ask the next higher authority for a review."),
        5,
    ),
    State.WITHDRAWN: Stage(
        _("Withdrawn"),
        _("Nothing more happens. You can file again at any time."),
        5,
    ),
    State.MERGED: Stage(
        _("Handled together with others about the same matter"),
        _("You still receive your own reply here."),
        2,
    ),
}
