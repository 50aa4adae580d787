"""Everybody walks through everything; what they see is what the policy allows, no less, no more."""

from collections import Counter, defaultdict
from fnmatch import fnmatch
from urllib.parse import quote

import pytest
from django.urls import reverse

from accounts.choices import RoleSlug
from disputes.choices import PartyRole, State
from disputes.workflow import WORKFLOW
from puyang_property.core.models import ReadLog
from tests.cast import log_in
from tests.secrecy.canaries import SEALED, What
from tests.secrecy.policy import NOBODY, READERS, RESIDENT, RULES, STRANGER
from tests.secrecy.tour import tour
from tests.secrecy.walking import resident
from tests.test_matrix import addresses

# The first test waits for everybody's walk: hundreds of seconds on a busy machine of two cores.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1500)]
NOT_ASKED = {  # by GET, and why
    "disputes:leave": "forgets the pass; shows nothing",
    "accounts:logout": "ends the session",
    "admin:logout": "ends the session",
    "admin:jsi18n": "the admin's own words",
    "api:complaint-list": "POST only: tests/secrecy/test_errors.py and test_at_rest.py send it",
    "api:token": "POST only",
}


@pytest.fixture(scope="module")
def sights(world, log):
    """Return everything that anybody was shown."""
    return tour(world)


def places(world, canary):
    """Return where the case of a canary lies."""
    return world.where.get(canary.case, ())


def rules_for(world, sight, canary):
    """Return the rules under which `canary` may stand in `sight`."""
    where = places(world, canary)
    return [r for r in RULES if r.allows(sight.visitor, canary, sight.place, where)]


def test_nobody_sees_what_no_rule_allows(world, sights):
    leaks = {
        f"{sight.visitor} sees {canary} at {sight.place} ({sight.status})"
        for sight in sights
        for canary in sight.found
        if not rules_for(world, sight, canary)
    }
    assert not leaks, "\n".join(sorted(leaks))


def test_every_rule_is_lived_by_every_role_and_at_every_address(world, sights):
    by_role, by_place = set(), set()
    for sight in sights:
        for canary in sight.found:
            for rule in rules_for(world, sight, canary):
                number = RULES.index(rule)
                by_role.add((number, sight.visitor.role))
                by_place |= {(number, w) for w in rule.where if fnmatch(sight.place, w)}
    unused = [
        f"{rule.what.name}: {one} never ({rule.why})"
        for number, rule in enumerate(RULES)
        for one, used in [
            *((role, (number, role) in by_role) for role in sorted(rule.who)),
            *((place, (number, place) in by_place) for place in rule.where),
        ]
        if not used
    ]
    assert not unused, "\n".join(unused)


def test_no_address_is_left_out(sights):
    asked = {sight.place.removeprefix("POST ") for sight in sights}
    named = {name for name, _route, _view in addresses() if name}
    verbs = {f"api:dispute-{step.slug.replace('_', '-')}" for step in WORKFLOW.transitions}
    missing = named - asked - set(NOT_ASKED) - verbs  # a verb answers as api:dispute-detail does
    assert not missing, f"nobody walked there: {sorted(missing)}"
    assert set(NOT_ASKED) <= named
    assert not set(NOT_ASKED) & asked


def test_every_role_saw_pages_and_every_reader_saw_every_state(world, sights):
    roles = {sight.visitor.role for sight in sights if sight.status == 200}
    assert roles == {*RoleSlug.values, NOBODY, RESIDENT, STRANGER}
    state_of = {case.number: case.state for case in world.cases.values()}
    for role in READERS:
        seen = {
            state_of.get(sight.url.split("/")[3])
            for sight in sights
            if (sight.visitor.role, sight.place, sight.status) == (role, "disputes:detail", 200)
        }
        assert seen >= set(State), f"{role} did not see {set(State) - seen}"


def test_nothing_breaks_on_the_way(sights):
    broken = {(s.url, s.status) for s in sights if s.status >= 500 and s.place != "health"}
    assert not broken


def test_no_address_is_told_to_another_site_and_no_cache_keeps_a_case(sights):
    for sight in sights:
        assert sight.headers["Referrer-Policy"] == "same-origin", sight.url
    kept = {
        sight.place
        for sight in sights
        if {c.what for c in sight.found} - {What.SUMMARY, What.STAFF, What.EMAIL}
        and not {"private", "no-store"} & set(cache_of(sight))
    }
    assert not kept, kept


def cache_of(sight):
    """Return what the answer says about caches."""
    return sight.headers.get("Cache-Control", "").replace(" ", "").split(",")


def test_each_look_at_a_contact_is_a_row_that_names_who_what_and_why(world, sights):
    shown = [s for s in sights if {c.what for c in s.found} & SEALED and s.status == 200]
    assert {s.place for s in shown} == {
        *("POST disputes:contact", "POST disputes:party_contact", "POST disputes:named_paper"),
        *("POST communities:owner_reveal", "POST communities:owner_export"),
    }
    owed = defaultdict(Counter)
    for sight in shown:
        told = [c for c in sight.found if c.what in {What.NAME, What.PARTY}]
        for canary in told:
            owed[sight.visitor.name][world.cases[canary.case].number] += 1
    assert all(owed.values())
    for looker, numbers in owed.items():
        rows = ReadLog.objects.filter(kind="reveal", user__username=looker)
        rows = [row for row in rows if row.reason.startswith(f"{looker} calls back")]
        told = [row for row in rows if getattr(row.subject, "role", "") != PartyRole.COMPANY]
        assert all(row.what and row.at and row.post for row in told)
        noted = Counter(case_of(row.subject).number for row in told)
        noted.pop(world.cases["forgotten"].number, None)  # asked for, and nothing was left
        assert noted == numbers, looker


def case_of(record):
    """Return the case of a complaint or of a party at its mediation."""
    return getattr(record, "mediation", record).dispute


def test_each_look_is_told_to_the_auditor_and_to_the_resident(world, sights):
    auditor = log_in(world.people["auditor"])
    log = reverse("admin:core_readlog_changelist")
    case = auditor.get(world.cases["agreed"].get_absolute_url()).content.decode()
    own = resident(world, "registered").client.get(
        reverse("disputes:status", args=[world.complaints["registered"].number])
    )
    told = own.content.decode()
    lookers = ReadLog.objects.filter(kind="reveal", reason__contains="calls back")
    assert lookers.count() > 5
    rows = auditor.get(log, {"kind__exact": "reveal", "q": "calls back"})
    assert set(rows.context["cl"].result_list) == set(lookers)
    for look in lookers:
        assert look.reason in rows.text
        if look.subject == world.complaints["registered"]:
            assert look.reason in told
    assert "mediator_zhongyuan calls back" in case  # a look at a party
    assert "mediator_zhongyuan calls back" not in told


def test_each_file_that_is_taken_out_is_a_row_of_the_read_log(sights):
    files = [s for s in sights if s.headers.get("Content-Disposition", "").startswith("attach")]
    taken = [s for s in files if s.status == 200]
    assert {s.place for s in taken} >= {
        *("disputes:queue", "disputes:figures", "communities:list", "desk:import_report"),
        *("POST admin:disputes_dispute_changelist", "POST admin:disputes_complaint_changelist"),
    }
    for name in {s.visitor.name for s in taken}:
        rows = ReadLog.objects.filter(kind="export", user__username=name)
        assert rows.count() == sum(s.visitor.name == name for s in taken), name


def test_a_name_or_a_telephone_finds_no_case(world, sights):
    asked = [c.text for c in world.flock.of(What.NAME, What.PHONE, case="in_mediation")]
    lists = {"disputes:queue", "api:dispute-list", "admin:disputes_dispute_changelist"}
    tried = [
        s
        for s in sights
        if s.place in lists and any(quote(text) in s.url or text in s.url for text in asked)
    ]
    assert tried
    for sight in tried:
        assert not {c for c in sight.found if c.what == What.TITLE}, sight.url


def test_the_log_holds_no_canary(world, sights, log):
    assert "django.request" in log.getvalue()  # something was written
    found = world.flock.found_in(log.getvalue())
    assert not found, sorted(map(str, found))
