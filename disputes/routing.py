"""Which post receives a case: the nearest one in charge of the place."""

from django.db.models.functions import Length

from accounts.choices import RoleSlug
from accounts.models import Post

RECEIVING_ROLES = (RoleSlug.STREET_CLERK, RoleSlug.DISTRICT_OFFICER, RoleSlug.CITY_OFFICER)


def nearest_post(path, roles):
    """Return the post of one of `roles` whose area most closely holds `path`, or None.

    Filled posts come before vacant ones of the same area; a vacant post still receives,
    so that its work is not lost before somebody is appointed.
    """
    ancestors = [path[: i + 1] for i, char in enumerate(path) if char == "/"]
    return (
        Post.objects.filter(role__in=roles, area__path__in=ancestors)
        .select_related("area")
        .order_by(Length("area__path").desc(), "role", "id")
        .first()
    )


def receiving_post(area_path):
    """Return who receives what is filed at `area_path`: street, else district, else city."""
    return nearest_post(area_path, RECEIVING_ROLES)


def district_post(area_path):
    """Return the post that decides for the district of `area_path`, else the city's."""
    return nearest_post(area_path, (RoleSlug.DISTRICT_OFFICER, RoleSlug.CITY_OFFICER))


def next_office_up(post):
    """Return the post that supervises `post`: its district's, or the city's above a district."""
    if post.role == RoleSlug.DISTRICT_OFFICER:
        return nearest_post(post.area.path, (RoleSlug.CITY_OFFICER,))
    return district_post(post.area.path)
