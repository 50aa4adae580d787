"""The one authentication backend: a password opens the door, a post says what one may do."""

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password

from accounts.models import User
from accounts.models.people import ACTIVE, scope_path
from accounts.roles import all_roles


class PostBackend(BaseBackend):
    """Grants by role and area of the posts held today; no flag on a user grants anything."""

    def authenticate(self, request, username=None, password=None, **credentials):
        """Return the active user whose password this is, or None."""
        if not username or password is None:
            return None
        user = User.objects.filter(username=User.normalize_username(username)).first()
        if user is None:
            make_password(password)  # the same work as for a name that exists
            return None
        if user.check_password(password) and user.is_active:
            return user
        return None

    def get_user(self, user_id):
        """Return the active user of a session, or None."""
        return ACTIVE.first(pk=user_id)

    def has_perm(self, user_obj, perm, obj=None):
        """Tell whether a post held today grants `perm`, for `obj` or in some area."""
        if not user_obj.is_active or not hasattr(user_obj, "posts_with"):
            return False
        posts = user_obj.posts_with(perm)
        path = scope_path(obj)
        return any(path is None or post.covers(path) for post in posts)

    def has_module_perms(self, user_obj, app_label):
        """Tell whether some permission of the app is granted in some area."""
        start = f"{app_label}."
        return any(p.startswith(start) for p in self.get_all_permissions(user_obj))

    def get_all_permissions(self, user_obj, obj=None):
        """Return every permission that the posts held today grant, for `obj` or somewhere."""
        if not user_obj.is_active or not hasattr(user_obj, "current_posts"):
            return set()
        path = scope_path(obj)
        posts = (p for p in user_obj.current_posts if path is None or p.covers(path))
        return {permission for post in posts for permission in all_roles()[post.role].permissions}
