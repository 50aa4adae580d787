"""Which post receives a case: the nearest one in charge of the place."""

from accounts.choices import RoleSlug
from accounts.models import Post

RECEIVING_ROLES = (RoleSlug.STREET_CLERK, RoleSlug.DISTRICT_OFFICER, RoleSlug.CITY_OFFICER)
SUPERVISING_ROLES = (RoleSlug.DISTRICT_OFFICER, RoleSlug.CITY_OFFICER)


def receiving_post(area_path):
    """Return who receives what is filed at `area_path`: street, else district, else city."""
    return Post.objects.nearest(area_path, RECEIVING_ROLES)


def district_post(area_path):
    """Return the post that decides for the district of `area_path`, else the city's."""
    return Post.objects.nearest(area_path, SUPERVISING_ROLES)


def next_office_up(post, nearest=None):
    """Return the post that supervises `post`: its district's, or the city's above a district.

    `nearest` finds it: that of Offices where many are asked for.
    """
    nearest = nearest or Post.objects.nearest
    district = post.role == RoleSlug.DISTRICT_OFFICER
    return nearest(post.area.path, SUPERVISING_ROLES[1:] if district else SUPERVISING_ROLES)


def elsewhere(filed_path, place_path, office):
    """Return the path at which a case is seen besides where it was filed, "" for nowhere else.

    `place_path` is where its area stands today: a boundary may have moved it since. An office
    that answers for the place is found there, any other at its own area.
    """
    if office is None:
        return ""
    answers_for_it = place_path.startswith(office.area.path)
    path = place_path if answers_for_it else office.area.path
    return "" if path.startswith(filed_path) or filed_path.startswith(path) else path


def supervisor(dispute):
    """Return the post that decides for the district of a case.

    After a change of boundary it is the district that now stands above the responsible office.
    """
    office, place = dispute.responsible_post, dispute.area.path
    moved_along = office is not None and place.startswith(office.area.path)
    return district_post(place if moved_along else dispute.area_path)
