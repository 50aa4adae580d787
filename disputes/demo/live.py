"""The present of the demo: cases in every state, some late, so that every page shows something."""

from datetime import timedelta

from accounts.models import Post
from communities.models import LegacyIssue, UtilityTransfer
from communities.transfers.choices import IssueKind, State
from disputes import actions
from disputes.actions.resident import resident_of
from disputes.choices import Channel
from disputes.demo import steps
from puyang_property.core import secrecy


def fill(demo_):
    """Bring cases of the last two months into every state, twice over different streets."""
    for turn in range(2):
        for number, scene in enumerate(SCENES):
            place = (turn * len(SCENES) + number * 3) % len(demo_.communities)
            scene(demo_, demo_.communities[place])
    left_behind(demo_)


def _accepted(demo_, community, days, **more):
    dispute, reply = steps.file(demo_, community, demo_.ago(days), **more)
    clerk = steps.clerk(demo_, community)
    actions.accept(dispute, by=clerk, now=demo_.ago(max(days - 1, 0), 11))
    return steps.fresh(dispute), reply, clerk


def _replied(demo_, community, days):
    dispute, reply, clerk = _accepted(demo_, community, days)
    moment = demo_.ago(max(days - 6, 0), 15)
    actions.reply(dispute, by=clerk, text=reply, result="solved", now=moment)
    return steps.fresh(dispute)


def filed_today(demo_, community):
    """Two complaints of today, one of them about danger."""
    steps.file(demo_, community, demo_.ago(0, 8, 40))
    steps.file(demo_, community, demo_.ago(0, 9, 15), category="safety")


def waiting(demo_, community):
    """Nobody has decided yet: in time, due soon and late."""
    for days in (2, 6, 16):
        steps.file(demo_, community, demo_.ago(days))
    steps.file(demo_, community, demo_.ago(1), channel=Channel.HOTLINE)


def referred(demo_, community):
    """Passed to another street, which has not answered."""
    dispute, _reply = steps.file(demo_, community, demo_.ago(3))
    others = Post.objects.filter(role="street_clerk").exclude(pk=dispute.responsible_post_id)
    actions.refer(
        dispute,
        by=steps.clerk(demo_, community),
        to_post=others.order_by("pk").first(),
        reason="事发地点在贵街道辖区，请核实承办。",
        now=demo_.ago(2, 16),
    )


def handled(demo_, community):
    """In hand, one with a question to the resident and a revealed telephone, one late."""
    dispute, _reply, clerk = _accepted(demo_, community, 8)
    complaint = dispute.complaints.get()
    actions.note(dispute, by=clerk, text="已联系物业项目经理，约周四到现场。", now=demo_.ago(6))
    actions.note(
        dispute, by=clerk, text="请补充一张故障位置的照片。", complaint=complaint, now=demo_.ago(5)
    )
    if complaint.has_contact:
        secrecy.reveal(
            complaint, ["contact_phone"], by=clerk, reason="约定上门时间", now=demo_.ago(5)
        )
    actions.add_information(
        complaint, by=resident_of(complaint), text="今天上午又停了一次。", now=demo_.ago(4)
    )
    _accepted(demo_, community, 40, category="repairs")


def mediated(demo_, community):
    """A mediation with a session to come, and one that has reached an agreement."""
    dispute, _reply, _clerk = _accepted(demo_, community, 12, category="parking")
    mediation = steps.mediate(demo_, dispute, community, demo_.ago(9))
    actions.plan_session(
        mediation,
        by=steps.mediator(demo_, community),
        planned_at=demo_.now + timedelta(days=2),
        place="街道矛盾调解室",
        now=demo_.ago(1),
    )
    dispute, _reply, _clerk = _accepted(demo_, community, 20, category="noise")
    mediation = steps.mediate(demo_, dispute, community, demo_.ago(17))
    steps.hold(demo_, mediation, community, demo_.ago(14))
    steps.agree(demo_, dispute, mediation, community, demo_.ago(5), 20)


def replied(demo_, community):
    """To be visited; and one whose resident is not satisfied."""
    _replied(demo_, community, 10)
    dispute = _replied(demo_, community, 13)
    complaint = dispute.complaints.get()
    actions.answer(
        complaint,
        by=resident_of(complaint),
        solved="no",
        satisfied="no",
        comment="只修了表面，昨天又坏了。",
        now=demo_.ago(2),
    )


def asked_about_the_clock(demo_, community):
    """One suspended, one with an extension that waits for the district."""
    dispute, _reply, clerk = _accepted(demo_, community, 14)
    request = actions.request_suspension(
        dispute, by=clerk, reason="等待特种设备检验报告", now=demo_.ago(9)
    )
    actions.decide_request(
        request, by=steps.officer(demo_, community), granted=True, now=demo_.ago(8)
    )
    dispute, _reply, clerk = _accepted(demo_, community, 9)
    actions.request_extension(
        dispute, by=clerk, length=5, reason="配件需要定制，预计下周到货", now=demo_.ago(1)
    )


def left_behind(demo_):
    """Two complaints about what a transfer left behind, the second of which brought it up."""
    known = LegacyIssue.objects.filter(resolved_at=None).order_by("pk").first()
    case, _reply, clerk = _accepted(demo_, known.transfer.community, 12, category="utilities")
    actions.link_transfer(case, by=clerk, issue=known, now=demo_.ago(10, 16))
    transfer = UtilityTransfer.objects.filter(state=State.REBUILDING).order_by("pk").last()
    case, _reply, clerk = _accepted(demo_, transfer.community, 9, category="utilities")
    actions.leave_issue(
        case,
        by=clerk,
        transfer=transfer,
        kind=IssueKind.WORKS,
        text="楼道照明改造未完工，线路裸露。",
        responsible=clerk.current_posts[0],
        due_on=demo_.today + timedelta(days=20),
        now=demo_.ago(7, 10),
    )


def ended(demo_, community):
    """Closed lately, refused, withdrawn, and two complaints in one case."""
    dispute = _replied(demo_, community, 18)
    steps.visit(demo_, dispute, community, demo_.ago(8))
    actions.close(steps.fresh(dispute), by=steps.clerk(demo_, community, "b"), now=demo_.ago(8, 16))
    dispute, _reply = steps.file(demo_, community, demo_.ago(15))
    actions.refuse(
        dispute,
        by=steps.clerk(demo_, community),
        reason="in_court",
        note="该事项已由华龙区人民法院立案审理，请等待裁判结果；对不予受理有异议，可向区住建部门申请复核。",
        now=demo_.ago(13),
    )
    dispute, _reply = steps.file(demo_, community, demo_.ago(12))
    complaint = dispute.complaints.get()
    actions.withdraw(
        dispute,
        by=resident_of(complaint),
        complaint=complaint,
        note="已自行解决",
        now=demo_.ago(11),
    )
    first, _reply, clerk = _accepted(demo_, community, 7, category="lift")
    second, _reply = steps.file(demo_, community, demo_.ago(5), category="lift")
    actions.merge(second, into=first, by=clerk, note="同一部电梯", now=demo_.ago(5, 14))
    actions.release_summary(
        steps.fresh(first),
        by=clerk,
        summary="小区一部电梯停运，正在更换配件。",
        now=demo_.ago(4),
    )


SCENES = (
    filed_today,
    waiting,
    referred,
    handled,
    mediated,
    replied,
    asked_about_the_clock,
    ended,
)
