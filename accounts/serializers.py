"""Shapes of the token door."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class CredentialsSerializer(serializers.Serializer):
    """What a program sends to get a token."""

    username = serializers.CharField(max_length=60)
    password = serializers.CharField(max_length=200, trim_whitespace=False, write_only=True)
    otp = serializers.RegexField(
        r"^[0-9]{6}$",
        required=False,
        help_text=_("Six-digit code, where the post needs a second factor."),
    )


class TokenSerializer(serializers.Serializer):
    """What it gets."""

    token = serializers.CharField(help_text=_("Send it as “Authorization: Token …”."))
    expires_at = serializers.DateTimeField()


class ProblemSerializer(serializers.Serializer):
    """An error as RFC 9457 problem document."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.DictField(required=False)
