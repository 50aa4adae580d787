"""The verbs on compounds: the only writers of the register."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities import following, further_names, hanging, kinds
from communities.describing import describe_community
from communities.models import Community
from puyang_property.core import history
from puyang_property.core.actors import Actor
from puyang_property.core.refusals import Forbidden, Refused
from puyang_property.core.workflow import lock

FACTS = (
    *("kind", "management_mode", "name", "address", "developer", "built_year", "households"),
    *("buildings", "floor_area", "land_area", "green_rate", "plot_ratio", "parking_spaces"),
    *("lng", "lat", "source", "source_ref"),
)
_followers = {}  # in order, each once


def on_merge(follow):
    """Register `follow(source, into, *, by, now)`: a room above moves what hangs on a compound."""
    _followers[follow] = None


def require(by, permission, obj):
    """Return the Actor of `by`, or raise Forbidden when it lacks `permission` for `obj`."""
    actor = Actor.of(by)
    if not actor.has_perm(permission, obj):
        raise Forbidden(_("Your post does not include this for this place."))
    return actor


@transaction.atomic
def create(
    *,
    by,
    area,
    name,
    aliases=(),
    is_published=False,
    now=None,
    note="",
    checked=False,
    public_code="",
    **facts,
):
    """Enter a compound in `area` and return it. Raises ValidationError for impossible facts.

    With `checked` the caller has read the facts within their limits (an import of thousands of
    rows); what it overlooked the database refuses.
    """
    community, wanted = draft(
        area=area,
        name=name,
        aliases=aliases,
        is_published=is_published,
        public_code=public_code,
        **facts,
    )
    actor = require(by, "communities.add_community", community)
    if is_published:
        require(actor, "communities.publish_community", community)
    _save_checked(community, checked)
    further_names.add(community, wanted)
    kinds.begin(community)
    _record(community, "created", actor, note, now, first_changes(community))
    return community


def draft(*, area, name, aliases=(), is_published=False, public_code="", **facts):
    """Return an unsaved compound and its unsaved further names, all that is computed filled in."""
    community = Community(area=area, name=name, is_published=is_published, **_known(facts))
    community.area_path = area.path
    community.public_code = public_code or community.public_code
    wanted = further_names.rows_for(community, aliases)
    describe_community(community, wanted)
    return community, wanted


def first_changes(community):
    """Return what history tells of a compound that was entered."""
    changes = {k: v for k, v in _snapshot(community).items() if v not in (None, "")}
    return {**changes, "is_published": community.is_published}


@transaction.atomic
def update(community, *, by, aliases=None, now=None, note="", name_in_history="changed", **facts):
    """Change facts of a compound (and, where given, its full list of aliases) and return it."""
    actor = require(by, "communities.change_community", lock(community))
    _refuse_gone(community)
    before = _snapshot(community)
    kind = _known(facts).pop("kind", community.kind)
    if kind != community.kind:
        kinds.write(community, kind, reason=note, now=now)
    for field, value in facts.items():
        setattr(community, field, value)
    renamed = before["name"] != community.name.strip()
    if aliases is None:
        aliases = list(community.aliases.filter(dropped_at=None).values_list("name", flat=True))
    changes = further_names.replace(
        community, aliases, former=before["name"] if renamed else "", now=now
    )
    _save(community)
    after = _snapshot(community)
    changes |= {field: after[field] for field in after if after[field] != before[field]}
    if changes:
        _record(community, name_in_history, actor, note, now, changes)
    return community


@transaction.atomic
def change_kind(community, *, kind, by, since=None, reason="", document="", now=None):
    """Let the compound be of another `kind` since a day; without one the register was wrong."""
    actor = require(by, "communities.change_community", lock(community))
    _refuse_gone(community)
    if kind == community.kind:
        return community
    period = kinds.write(community, kind, since=since, reason=reason, document=document, now=now)
    changes = {"kind": kind, "since": since, "period": period.pk}
    _record(community, "kind_changed", actor, reason, now, changes)
    return community


@transaction.atomic
def publish(community, *, by, now=None, note=""):
    """Show the compound in the public register."""
    return _show(community, True, by, now, note)


@transaction.atomic
def hide(community, *, by, now=None, note=""):
    """Take the compound out of the public register."""
    return _show(community, False, by, now, note)


@transaction.atomic
def place(community, *, by, area, now=None, note=""):
    """Move the compound to another `area`; the mover answers for both places."""
    actor = require(by, "communities.place_community", lock(community))
    _refuse_gone(community)
    if area.pk == community.area_id:
        return community
    community.area = area
    community.area_path = area.path
    require(actor, "communities.place_community", community)
    _save(community)
    following.follow_clocks([community.pk])
    _record(community, "placed", actor, note, now, {"area": area.pk})
    return community


@transaction.atomic
def merge(source, *, into, by, now=None, note=""):
    """Make `source` a former entry of `into`, which takes its names, contracts and missing facts.

    The merged entry stays readable with its past. Raises Refused when both have contracts for the
    same days, unless that is one contract entered twice.
    """
    _lock_both(source, into)
    for row in (source, into):
        actor = require(by, "communities.merge_community", row)
        _refuse_gone(row)
    if source.pk == into.pk:
        raise Refused(_("A compound cannot be merged into itself."))
    missing = fill_in(into, {field: getattr(source, field) for field in FACTS})
    names = [source.name, *source.aliases.filter(dropped_at=None).values_list("name", flat=True)]
    update(into, by=actor, now=now, aliases=further_names.with_names(into, names), **missing)
    source.merged_into, source.is_published = into, False
    source.save(update_fields=["merged_into", "is_published", "changed_at"])
    _save(into)  # the survivor is found by the code of what it took in
    for follow in _followers:
        follow(source, into, by=actor, now=now)
    _record(source, "merged", actor, note, now, {"merged_into": into.pk})
    _record(into, "took_in", actor, "", now, {"merged_from": source.pk})
    return into


@transaction.atomic
def withdraw(community, *, by, now=None, note=""):
    """Take back an entry that should not have been made; nothing may hang on it."""
    actor = require(by, "communities.change_community", lock(community))
    if community.withdrawn_at:
        return community
    _refuse_gone(community)
    if hangs := hanging.on([community.pk]):
        raise Refused(hangs[community.pk])
    community.withdrawn_at, community.is_published = now or timezone.now(), False
    community.save(update_fields=["withdrawn_at", "is_published", "changed_at"])
    _record(community, "withdrawn", actor, note, now, {})
    return community


def fill_in(community, facts):
    """Return those `facts` that `community` lacks; a recorded fact is never overwritten."""
    unknown = {None, "", "unknown"}
    found = {
        field: value
        for field, value in facts.items()
        if value not in unknown and getattr(community, field) in unknown
    }
    if community.lng is not None or not {"lng", "lat"} <= set(found):
        found.pop("lng", None), found.pop("lat", None)
    return found


def _known(facts):
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"No facts of a compound: {sorted(unknown)}.")
    return facts


def _snapshot(community):
    return {field: getattr(community, field) for field in (*FACTS, "area_id")}


def _save(community):
    describe_community(community, community.aliases.filter(dropped_at=None))
    _save_checked(community)


def _save_checked(community, checked=False):
    community.full_clean(
        exclude=["search_grams"], validate_unique=not checked, validate_constraints=not checked
    )
    community.save()


def _show(community, shown, by, now, note):
    actor = require(by, "communities.publish_community", lock(community))
    _refuse_gone(community)
    if community.is_published == shown:
        return community
    community.is_published = shown
    community.save(update_fields=["is_published", "changed_at"])
    name = "published" if shown else "hidden"
    _record(community, name, actor, note, now, {"is_published": shown})
    return community


def _refuse_gone(community):
    if not community.is_current:
        raise Refused(
            _("“%(name)s” was merged or taken back; it no longer changes.") % {"name": community}
        )


def _lock_both(*rows):
    """Lock in the order of ids, so that two people merging crosswise wait instead of blocking."""
    for row in sorted(rows, key=lambda row: row.pk):
        lock(row)


def _record(community, name, actor, note, now, changes):
    history.record(
        community,
        name,
        by=actor,
        note=note,
        now=now,
        changes=changes,
        permission="communities.change_community",
    )


__all__ = [
    *("FACTS", "change_kind", "create", "draft", "fill_in", "first_changes", "hide", "merge"),
    *("on_merge", "place", "publish", "require", "update", "withdraw"),
]
