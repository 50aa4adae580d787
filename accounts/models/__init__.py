"""Who works where: areas with their codes, people, posts and who holds them."""

from accounts.models.areas import Area, AreaChange, AreaCode
from accounts.models.people import User
from accounts.models.posts import Post, PostHolding

__all__ = ["Area", "AreaChange", "AreaCode", "Post", "PostHolding", "User"]
