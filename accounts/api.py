"""Tokens of the API: asked for with password and second factor, hashed, expiring."""

from django.contrib.auth import authenticate
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from drf_spectacular.utils import extend_schema
from knox.auth import TokenAuthentication
from knox.models import AuthToken
from knox.settings import knox_settings
from rest_framework import exceptions, status
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import second_factor
from accounts.serializers import CredentialsSerializer, ProblemSerializer, TokenSerializer

REFUSALS = {400: ProblemSerializer, 401: ProblemSerializer, 403: ProblemSerializer}


class TokenView(APIView):
    """POST makes a token, DELETE ends the one it is sent with."""

    def get_permissions(self):
        """Let anybody ask; only a token ends itself."""
        return [IsAuthenticated() if self.request.method == "DELETE" else AllowAny()]

    def get_authenticators(self):
        """Read no token where one is asked for: an old one must not be in the way."""
        ends = self.request is not None and self.request.method == "DELETE"
        return [TokenAuthentication()] if ends else []

    def get_authenticate_header(self, request):
        """Answer 401, not 403, to a wrong password."""
        return knox_settings.AUTH_HEADER_PREFIX

    @extend_schema(
        request=CredentialsSerializer,
        responses={200: TokenSerializer, **REFUSALS, 429: ProblemSerializer},
        auth=[],
    )
    @sensitive_variables("sent")
    def post(self, request):
        """Return a token for the right password and, where the post needs it, the right code."""
        shape = CredentialsSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        sent = shape.validated_data
        user = authenticate(request._request, username=sent["username"], password=sent["password"])
        if user is None:
            raise exceptions.AuthenticationFailed(_("User name or password is wrong."))
        if user.must_change_password:
            raise exceptions.PermissionDenied(_("Log in by browser first and choose a password."))
        if user.needs_totp:
            _check_code(user, sent.get("otp"))
        token, text = AuthToken.objects.create(user=user)
        _keep_the_newest(user)
        return Response(TokenSerializer({"token": text, "expires_at": token.expiry}).data)

    @extend_schema(request=None, responses={204: None, 401: ProblemSerializer})
    def delete(self, request):
        """End the token that this request was sent with."""
        request.auth.delete()
        return Response(status=status.HTTP_204_NO_CONTENT)


def _check_code(user, code):
    device = second_factor.device_of(user)
    if device is None:
        raise exceptions.PermissionDenied(
            _("Log in by browser first and set up the second factor.")
        )
    if not code:
        raise exceptions.ValidationError({"otp": [_("Your post needs a second factor.")]})
    if not second_factor.verify(device, code):
        raise exceptions.AuthenticationFailed(_("The code is wrong or was used already."))


def _keep_the_newest(user):
    """Let the oldest tokens end, so that nobody is locked out by forgotten ones."""
    newest = AuthToken.objects.filter(user=user).order_by("-created").values("pk")
    kept = list(newest[: knox_settings.TOKEN_LIMIT_PER_USER])
    AuthToken.objects.filter(user=user).exclude(pk__in=[row["pk"] for row in kept]).delete()
