"""What is owned in the small Puyang: an owner of today, one long gone, and a list that came in."""

from datetime import timedelta

from django.utils import timezone

from communities.models import Owner, Ownership
from communities.premises import actions, facilities, owning
from communities.premises.choices import FacilityKind
from communities.premises.imports import UNITS
from puyang_property.core import secrecy
from puyang_property.core.importer import jobs, running
from puyang_property.core.secrecy.retaining import anonymise_due
from tests.factories.core_files import upload
from tests.secrecy import papers
from tests.secrecy.canaries import What, spellings
from tests.secrecy.world import CLERK, JINGDONG

OWNED, FORMER, LISTED = "owned", "formerly owned", "listed"


def build(world):
    """Let somebody own a unit, somebody else be erased, and a workbook bring a third one."""
    for name in (OWNED, FORMER, LISTED):
        world.where[name] = {JINGDONG}
    compound, clerk = world.compounds[JINGDONG], world.people[CLERK]
    world.building = actions.create_building(by=clerk, community=compound, number="3")
    world.facility = facilities.add(
        by=clerk, community=compound, kind=FacilityKind.GATE, name="东门", place="大庆路一侧"
    )
    world.unit = actions.add_unit(world.building, by=clerk, number="301", floor=3)
    _former(world, clerk)
    since = timezone.localdate() - timedelta(days=100)
    world.ownership = _own(world, OWNED, clerk, denominator=2, from_on=since)
    world.owner = world.ownership.owner
    owning.correct_owner(world.owner, by=clerk, phone=_phone(world, OWNED, 2))
    look = world.note(OWNED, What.LOOK)
    secrecy.reveal(world.owner, ["name", "phone"], by=clerk, reason=look)
    _import(world, clerk)


def _own(world, name, clerk, **more):
    return owning.record_owner(
        world.unit,
        by=clerk,
        name=world.sing(What.OWNER, case=name),
        phone=_phone(world, name, 1),
        **more,
    )


def _phone(world, name, spelling):
    return spellings(world.sing(What.OWNER_PHONE, case=name))[spelling]


def _former(world, clerk):
    """Let the retention period pass over somebody who owned the unit before."""
    row = _own(world, FORMER, clerk)
    long_ago = timezone.now() - timedelta(days=12 * 365)
    day = timezone.localdate(long_ago)
    Ownership.objects.filter(pk=row.pk).update(from_on=day - timedelta(days=99), to_on=day)
    Owner.objects.filter(pk=row.owner_id).update(created_at=long_ago)
    anonymise_due(timezone.now())
    world.flock.forget(FORMER, What.OWNER, What.OWNER_PHONE, What.MASKED)


def _import(world, clerk):
    """Take in a workbook of one unit and its owner."""
    head = ["楼栋", "房号", "建筑面积", "业主姓名", "联系电话"]
    name = world.sing(What.OWNER, case=LISTED)
    line = ["3号楼", "302", "88.5㎡", name, _phone(world, LISTED, 3)]
    author = world.sing(What.METADATA, case=LISTED)
    called = world.sing(What.FILE_NAME, case=LISTED, form="{}.xlsx")
    sent = upload(called, papers.workbook([head, line], author), "application/zip")
    options = {"compound": world.compounds[JINGDONG].public_code}
    street = world.areas["hualong-zhongyuanlu"]
    job = jobs.upload(UNITS, sent, area=street, by=clerk, options=options)
    jobs.begin(job, by=clerk, dry_run=False, wait=True)
    running.run(job.pk)
    job.refresh_from_db()
    assert job.counts == {"created": 1}, [row.reasons for row in job.rows.all()]
    world.jobs["units"] = job
