"""The doors through which a complaint with photos comes in: page, desk and API."""

import re
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from tests.cast import log_in

WORDS = "三号楼二单元电梯坏了，老人下不了楼。"
ADDRESS = "/file/?area=hualong-zhongyuanlu&category=lift"


def by_page(files, **more):
    """File on the resident's page; return the answer."""
    client = Client()
    page = client.get(ADDRESS).text
    hidden = dict(re.findall(r'name="(stamp|once_key|website)" value="([^"]*)"', page))
    return client.post(ADDRESS, {**hidden, "description": WORDS, "photos": files, **more})


def by_api(files, **more):
    """File by a program; return the answer."""
    sent = {"area": "hualong-zhongyuanlu", "category": "lift", "description": WORDS}
    return APIClient().post("/api/v1/complaints/", {**sent, "photos": files, **more})


def at_the_counter(files, clerk, **more):
    """Enter it at the counter; return the answer."""
    sent = {"where": "京东", "category": "lift", "description": WORDS, "channel": "counter"}
    sent |= {"received_on": str(timezone.localdate()), "once_key": str(uuid4())}
    return log_in(clerk).post("/desk/disputes/new/", {**sent, "photos": files, **more})


def sent(name, content, kind="image/jpeg"):
    """Return one file as a browser or program sends it; the name is theirs, not cleaned."""
    file = SimpleUploadedFile("x", content, kind)
    file._name = name
    return file
