"""The handovers of the demo: one on its way, one with its list drawn up, one ordered."""

from datetime import timedelta

from communities.choices import EndCause
from communities.contracts.actions import end_contract
from communities.handovers import actions, items
from communities.handovers.choices import Receiver, Result
from communities.models import ServiceContract
from puyang_property.core import demo
from puyang_property.core.actors import CLOCK

FOUND = (Result.HANDED, Result.HANDED, Result.HANDED, Result.MISSING, Result.DISPUTED)
SAID = {
    Result.HANDED: "",
    Result.MISSING: "竣工图缺2号楼，原企业承诺30日内补交",
    Result.DISPUTED: "双方对预收费用的金额有争议，待对账",
}


def fill(demo_):
    """Carry a handover to each of three places."""
    ended = ServiceContract.objects.exclude(end_cause="").order_by("pk")
    superseded = ended.filter(end_cause=EndCause.SUPERSEDED).first()
    successor = superseded.community.contracts.exclude(pk=superseded.pk).latest("pk")
    _on_its_way(demo_, superseded, successor.company)
    _listed(demo_, ended.filter(end_cause=EndCause.NOT_RENEWED).first())
    _ordered(demo_, ServiceContract.objects.in_force().order_by("-pk").filter(end_cause="")[0])


def _people(demo_, contract):
    return demo_.people[f"officer_{contract.community.area_path.split('/')[1]}"]


def _announce(demo_, contract, days_ago, **receiver):
    on = demo_.today - timedelta(days=days_ago)
    by = _people(demo_, contract)
    now = demo_.ago(days_ago)
    return by, actions.announce(contract, by=by, on=on, now=now, **receiver)


def _step(demo_, verb, handover, by, days_ago, **facts):
    on = demo_.today - timedelta(days=days_ago)
    verb(handover, by=by, on=on, now=demo_.ago(days_ago), **facts)


def _on_its_way(demo_, contract, company):
    by, handover = _announce(demo_, contract, 6, receiver_kind=Receiver.COMPANY, company=company)
    _step(demo_, actions.draw_up, handover, by, 4)
    _step(demo_, actions.begin, handover, by, 3)
    for item, result in zip(actions.lines(handover).order_by("pk"), FOUND, strict=False):
        items.settle_item(
            item,
            by=by,
            result=result,
            on=demo_.today - timedelta(days=2),
            remark=SAID[result],
            quantity="1套" if result == Result.HANDED else None,
            now=demo_.ago(2),
        )


def _listed(demo_, contract):
    receiver = {"receiver_kind": Receiver.COMMITTEE, "receiver": "业主委员会"}
    by, handover = _announce(demo_, contract, 5, **receiver)
    _step(demo_, actions.draw_up, handover, by, 1)


def _ordered(demo_, contract):
    last = demo_.today - timedelta(days=40)
    end_contract(contract, by=CLOCK, on=last, cause=EndCause.DISMISSED, now=demo_.ago(40))
    receiver = {"receiver_kind": Receiver.RESIDENTS, "receiver": "社区居民委员会"}
    by, handover = _announce(demo_, contract, 38, **receiver)
    _step(demo_, actions.draw_up, handover, by, 30)
    note = "原企业称业主拖欠物业费，不交接。"
    _step(demo_, actions.refuse, handover, by, 20, note=note)
    due_on = demo_.today + timedelta(days=3)
    number = f"物管责令〔{demo_.today.year}〕1号"
    _step(demo_, actions.order, handover, by, 12, number=number, due_on=due_on)


def register():
    """Enter this part, after the contracts."""
    demo.register(22, fill)
