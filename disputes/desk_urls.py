"""The desk pages of the room: queue, counter, case, verbs, mediation."""

from django.urls import path, re_path

from disputes.views import desk_case as case
from disputes.views import desk_clocks as clocks
from disputes.views import desk_closing as closing
from disputes.views import desk_contact as contact
from disputes.views import desk_counter as counter
from disputes.views import desk_figures as figures
from disputes.views import desk_linking as linking
from disputes.views import desk_mediation as mediation
from disputes.views import desk_paper as paper
from disputes.views import desk_parts as parts
from disputes.views import desk_queue as queue
from disputes.views import desk_triage as triage
from disputes.views.desk_handing_over import HandOverView

NUMBER = r"(?P<number>[Pp][Yy]-\d{4}-\d{6,9}-[A-Za-z])"
UUID = r"(?P<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"

VERBS = {
    "accept": triage.AcceptView,
    "refuse": triage.RefuseView,
    "refer": triage.ReferView,
    "send_back": triage.SendBackView,
    "assign": triage.AssignView,
    "note": triage.NoteView,
    "write": triage.WriteView,
    "release_summary": triage.SummaryView,
    "merge": triage.MergeView,
    "take_out": triage.TakeOutView,
    "link_transfer": linking.LinkTransferView,
    "leave_issue": linking.LeaveIssueView,
    "withdraw": triage.WithdrawView,
    "reply": closing.ReplyView,
    "visit": closing.VisitView,
    "explain": closing.ExplainView,
    "urge": clocks.UrgeView,
    "redo": closing.RedoView,
    "close": closing.CloseView,
    "reopen": closing.ReopenView,
    "request_suspension": clocks.RequestSuspensionView,
    "request_extension": clocks.RequestExtensionView,
    "suspend": clocks.SuspendView,
    "resume": clocks.ResumeView,
    "start_mediation": mediation.StartMediationView,
    "agree": mediation.AgreeView,
    "end_mediation": mediation.EndMediationView,
}
MEDIATION = {
    "": ("mediation", mediation.MediationView),
    "names/": ("named_paper", paper.NamedFileView),
    "party/": ("add_party", parts.AddPartyView),
    r"party/(?P<pk>\d{1,18})/consent/": ("consent", parts.ConsentView),
    r"party/(?P<pk>\d{1,18})/contact/": ("party_contact", parts.PartyContactView),
    "recuse/": ("recuse", parts.RecuseView),
    "session/": ("plan_session", parts.PlanSessionView),
    r"session/(?P<pk>\d{1,18})/notice/": ("serve_notice", parts.ServeNoticeView),
    r"session/(?P<pk>\d{1,18})/hold/": ("hold_session", parts.HoldSessionView),
    r"session/(?P<pk>\d{1,18})/cancel/": ("cancel_session", parts.CancelSessionView),
    r"clause/(?P<pk>\d{1,18})/perform/": ("perform_clause", parts.PerformView),
    r"clause/(?P<pk>\d{1,18})/break/": ("break_clause", parts.BreakView),
    "ask_confirmation/": ("ask_confirmation", parts.AskConfirmationView),
    "confirm/": ("confirm", parts.ConfirmView),
}


def of_case(rest, view, name):
    """Return the door of a page about one case."""
    return re_path(rf"^desk/disputes/{NUMBER}/{rest}$", view.as_view(), name=name)


urlpatterns = [
    path("desk/disputes/", queue.QueueView.as_view(), name="queue"),
    path("desk/disputes/new/", counter.CounterView.as_view(), name="counter"),
    path("desk/disputes/new/places/", counter.PlacesView.as_view(), name="counter_places"),
    path("desk/disputes/new/hints/", counter.HintsView.as_view(), name="counter_hints"),
    path("desk/disputes/handover/", HandOverView.as_view(), name="hand_over"),
    path("desk/disputes/figures/", figures.FiguresView.as_view(), name="figures"),
    path(
        "desk/disputes/figures/complaints/",
        figures.CountedComplaintsView.as_view(),
        name="counted_complaints",
    ),
    of_case("", case.CaseView, "detail"),
    of_case("print/", paper.FileView, "paper"),
    of_case(r"contact/(?P<pk>\d{1,18})/", contact.RevealView, "contact"),
    of_case(
        r"photos/(?P<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/", contact.PhotoView, "photo"
    ),
    of_case(r"requests/(?P<pk>\d{1,18})/decide/", clocks.DecideView, "decide"),
    *(of_case(f"{slug}/", view, slug) for slug, view in VERBS.items()),
    *(of_case(f"mediation/{rest}", view, name) for rest, (name, view) in MEDIATION.items()),
]
