"""Rows of a register taken in together: what they need is read at once, what they make written."""

from collections import defaultdict
from functools import cached_property

from accounts.models import Area
from communities import contracts, reading
from communities.duplicates import Entry, Surroundings
from communities.entering import Entering
from communities.models import Community, CommunityAlias, ServiceContract
from communities.naming import name_key
from puyang_property.core import history


class Chunk:
    """The rows `datas` of one import: what the register has around them, and what they enter.

    What is read at once holds for compounds that the chunk has not written to; of the others it
    is asked anew.
    """

    def __init__(self, datas, job, *, by):
        """Read what the register has around the rows; write as `by`."""
        self.by, self.job = by, job
        self._entries = {id(data): self._entry(data) for data in datas}
        rows = list(self._entries.values())
        self.near = Surroundings(rows, [job.area_path])
        self.companies = contracts.Companies({d["company"] for d in datas if d.get("company")})
        self._written = set()
        same = [found for row in rows for found in (self.near.known(row), self.near.twin(row))]
        self._same = {entry.pk for entry in same if entry}
        self._areas = {data["area"] for data in datas}

    @classmethod
    def of(cls, data, job, *, by=None):
        """Return the chunk that the importer has opened for `job`, or one for `data` alone."""
        return job.context.get("batch") or cls([data], job, by=by)

    def flush(self):
        """Write what waits."""
        if self._written:
            self.entering.write()

    def entry(self, data):
        """Return what is compared of a row."""
        return self._entries.get(id(data)) or self._entry(data)

    @staticmethod
    def _entry(data):
        return Entry.from_facts(reading.facts_of(data), data["area_path"])

    # ------------------------------------------------------------ what is there
    def area(self, data):
        """Return the area in which a row lies."""
        return self._area_rows[data["area"]]

    def compound(self, entry):
        """Return the compound of an entry; if it waits, whatever waits is written first."""
        if entry.pk in self._written:
            self.flush()
        if entry.pk not in self._compounds or entry.pk in self._written:
            self._compounds[entry.pk] = Community.objects.select_related("area").get(pk=entry.pk)
        return self._compounds[entry.pk]

    def glimpse(self, entry):
        """Return the compound of an entry to look at: one that waits need not be written for it."""
        waiting = self.entering.found(entry.pk) if entry.pk in self._written else None
        return waiting or self.compound(entry)

    def names(self, community):
        """Return the further names that a compound has now."""
        if self._is_as_read(community):
            return list(self._names[community.pk])
        return list(community.aliases.filter(dropped_at=None).values_list("name", flat=True))

    def contract(self, community):
        """Return the contract in force of a compound, or None."""
        if self._is_as_read(community):
            return self._contracts.get(community.pk)
        return community.contracts.in_force().select_related("company").first()

    def events(self, community):
        """Return how many events a compound has, or None where that has to be asked."""
        return self._heads.get(community.pk) if self._is_as_read(community) else None

    def enter(self, data, **more):
        """Let the compound of a row wait, known from now on to the rows after it."""
        community = self.entering.draft(area=self.area(data), **more, **reading.facts_of(data))
        self._written.add(community.pk)
        return community

    def wrote(self, community, names=()):
        """Note that this chunk made or changed a compound, now also called `names`."""
        self._written.add(community.pk)
        self.near.add(Entry.of(community), [name_key(name) for name in names])

    def _is_as_read(self, community):
        return community.pk in self._same and community.pk not in self._written

    @cached_property
    def entering(self):
        """Return where new compounds wait."""
        return Entering(self.by, len(self._entries))

    @cached_property
    def _area_rows(self):
        return Area.objects.in_bulk(self._areas)

    @cached_property
    def _compounds(self):
        return Community.objects.select_related("area").in_bulk(self._same)

    @cached_property
    def _names(self):
        names = defaultdict(list)
        rows = CommunityAlias.objects.filter(community__in=self._same, dropped_at=None)
        for pk, name in rows.values_list("community_id", "name"):
            names[pk].append(name)
        return names

    @cached_property
    def _contracts(self):
        rows = ServiceContract.objects.in_force().filter(community__in=self._same)
        found = {}
        for contract in rows.select_related("company"):
            found.setdefault(contract.community_id, contract)
        return found

    @cached_property
    def _heads(self):
        return history.lengths(Community, self._same)
