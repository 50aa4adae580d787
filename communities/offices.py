"""Which post answers for a place: the nearest one of some roles."""

from accounts.choices import RoleSlug
from accounts.models import Post
from puyang_property.core.ladder import Rung

KEEPERS = (RoleSlug.STREET_CLERK, RoleSlug.DISTRICT_OFFICER, RoleSlug.CITY_OFFICER)


def contract_recipients(deadline, rung):
    """Return whom to remind of a contract: who keeps the place, to supervise the district."""
    roles = KEEPERS[1:] if rung == Rung.SUPERVISE else KEEPERS
    post = Post.objects.nearest(deadline.area_path, roles)
    return [post] if post else []
