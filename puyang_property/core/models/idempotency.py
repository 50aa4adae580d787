"""Answers kept so that the same request is carried out once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from puyang_property.core.secrecy.fields import EncryptedTextField


class IdempotencyKey(models.Model):
    """The answer to one request, found again by the key that its sender chose."""

    scope = models.CharField(max_length=60)
    key = models.CharField(max_length=100)
    body_digest = models.CharField(max_length=64)
    answer = EncryptedTextField(_("answer"))
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "key"], name="idempotency_key_is_used_once_per_scope"
            )
        ]

    def __str__(self):
        return f"{self.scope}:{self.key}"
