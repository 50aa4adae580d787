"""A resident follows the own complaint: status, more information, answers, reopening."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from disputes import actions, status_queries, tracking, workflow
from disputes.actions.resident import reopen_until, resident_of
from disputes.choices import State
from disputes.forms.public import (
    AddInformationForm,
    AnswerForm,
    ReopenForm,
    TrackForm,
    WithdrawForm,
)
from disputes.stages import STEPS
from disputes.views import passes
from puyang_property.core import idempotency, returning, throttle
from puyang_property.core.refusals import Refused
from puyang_property.core.returning import is_sent, shows_again


@login_not_required
@shows_again
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def track(request):
    """Ask for number and code; the code is posted, so that no log ever holds it."""
    form = TrackForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    status = 200
    if is_sent(request):
        status = 422
        if form.is_valid():
            try:
                complaint = tracking.open_by_code(
                    form.cleaned_data["number"],
                    form.cleaned_data["code"],
                    address=throttle.client_address(request),
                )
            except throttle.TooMany as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                if complaint:
                    return _opened(request, complaint)
                form.add_error(
                    None, _("Number and code do not fit together. Check both on your receipt.")
                )
    context = {"form": form, "draft": request.POST.get("draft", "")}
    return render(request, "disputes/public/track.html", context, status=status)


def _opened(request, complaint):
    """Go to the status page, or show it with what was typed before the pass ended."""
    draft = returning.open_draft(request.POST.get("draft", ""), complaint.number)
    if draft:
        step = resolve(draft["path"]).kwargs["step"]
        request.portal_shown_again = True
        returning.say(request, draft["files"])
        form = _form_of(request, step, returning.data_of(draft))
        return _page(request, complaint, **{step: form})
    response = redirect("disputes:status", complaint.number)
    passes.give_pass(response, complaint)
    return response


@login_not_required
@never_cache
@require_safe
def status(request, number):
    """Show where the complaint stands; without a pass, ask for the code."""
    complaint = passes.passed(request, number, read=status_queries.complaint)
    if complaint is None:
        return _ask_code(number)
    return _page(request, complaint)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request):
    """Forget receipt and pass in this browser; a link alone forgets nothing."""
    response = redirect("disputes:track")
    if request.method != "POST":
        return response
    passes.take_back(response)
    messages.success(request, _("This browser no longer shows your complaint."))
    return response


def _ask_code(number):
    response = redirect("disputes:track")
    response["Location"] += f"?number={number}"
    return response


def _page(request, complaint, code=200, **bound):
    """Render the status page; `bound` are forms that were refused."""
    dispute = complaint.dispute
    last_day = reopen_until(dispute)
    status_ = tracking.status_of(complaint)
    steps = [
        {"label": label, "state": _state_of(place, status_.step)}
        for place, label in enumerate(STEPS, 1)
    ]
    context = {
        "complaint": complaint,
        "dispute": dispute,
        "status": status_,
        "steps": steps,
        "photos": status_.photos,
        "forms": {**_forms(request, complaint, last_day), **bound},
        "reopen_until": last_day,
    }
    response = render(request, "disputes/public/status.html", context, status=code)
    passes.give_pass(response, complaint)
    return response


def _state_of(place, step):
    return "done" if place < step else "current" if place == step else "todo"


def _forms(request, complaint, last_day):
    """Return the forms that fit the state, by name; `last_day` is that for reopening."""
    dispute = complaint.dispute
    fitting = {}
    if dispute.is_open:
        fitting["add"] = AddInformationForm(request=request, prefix="add")
    if dispute.state == State.REPLIED and not complaint.answered_at:
        fitting["answer"] = AnswerForm(prefix="answer")
    if last_day and last_day >= tracking.today():
        fitting["reopen"] = ReopenForm(prefix="reopen")
    if workflow.WITHDRAW.leaves(dispute.state):
        fitting["withdraw"] = WithdrawForm(prefix="withdraw")
    return fitting


def _add(complaint, form):
    data = form.cleaned_data

    def work():
        actions.add_information(
            complaint, by=resident_of(complaint), text=data["text"], photos=data["photos"]
        )
        return {}

    idempotency.run_once(f"information:{complaint.pk}", data["once_key"], form.once_body(), work)


def _answer(complaint, form):
    actions.answer(complaint, by=resident_of(complaint), **form.cleaned_data)


def _reopen(complaint, form):
    actions.reopen(
        complaint.dispute, by=resident_of(complaint), complaint=complaint, **form.cleaned_data
    )


def _withdraw(complaint, form):
    actions.withdraw(
        complaint.dispute, by=resident_of(complaint), complaint=complaint, **form.cleaned_data
    )


STEPS_OF_RESIDENT = {
    "add": (AddInformationForm, _add, gettext_lazy("Thank you. The office has been told.")),
    "answer": (AnswerForm, _answer, gettext_lazy("Thank you for your answer.")),
    "reopen": (ReopenForm, _reopen, gettext_lazy("Reopened. The office has been told.")),
    "withdraw": (WithdrawForm, _withdraw, gettext_lazy("Your complaint is withdrawn.")),
}


def _form_of(request, step, *sent):
    extra = {"request": request} if step == "add" else {}
    return STEPS_OF_RESIDENT[step][0](*sent, prefix=step, **extra)


def _ask_code_again(request, number):
    """Ask for the code with what was typed in hand: the pass has ended meanwhile."""
    words = _("For your safety, enter number and code again.")
    draft = returning.draft_of(request, number)
    if not draft:
        messages.error(request, words)
        return _ask_code(number)
    messages.error(request, words + " " + _("What you typed is kept and comes back."))
    context = {"form": TrackForm(initial={"number": number}), "draft": draft}
    return render(request, "disputes/public/track.html", context, status=401)


@login_not_required
@shows_again
@never_cache
@require_POST
def act(request, number, step):
    """Take one of the resident's steps; a refusal keeps what was typed."""
    complaint = passes.passed(request, number)
    if complaint is None:
        return _ask_code_again(request, number)
    _form_class, take, thanks = STEPS_OF_RESIDENT[step]
    form = _form_of(request, step, request.POST, request.FILES or None)
    if returning.is_shown_again(request) or not form.is_valid():
        return _page(request, complaint, 422, **{step: form})
    try:
        take(complaint, form)
    except ValidationError as error:
        form.add_error(None, error)
        return _page(request, complaint, 422, **{step: form})
    except Refused as error:
        form.add_error(None, str(error))
        complaint.dispute.refresh_from_db()
        return _page(request, complaint, error.status, **{step: form})
    messages.success(request, thanks)
    response = redirect("disputes:status", complaint.number)
    passes.give_pass(response, complaint)
    return response
