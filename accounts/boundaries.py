"""A change of boundary: an area goes under another authority with everything that lies in it."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area, AreaChange, Post
from puyang_property.core import history
from puyang_property.core.actors import CLOCK, Actor
from puyang_property.core.refusals import Forbidden, Refused

PERMISSION = "accounts.move_area"
LOCK = 20170001  # any number: whoever changes the tree waits for whoever does
_followers = {}  # in order, each once


@dataclass(frozen=True)
class Change:
    """A change that somebody thinks of: what it would take along."""

    area: Area
    parent: Area

    @property
    def posts(self):
        """Return the posts that move: they keep their holders and their work."""
        return Post.objects.filter(area__path__startswith=self.area.path).select_related("area")

    @property
    def below(self):
        """Return how many areas lie in the one that moves."""
        return Area.objects.within(self.area).count() - 1


def on_move(follow):
    """Register `follow(area, old_path, *, by)`: a room above moves what it keeps of paths."""
    _followers[follow] = None


def lock_tree():
    """Wait for whoever changes the tree at this moment; until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@transaction.atomic
def change_boundary(area, parent, *, by, on=None, note=""):
    """Put `area` under `parent` since the day `on`, today by default; return it.

    Raises Forbidden unless `by` looks after both places, Refused for a change that cannot be.
    """
    actor, on = Actor.of(by), on or timezone.localdate()
    lock_tree()
    area = Area.objects.select_related("parent").get(pk=area.pk)
    if not (actor.has_perm(PERMISSION, area) and actor.has_perm(PERMISSION, parent)):
        raise Forbidden(_("Your post does not include this for both areas."))
    _check(area, parent, on)
    old = area.parent
    move_area(area, parent, on=on, by=actor)
    changes = {"from": old.key, "to": parent.key, "on": on}
    history.record(area, "moved", by=actor, note=note, changes=changes, permission=PERMISSION)
    return area


def _check(area, parent, on):
    if parent.pk == area.parent_id:
        raise Refused(_("This area stands there already."), field="parent")
    if area.parent_id is None or parent.level != area.parent.level:
        raise Refused(_("An area stands under one of the level above its own."), field="parent")
    if on > timezone.localdate():
        raise Refused(_("Enter the change on its day: it holds at once."), field="on")
    last = AreaChange.objects.filter(area=area).aggregate(on=Max("on"))["on"]
    if last and on <= last:
        raise Refused(_("A change of this day or a later one is entered already."), field="on")


def move_area(area, parent, *, on, known=None, by=CLOCK):
    """Put the area and all below it under another authority from the day `on`, and note it."""
    old, new = area.path, parent.path + area.segment + "/"
    if parent.path.startswith(old):
        raise ValueError(f"{area.key} cannot stand below itself.")
    if Area.objects.filter(path=new).exists():
        new = parent.path + area.key + "/"  # a namesake is there already
    AreaChange.objects.create(area=area, from_parent=area.parent, to_parent=parent, on=on)
    in_memory = {place.pk: place for place in (known or {}).values() if place.pk}
    below = [in_memory.get(a.pk, a) for a in Area.objects.filter(path__startswith=old)]
    for place in below:
        place.path = new + place.path.removeprefix(old)
    Area.objects.bulk_update(below, ["path"])
    area.parent, area.path = parent, new
    area.save(update_fields=["parent", "path"])
    for follow in _followers:
        follow(area, old, by=by)


def possible_parents(area, user):
    """Return the areas under which `user` may put `area`."""
    if area.parent_id is None:
        return Area.objects.none()
    found = Area.objects.visible_to(user, PERMISSION).current(timezone.localdate())
    return found.filter(level=area.parent.level).exclude(pk=area.parent_id).order_by("path")
