"""Where things happen: compounds in all streets of the real area table, most of them in town."""

import random
from dataclasses import dataclass

from django.db import transaction

from accounts.choices import Level, RoleSlug
from accounts.models import Area, Post, PostHolding
from benchmark.texts import LETTERS, Sentence
from communities import codes
from communities.describing import describe_community
from communities.models import Community, KindPeriod

COMPOUNDS = 1_500
WITHOUT_COMPOUND = 0.15  # of the cases
# how much of what is filed comes from where; the rest is shared evenly
DISTRICTS = {
    "hualong": 0.36,
    "jingkaiqu": 0.15,
    "puyangxian": 0.12,
    "qingfeng": 0.10,
    "nanle": 0.08,
    "fanxian": 0.07,
    "taiqian": 0.05,
    "shifanqu": 0.04,
    "gongyeyuanqu": 0.03,
}
ENDINGS = (
    "花园",
    "小区",
    "家园",
    "新城",
    "公寓",
    "家属院",
    "苑",
    "华府",
    "名邸",
    "社区",
    "广场",
    "雅居",
)


@dataclass(frozen=True)
class Place:
    """One compound, or a street where no compound is known, with who works there."""

    area_id: int
    area_path: str
    community_id: int | None
    name: Sentence
    post_id: int
    street_path: str
    clerks: tuple[int, ...]
    mediator: int
    mediator_post: int
    weight: float


def settle(compounds=COMPOUNDS):
    """Make the compounds; return every Place with its share of the cases."""
    rng = random.Random(12345)
    streets = _streets()
    made = list(_compounds(rng, streets, compounds))
    with transaction.atomic():
        Community.objects.bulk_create(made, batch_size=500)
        periods = [KindPeriod(community=row, kind=row.kind) for row in made]
        KindPeriod.objects.bulk_create(periods, batch_size=500)
    shares, number = dict(streets), {}
    for compound in made:
        number[compound.street] = number.get(compound.street, 0) + 1
    staff = _staff()
    for compound in made:
        weight = shares[compound.street] * (1 - WITHOUT_COMPOUND) / number[compound.street]
        yield _place(compound.area, compound, compound.street, staff, weight)
    for street, share in streets:
        alone = 1.0 if street not in number else WITHOUT_COMPOUND
        yield _place(street, None, street, staff, share * alone)


def _streets():
    """Return [(street, share)]: within a district the first streets have most."""
    found = []
    for key, share in DISTRICTS.items():
        district = Area.objects.get(key=key)
        rows = Area.objects.filter(level=Level.STREET, valid_to=None)
        streets = list(rows.filter(path__startswith=district.path).order_by("kind", "path"))
        ranks = [1 / (rank + 1) ** 0.7 for rank in range(len(streets))]
        found += [
            (street, share * rank / sum(ranks)) for street, rank in zip(streets, ranks, strict=True)
        ]
    return found


def _compounds(rng, streets, total):
    for street, share in streets:
        below = list(Area.objects.filter(parent=street, valid_to=None).order_by("path"))
        for _ in range(round(total * share)):
            name = "".join(rng.choices(LETTERS, k=2)) + rng.choice(ENDINGS)
            community = Community(
                name=name,
                kind=rng.choice(("new", "old", "soe")),
                management_mode=rng.choice(("company", "company", "none", "trusteeship")),
                area=rng.choice(below) if below and rng.random() < 0.9 else street,
                address=_address(rng, street),
                public_code=codes.new_code(rng.choice),
                is_published=True,
                source="bench",
            )
            describe_community(community, [])
            community.street = street
            yield community


def _address(rng, street):
    road = "".join(rng.choices(LETTERS, k=2))
    return f"{street.name}{road}路{rng.randint(1, 300)}号"


def _staff():
    """Return {(role, area id): (post id, user ids)}."""
    staff = {}
    for post in Post.objects.all():
        staff[post.role, post.area_id] = (post.pk, [])
    for holding in PostHolding.objects.select_related("post").order_by("id"):
        staff[holding.post.role, holding.post.area_id][1].append(holding.user_id)
    return staff


def _place(area, compound, street, staff, weight):
    post, clerks = staff[RoleSlug.STREET_CLERK, street.pk]
    mediator_post, mediators = staff[RoleSlug.MEDIATOR, street.pk]
    return Place(
        area_id=area.pk,
        area_path=area.path,
        community_id=compound.pk if compound else None,
        name=Sentence.of(compound.name if compound else area.name),
        post_id=post,
        street_path=street.path,
        clerks=tuple(clerks),
        mediator=mediators[0],
        mediator_post=mediator_post,
        weight=weight,
    )
