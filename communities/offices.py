"""Which post answers for a place: the nearest one of some roles."""

from django.db.models.functions import Length

from accounts.choices import RoleSlug
from accounts.models import Post
from puyang_property.core.ladder import Rung

KEEPERS = (RoleSlug.STREET_CLERK, RoleSlug.DISTRICT_OFFICER, RoleSlug.CITY_OFFICER)


def nearest_post(path, roles):
    """Return the post of one of `roles` whose area most closely holds `path`, or None."""
    ancestors = [path[: i + 1] for i, char in enumerate(path) if char == "/"]
    return (
        Post.objects.filter(role__in=roles, area__path__in=ancestors)
        .select_related("area")
        .order_by(Length("area__path").desc(), "role", "id")
        .first()
    )


def contract_recipients(deadline, rung):
    """Return whom to remind of a contract: who keeps the place, to supervise the district."""
    roles = KEEPERS[1:] if rung == Rung.SUPERVISE else KEEPERS
    post = nearest_post(deadline.area_path, roles)
    return [post] if post else []
