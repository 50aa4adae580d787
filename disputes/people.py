"""Who could take part in a case: people whose posts grant a permission where it lies."""

from django.utils import timezone

from accounts.models import Post, PostHolding, User
from accounts.roles import granting
from disputes.routing import RECEIVING_ROLES


def ancestors(path):
    """Return the paths of all areas that hold `path`, itself among them."""
    return [path[: i + 1] for i, char in enumerate(path) if char == "/"]


def people_with(permission, dispute):
    """Return the active people whose posts of today grant `permission` on `dispute`."""
    inside = [path for scope in dispute.scope_path for path in ancestors(scope)]
    posts = Post.objects.filter(role__in=granting(permission), area__path__in=inside)
    held = PostHolding.objects.current(timezone.localdate()).filter(post__in=posts)
    found = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return found.order_by("display_name", "pk")


def offices_for(dispute):
    """Return the posts that a case can be referred to: every street, district and the city."""
    posts = Post.objects.filter(role__in=RECEIVING_ROLES).exclude(pk=dispute.responsible_post_id)
    return posts.select_related("area__parent").order_by("area__path", "role", "id")
