"""What the tests of the base classes share."""

import re
from datetime import timedelta

from django.utils import timezone

from puyang_property.core.actors import ActorKind
from puyang_property.core.models import ReadLog
from puyang_property.core.models.secrecy import ReadKind


def reads(count, path="puyang/", **fields):
    now = timezone.now()
    return ReadLog.objects.bulk_create(
        ReadLog(
            kind=ReadKind.EXPORT,
            actor_kind=ActorKind.CLOCK,
            what=[],
            area_path=path,
            at=now + timedelta(seconds=n),
            **{"reason": f"{path}{n}", **fields},
        )
        for n in range(count)
    )


def shown(response):
    return re.findall(r"\[(.*?)\]", response.content.decode())


def fields_of(response):
    names = r'name="([^"]+)"[^>]*? value="([^"]*)"'
    found = dict(re.findall(names, response.content.decode()))
    return {k: v for k, v in found.items() if k != "csrfmiddlewaretoken"}
