"""Which post answers for a place: the nearest one of some roles."""

from accounts.choices import RoleSlug
from accounts.offices import Offices
from puyang_property.core.ladder import Rung

KEEPERS = (RoleSlug.STREET_CLERK, RoleSlug.DISTRICT_OFFICER, RoleSlug.CITY_OFFICER)
SUPERVISORS = KEEPERS[1:]


def contract_recipients(owed):
    """Return for each (deadline, rung) of contracts who is reminded; two queries for all.

    That is who keeps the place; the district to supervise, and also while nobody holds the post.
    """
    offices = Offices(KEEPERS)
    return [_reminded(deadline.area_path, rung, offices) for deadline, rung in owed]


def issue_recipients(owed):
    """Return for each (deadline, rung) of legacy issues who is reminded: its own office first.

    The district hears of what is long overdue, and of everything while nobody holds the post.
    """
    owners = [deadline.subject.responsible_id for deadline, _rung in owed]
    offices = Offices(KEEPERS, ids=owners)
    return [_responsible(deadline, rung, offices) for deadline, rung in owed]


def _responsible(deadline, rung, offices):
    above = offices.nearest(deadline.area_path, SUPERVISORS)
    own = deadline.subject.responsible
    if rung == Rung.SUPERVISE or not offices.is_held(own):
        return list({post.pk: post for post in (own, above) if post}.values())
    return [own]


def _reminded(path, rung, offices):
    above = offices.nearest(path, SUPERVISORS)
    if rung == Rung.SUPERVISE:
        return [above] if above else []
    post = offices.nearest(path, KEEPERS)
    posts = [post] if post is None or offices.is_held(post) else [post, above]
    return list({post.pk: post for post in posts if post}.values())
