"""Which office is in charge, asked for many places at once."""

from collections import defaultdict

from django.db.models import Q
from django.utils import timezone

from accounts.models import Post


class Offices:
    """The posts of some roles, and some others by id, as they are at this moment: two queries.

    `nearest` answers as Post.objects.nearest does, without a query.
    """

    def __init__(self, roles, ids=()):
        """Read the posts of `roles` and those with one of `ids`, with their areas."""
        wanted = Post.objects.filter(Q(role__in=roles) | Q(pk__in=set(ids))).select_related("area")
        self._posts = {post.pk: post for post in wanted}
        held = Post.objects.held(timezone.localdate()).filter(pk__in=self._posts)
        self._held = set(held.values_list("pk", flat=True))
        self._of_area = defaultdict(list)
        for post in sorted(self._posts.values(), key=self._rank):
            self._of_area[post.area.path].append(post)

    def _rank(self, post):
        return (not self.is_held(post), post.role, post.pk)

    def get(self, pk):
        """Return the post `pk`, or None where it is None."""
        return None if pk is None else self._posts[pk]

    def is_held(self, post):
        """Tell whether an active person holds `post` today."""
        return post.pk in self._held

    def nearest(self, path, roles):
        """Return the post of one of `roles` whose area most closely holds `path`, or None."""
        ancestors = [path[: i + 1] for i, char in enumerate(path) if char == "/"]
        posts = (post for each in reversed(ancestors) for post in self._of_area.get(each, ()))
        return next((post for post in posts if post.role in roles), None)
