"""Where a walk begins: every address of the matrix, every case, searches for every canary."""

from urllib.parse import quote

from django.urls import reverse

from communities.models import Community
from puyang_property.core.models import Deadline, ReadLog
from tests.matrix.lines import CAST
from tests.secrecy.canaries import What
from tests.test_matrix import LINES, Samples

FIRST = ("disputes:detail",)
SHOWING = (*FIRST, "api:dispute-detail", "disputes:paper", "disputes:mediation")
OWN = ("registered", "main", "joined", "closed", "unhappy", "taken", "shengli", "forgotten")
TELLING = {"registered", "suspended", "agreed", "unhappy", "main", "forgotten", "order"}
ORDERINGS = ("next_due_on", "-registered_at")
ASKED = (What.NAME, What.PHONE)  # searched for, one of each


def samples(world):
    """Return the objects that the matrix asks for, from this world where it has them."""
    found = Samples(world.areas.__getitem__, {who: world.people[who] for who in CAST})
    found.__dict__.update(
        registered=world.cases["registered"],
        accepted=world.cases["in_progress"],
        replied=world.cases["replied"],
        closed=world.cases["closed"],
        photo=world.photos["registered"][2],
        request=world.cases["in_progress"].clock_requests.get(),
        mediation=world.cases["in_mediation"].mediations.get(),
        party=world.cases["in_mediation"].mediations.get().parties.first(),
        session=world.cases["in_mediation"].mediations.get().sessions.last(),
        clause=world.cases["agreed"].mediations.get().agreement.clauses.last(),
        community=world.compounds["hualong-zhongyuanlu-jingdong"],
        building=world.building,
        unit=world.unit,
        owner=world.owner,
        ownership=world.ownership,
        facility=world.facility,
        read_log=ReadLog.objects.first(),
        **world.board,
    )
    return found


def named(world):
    """Return every address of the matrix once."""
    made = samples(world)
    every = {line.url for line in LINES if line.method == "GET"}
    return [reverse(name, kwargs=made.arguments(name)) for name in sorted(every)]


def telling(world):
    """Return the addresses at which cases, files and lists are told."""
    return [*of_cases(world), *of_files(world), *searches(world), *lists(world)]


def of_cases(world):
    """Return the page of each case; of those that tell most, all that there is."""
    for name, case in world.cases.items():
        telling = name in TELLING
        yield from (reverse(view, args=[case.number]) for view in (SHOWING if telling else FIRST))
        if name in OWN:
            yield reverse("disputes:status", args=[world.complaints[name].number])
            yield reverse("api:complaint-detail", args=[world.complaints[name].number])
        if telling:
            yield from of_admin(case)


def of_admin(case):
    """Return what the admin says of a case, and the doors to the contacts."""
    yield reverse("admin:disputes_dispute_change", args=[case.pk])
    yield reverse("admin:disputes_dispute_history", args=[case.pk])
    stopped = Deadline.objects.for_subject(case).exclude(suspended_at=None)
    for deadline in stopped:
        yield reverse("admin:core_deadline_change", args=[deadline.pk])
    for asked in case.clock_requests.all():
        yield reverse("admin:disputes_clockrequest_change", args=[asked.pk])
    for complaint in case.complaints.all():
        yield reverse("admin:disputes_complaint_change", args=[complaint.pk])
        yield reverse("disputes:contact", args=[case.number, complaint.pk])


def of_files(world):
    """Return every file in both sizes, and every report."""
    for stored in (photo for photos in world.photos.values() for photo in photos):
        yield stored.url
        yield f"{stored.url}?size=thumb"
    for job in world.jobs.values():
        yield from (reverse(f"desk:import_{p}", args=[job.pk]) for p in ("detail", "report"))


def searches(world):
    """Return a search for one canary of each kind wherever something is searched."""
    asked = [world.flock.of(what, case="in_mediation")[0].text for what in ASKED]
    for text in map(quote, asked):
        yield f"{reverse('disputes:queue')}?tab=all&q={text}"
        yield f"{reverse('api:dispute-list')}?q={text}"
        yield f"{reverse('disputes:file')}?q={text}"
        for register in ("disputes_dispute", "disputes_complaint", "core_readlog"):
            yield f"{reverse(f'admin:{register}_changelist')}?q={text}"


def lists(world):
    """Return every list in two orders and as a file; and what neighbours are shown."""
    compound = world.compounds["hualong-zhongyuanlu-jingdong"].public_code
    yield f"{reverse('disputes:file')}?community={compound}&category=lift"
    yield reverse("admin:accounts_user_change", args=[world.people["clerk_shengli"].pk])
    imported = Community.objects.exclude(source="").latest("pk")
    yield reverse("communities:detail", args=[imported.pk])
    for page in ("change", "history"):
        yield reverse(f"admin:communities_community_{page}", args=[imported.pk])
    for ordering in ORDERINGS:
        yield f"{reverse('api:dispute-list')}?ordering={ordering}&page_size=10"
    for query in ("state=closed", "overdue=true"):
        yield f"{reverse('api:dispute-list')}?{query}"
    for kind in ("csv", "xlsx"):
        yield f"{reverse('disputes:queue')}?tab=all&export={kind}"
    yield f"{reverse('disputes:figures')}?export=xlsx"
    yield f"{reverse('communities:list')}?export=csv"
    yield f"{reverse('communities:company_list')}?export=xlsx"
    yield f"{reverse('communities:contract_list')}?export=csv"
    for name in ("publication_board", "notice_list", "contact_list"):
        yield f"{reverse(f'communities:{name}')}?export=csv"
    yield from of_owners(world)


def of_owners(world):
    """Return where owners are masked or could be searched for."""
    compound = world.compounds["hualong-zhongyuanlu-jingdong"].pk
    asked = quote(world.flock.of(What.OWNER, case="owned")[0].text)
    for page in ("owner_list", "unit_list"):
        yield f"{reverse(f'communities:{page}', args=[compound])}?q={asked}"
    yield f"{reverse('admin:communities_unit_changelist')}?q={asked}"
    yield reverse("communities:owner", args=[world.owner.pk])
    yield reverse("admin:communities_unit_history", args=[world.unit.pk])
