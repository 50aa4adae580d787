"""Log in, pass the second factor, choose a password, keep one's profile."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash, views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as remember_second_factor
from knox.models import AuthToken

from accounts import actions, second_factor
from accounts.forms import CodeForm, LoginForm, PasswordForm, ProfileForm
from accounts.middleware import finishes_login, next_step
from accounts.returning import signed_in
from puyang_property.core.returning import is_sent, shows_again

GET_OR_POST = ["GET", "HEAD", "POST"]
INVALID = 422


class Login(views.LoginView):
    """Ask for user name and password; what else is owed comes after."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm

    def dispatch(self, request, *args, **kwargs):
        """Send somebody who is in already to where they wanted to go."""
        if request.user.is_authenticated and request.method == "GET":
            return HttpResponseRedirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        """Let the person in, with what was typed before the session ended."""
        return signed_in(self.request, super().form_valid(form))

    def form_invalid(self, form):
        """Show the form again as a refused one."""
        return self.render_to_response(self.get_context_data(form=form), status=INVALID)

    def get_context_data(self, **kwargs):
        """Keep the draft that the sign-in carries."""
        return super().get_context_data(draft=self.request.POST.get("draft", ""), **kwargs)


class Logout(views.LogoutView):
    """End the session; by POST only, so that no picture on a page can do it."""


login = finishes_login(login_not_required(Login.as_view()))
logout = finishes_login(login_not_required(Logout.as_view()))


@finishes_login
@sensitive_post_parameters("code")
@never_cache
@require_http_methods(GET_OR_POST)
def code_page(request):
    """Ask for a code; who has no authenticator yet enrols one first."""
    if request.user.is_verified():
        return _go_on(request)
    device = second_factor.device_of(request.user)
    enrolling = device is None
    device = device or second_factor.pending_device(request.user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        passes = second_factor.confirm if enrolling else second_factor.verify
        if passes(device, form.cleaned_data["code"]):
            remember_second_factor(request, device)
            request.session.cycle_key()
            return _go_on(request)
        form.add_error("code", _why_not(device))
    context = {"form": form, "next": _safe_next(request), "enrolling": enrolling}
    if enrolling:
        context |= {
            "qr_code": second_factor.qr_code(device),
            "secret_text": second_factor.secret_text(device),
        }
    status = INVALID if form.errors else 200
    return render(request, "accounts/second_factor.html", context, status=status)


@finishes_login
@never_cache
@require_http_methods(GET_OR_POST)
def password(request):
    """Let people choose their own password; the one-time one must go at the first login."""
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.change_own_password(request.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password is changed. Other sessions have ended."))
        return _go_on(request)
    context = {"form": form, "next": _safe_next(request), "forced": _must_change(request)}
    status = INVALID if form.errors else 200
    return render(request, "accounts/password.html", context, status=status)


@shows_again
@require_http_methods(GET_OR_POST)
def profile(request):
    """Show one's posts and tokens; change language and e-mail."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if is_sent(request) and form.is_valid():
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        if changed:
            actions.change_own_profile(request.user, **changed)
        messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    tokens = AuthToken.objects.filter(user=request.user, expiry__gt=timezone.now())
    held = request.user.holdings.current(timezone.localdate()).select_related("post__area")
    context = {"form": form, "holdings": held, "tokens": tokens.order_by("-created")}
    status = INVALID if form.errors else 200
    return render(request, "accounts/profile.html", context, status=status)


@require_POST
def end_tokens(request):
    """End all of one's own API tokens."""
    AuthToken.objects.filter(user=request.user).delete()
    messages.success(request, _("All your API tokens have ended."))
    return redirect("accounts:profile")


def _why_not(device):
    if second_factor.waits(device):
        return _("The code is wrong or was used already. Wait a moment, then enter a new one.")
    return _("The code is wrong or was used already. Wait for the next one.")


def _must_change(request):
    return request.user.must_change_password


def _go_on(request):
    """Go to what is still owed, else to where the person wanted to go, else to the desk."""
    back = _safe_next(request)
    step = next_step(request.user)
    if step:
        return HttpResponseRedirect(
            reverse(step) + (f"?{urlencode({'next': back})}" if back else "")
        )
    return HttpResponseRedirect(back or reverse("desk:home"))


def _safe_next(request):
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    here = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if here else ""
