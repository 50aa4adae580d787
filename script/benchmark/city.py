"""What the scenarios know of the loaded city: who reads, what there is to open and to search."""

import json
from dataclasses import dataclass, field
from functools import cached_property

from benchmark import loading, sessions
from benchmark.browser import Browser
from benchmark.measuring import CONCURRENCY
from benchmark.people import Login


@dataclass
class City:
    """One portal under measurement; `seconds` is the length of a loop."""

    portal: object
    seconds: float
    quick: bool
    remarks: dict = field(default_factory=dict)

    @property
    def port(self):
        """Return where the portal listens."""
        return self.portal.config.port

    @cached_property
    def logins(self):
        """Return who may log in."""
        return [Login(**each) for each in json.loads(self.portal.logins.read_text())]

    @cached_property
    def dossiers(self):
        """Return [(number, path of its street)] of the cases with a long history."""
        ids = list(loading.dossiers(self.portal.size))
        found = self.portal.rows(
            "SELECT number, area_path FROM disputes_dispute WHERE id = ANY(%s) ORDER BY id DESC",
            ids,
        )
        return [(number, "/".join(path.split("/")[:3]) + "/") for number, path in found]

    @cached_property
    def paths(self):
        """Return {key of an area: its path}."""
        return dict(self.portal.rows("SELECT key, path FROM accounts_area"))

    @cached_property
    def streets(self):
        """Return the keys of the busiest streets."""
        keys = {path: key for key, path in self.paths.items()}
        return [keys[path] for _number, path in self.dossiers]

    @cached_property
    def officers(self):
        """Return eight browsers of city officers: everything is theirs to see."""
        return self.logged_in("city_officer", self.logins)

    @cached_property
    def clerks(self):
        """Return eight browsers of clerks in the four busiest streets."""
        ranked = [each for key in self.streets[:4] for each in self.logins if each.area == key]
        return self.logged_in("street_clerk", ranked)

    @cached_property
    def staff(self):
        """Return eight browsers: city, districts and streets mixed."""
        districts = [each for each in self.logins if each.area in {"hualong", "jingkaiqu"}]
        supervisors = self.logged_in("district_officer", districts)
        return [*self.officers[:2], *supervisors, *self.clerks[::2]]

    def logged_in(self, role, logins):
        """Return browsers of those with `role` among `logins`, at most eight."""
        chosen = [each for each in logins if each.role == role][:CONCURRENCY]
        return [sessions.log_in(self.port, each) for each in chosen]

    @cached_property
    def residents(self):
        """Return eight browsers without an account; each request comes from another address."""
        return [Browser(self.port) for _ in range(CONCURRENCY)]

    @cached_property
    def compounds(self):
        """Return the public codes of some compounds."""
        rows = self.portal.rows(
            "SELECT public_code FROM communities_community ORDER BY id LIMIT 200"
        )
        return [code for (code,) in rows]

    @cached_property
    def numbers(self):
        """Return [(case index, number)] of some cases over the whole time."""
        size = self.portal.size
        ids = [size - size * step // 400 for step in range(399)]
        return self.portal.rows("SELECT id, number FROM disputes_dispute WHERE id = ANY(%s)", ids)
