"""Steps that past and present share: file at a compound, handle, answer."""

from datetime import timedelta

from disputes import actions
from disputes.choices import Channel
from disputes.demo import texts
from disputes.models import Category, Dispute
from puyang_property.core.actors import Actor


def file(demo_, community, now, *, channel=Channel.ONLINE, category=None):
    """File a complaint about `community` at `now`; return the case and the reply to give."""
    slug, description, place, reply = texts.pick(demo_)
    if category:
        slug, (description, place, reply) = category, texts.TEXTS[category]
    by = Actor.resident() if channel == Channel.ONLINE else clerk(demo_, community)
    with_contact = demo_.rng.random() < 0.7
    filed = actions.file(
        by=by,
        channel=channel,
        category=Category.objects.get(slug=slug),
        community=community,
        description=f"{community.name}：{description}",
        place=place,
        contact_name=demo_.rng.choice(texts.NAMES) if with_contact else "",
        contact_phone=f"1380393{demo_.rng.randrange(1000, 9999)}" if with_contact else "",
        language="zh-hans",
        now=now,
    )
    return fresh(filed.dispute), reply


def fresh(dispute):
    """Return the case as the database has it."""
    return Dispute.objects.get(pk=dispute.pk)


def _of_street(demo_, community, start):
    street = community.area_path.split("/")[2]
    return demo_.people[start.format(street)]


def clerk(demo_, community, letter="a"):
    """Return a clerk of the compound's street."""
    return _of_street(demo_, community, f"clerk_{{}}_{letter}")


def mediator(demo_, community):
    """Return the mediator of the compound's street."""
    return _of_street(demo_, community, "mediator_{}")


def officer(demo_, community):
    """Return the officer of the compound's district."""
    return demo_.people[f"officer_{community.area_path.split('/')[1]}"]


def mediate(demo_, dispute, community, now, *, consent="given"):
    """Start mediation between an owner and the company; return the mediation."""
    parties = [
        {"role": "owner", "name": demo_.rng.choice(texts.NAMES), "consent": "given"},
        {"role": "company", "name": "物业服务企业", "consent": consent},
    ]
    return actions.start_mediation(
        dispute,
        by=clerk(demo_, community),
        mediator=mediator(demo_, community),
        parties=parties,
        now=now,
    )


def hold(demo_, mediation, community, now):
    """Plan, announce and hold a session; return it."""
    by = mediator(demo_, community)
    session = actions.plan_session(
        mediation,
        by=by,
        planned_at=now + timedelta(days=2),
        place="街道矛盾调解室",
        now=now,
    )
    for party in mediation.parties.all():
        actions.serve_notice(session, by=by, party=party, way="phone", now=now)
    actions.hold_session(
        session,
        by=by,
        minutes="双方陈述了事实，物业承认维修不及时，愿意限期整改。",
        presences=dict.fromkeys(mediation.parties.all(), "present"),
        held_at=now + timedelta(days=2),
        now=now + timedelta(days=2),
    )
    return session


def agree(demo_, dispute, mediation, community, now, days):
    """Record an agreement with one clause for the company, due `days` after `now`."""
    company = mediation.parties.get(role="company")
    return actions.agree(
        fresh(dispute),
        by=mediator(demo_, community),
        form="written",
        facts="设施损坏属实，维修责任在物业服务企业。",
        clauses=[
            {
                "performer": company,
                "text": "完成维修并恢复使用，费用由物业服务企业承担。",
                "due_on": (now + timedelta(days=days)).date(),
            }
        ],
        now=now,
    )


def visit(demo_, dispute, community, now, *, solved="yes", satisfied="yes"):
    """Record a return visit by the second clerk of the street for every complaint."""
    for complaint in dispute.complaints.all():
        actions.visit(
            complaint,
            by=clerk(demo_, community, "b"),
            result="reached",
            solved=solved,
            satisfied=satisfied,
            now=now,
        )
