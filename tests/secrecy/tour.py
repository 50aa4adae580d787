"""Everybody walks, and does what shows a secret: looks at contacts, prints names, exports."""

from django.urls import reverse

from tests.cast import PEOPLE
from tests.outside import from_outside
from tests.secrecy.canaries import What
from tests.secrecy.walking import NOBODY, Visitor, Walk, resident, staff
from tests.secrecy.ways import named, telling

RESIDENTS = ("registered", "main", "joined", "closed", "unhappy", "taken", "shengli")
# one of each role asks every address and follows every link
FOLLOWING = {
    *("officer_hualong", "clerk_zhongyuan", "worker_jingdong", "mediator_zhongyuan"),
    *("auditor", "administrator", "nobody", "resident of registered"),
}
# who has the same role elsewhere asks where cases, files and lists are told
ELSEWHERE = {
    *("officer_puyangxian", "clerk_shengli", "administrator_hualong"),
    *(f"resident of {name}" for name in RESIDENTS[1:]),
}


def everybody(world):
    """Return all who walk: the cast, residents, somebody with another's code, and nobody."""
    yield Visitor(NOBODY, NOBODY)
    yield from (resident(world, name) for name in RESIDENTS)
    yield from (staff(world, name) for name in PEOPLE)


def tour(world):
    """Return everything that anybody was shown."""
    everything, cases, sights = named(world), telling(world), []
    for visitor in everybody(world):
        walk = Walk(world, visitor, follows=visitor.name in FOLLOWING)
        with from_outside():
            walk.go(*cases, *(() if visitor.name in ELSEWHERE else everything))
            looks(world, walk)
            owners(world, walk)
            exports(world, walk)
        sights += walk.sights
    return sights


def looks(world, walk):
    """Ask for contacts with a reason, on a case of each street and at a mediation."""
    for name in ("registered", "shengli", "forgotten"):
        complaint = world.complaints[name]
        url = reverse("disputes:contact", args=[complaint.dispute.number, complaint.pk])
        walk.ask(url, data={"reason": reason(world, walk, name)})
    case = world.cases["agreed"]
    party = case.mediations.get().parties.first()
    asked = {"reason": reason(world, walk, "agreed")}
    walk.ask(reverse("disputes:party_contact", args=[case.number, party.pk]), data=asked)
    walk.ask(reverse("disputes:named_paper", args=[case.number]), data=asked)
    sent = {"spot": f"c{world.compounds['hualong-zhongyuanlu-jingdong'].pk}", "category": "lift"}
    sent["description"] = "电梯停运。多次报修没有人管。"
    walk.ask(reverse("disputes:counter_hints"), data=sent)


def owners(world, walk):
    """Ask for an owner: shown, found by telephone, taken out as a file."""
    compound = [world.owner.community_id]
    asked = {"reason": f"{walk.visitor.name} delivers a ballot"}
    walk.ask(reverse("communities:owner_reveal", args=[world.owner.pk]), data=asked)
    for kind in ("csv", "xlsx"):
        sent = {**asked, "file": kind}
        walk.ask(reverse("communities:owner_export", args=compound), data=sent)
    phone = world.flock.of(What.OWNER_PHONE, case="owned")[-1].text
    walk.ask(reverse("communities:owner_lookup", args=compound), data={"phone": phone})
    twice = {"kind": "person", "name": "某某", "numerator": "1", "denominator": "1"}
    walk.ask(reverse("communities:owner_add", args=[world.unit.pk]), data=twice)


def reason(world, walk, name):
    """Return why this visitor looks; the words are told to the resident only when it was shown."""
    return f"{walk.visitor.name} calls back about {world.cases[name].state}"


def exports(world, walk):
    """Take out what the admin offers."""
    offered = {
        ("disputes_dispute", "export_csv"): world.cases,
        ("disputes_complaint", "export_xlsx"): world.complaints,
    }
    for (register, kind), rows in offered.items():
        chosen = sorted({row.pk for row in rows.values()})
        sent = {"action": kind, "_selected_action": chosen}
        walk.ask(reverse(f"admin:{register}_changelist"), data=sent)
