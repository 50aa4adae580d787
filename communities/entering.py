"""Enter many compounds at once: each checked as `actions.create` does, all written together."""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from communities import actions, codes, kinds
from communities.choices import ManagementMode
from communities.contracts import first_facts
from communities.models import Community, CommunityAlias, KindPeriod, ServiceContract
from puyang_property.core import history
from puyang_property.core.actors import Actor
from puyang_property.core.refusals import Forbidden

UNGIVEN = {field.name for field in Community._meta.fields}


class Entering:
    """Compounds that wait to be written, with further names, contract and history.

    Keys and public codes are drawn ahead, so that what waits can be spoken of already. Whoever
    drafts has read the facts within their limits; what it overlooked the database refuses.
    """

    def __init__(self, by, expected):
        """Act as `by`; some `expected` compounds will come."""
        self.actor = Actor.of(by)
        self.expected = expected
        self.waiting, self._by_key = [], {}
        self._keys = {Community: [], ServiceContract: []}
        self._codes, self._may, self._posts = [], {}, {}

    def draft(self, *, area, name, is_published, aliases=(), **facts):
        """Return a compound that waits, key included; raise what actions.create would."""
        community, names = actions.draft(
            area=area,
            name=name,
            aliases=aliases,
            is_published=is_published,
            public_code=self._code(),
            **facts,
        )
        self.require("communities.add_community", community.area_path)
        if is_published:
            self.require("communities.publish_community", community.area_path)
        community.clean_fields(exclude=UNGIVEN - {"name", *facts})
        for row in names:
            row.clean_fields(exclude=["community"])
        community.pk = self._key(Community)
        self.waiting.append(_Draft(community, names))
        self._by_key[community.pk] = self.waiting[-1]
        return community

    def conclude(self, community, company):
        """Return the contract, without known days, of `company` for the compound drafted last."""
        draft = self.waiting[-1]
        if draft.community is not community:
            raise ValueError("Only the compound drafted last gets its contract.")
        draft.contract = ServiceContract(
            pk=self._key(ServiceContract), community=community, company=company
        )
        return draft.contract

    def found(self, key):
        """Return the compound that waits under `key`, or None."""
        draft = self._by_key.get(key)
        return draft and draft.community

    def forget_last(self):
        """Let go of the compound drafted last."""
        del self._by_key[self.waiting.pop().community.pk]

    def require(self, permission, path):
        """Raise Forbidden unless the actor holds `permission` at `path`; asked once for a place."""
        asked = permission, path
        if asked not in self._may:
            self._may[asked] = self.actor.has_perm(permission, Community(area_path=path))
        if not self._may[asked]:
            raise Forbidden(_("Your post does not include this for this place."))

    @transaction.atomic
    def write(self):
        """Save all that waits."""
        drafts, self.waiting, self._by_key = self.waiting, [], {}
        if not drafts:
            return
        events = [event for draft in drafts for event in self._history(draft)]
        Community.objects.bulk_create([draft.community for draft in drafts])
        KindPeriod.objects.bulk_create([kinds.first(draft.community) for draft in drafts])
        CommunityAlias.objects.bulk_create([row for draft in drafts for row in draft.names()])
        ServiceContract.objects.bulk_create([d.contract for d in drafts if d.contract])
        history.write(events)

    def _history(self, draft):
        """Return the first events of a compound and of its contract, and fill what they tell."""
        community, contract = draft.community, draft.contract
        steps = [("created", actions.first_changes(community))]
        if contract and community.management_mode != ManagementMode.COMPANY:
            community.management_mode = ManagementMode.COMPANY
            steps.append(("changed", {"management_mode": ManagementMode.COMPANY}))
        yield from history.begin(community, *steps, by=self.actor, post=self._post(community))
        if contract:
            yield from history.begin(contract, ("created", first_facts(contract)), by=self.actor)

    def _post(self, community):
        path = community.area_path
        if path not in self._posts:
            found = self.actor.post_for("communities.change_community", community)
            self._posts[path] = found
        return self._posts[path]

    def _key(self, model):
        """Return a key from the sequence of `model`, drawn a handful at a time."""
        keys = self._keys[model]
        if not keys:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                    [model._meta.db_table, self.expected],
                )
                keys += sorted((key for (key,) in cursor), reverse=True)
        return keys.pop()

    def _code(self):
        """Return a public code that no compound has: among 60,000 two alike are likely."""
        if not self._codes:
            fresh = {codes.new_code() for _each in range(self.expected)}
            taken = Community.objects.filter(public_code__in=fresh)
            self._codes = list(fresh - set(taken.values_list("public_code", flat=True)))
        return self._codes.pop()


class _Draft:
    """One compound that waits."""

    def __init__(self, community, aliases):
        self.community, self.aliases, self.contract = community, aliases, None

    def names(self):
        """Return the further names, tied to the compound now that it has its key."""
        for row in self.aliases:
            row.community = self.community
        return self.aliases
