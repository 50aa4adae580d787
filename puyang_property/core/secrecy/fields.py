"""A text column that is encrypted at rest and does not show itself by accident."""

from django import forms
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from puyang_property.core.secrecy.keys import cipher
from puyang_property.core.secrecy.masks import DOTS, MASKS


class Secret:
    """A secret text: its str() is dots, so that no template, log or export shows it.

    `open()` returns the words; `secrecy.reveal` is how a person gets them.
    """

    __slots__ = ("_kind", "_plain", "_sealed")

    def __init__(self, *, plain=None, sealed=None, kind="text"):
        """Keep the words or their sealed form."""
        self._plain, self._sealed, self._kind = plain, sealed, kind

    def __str__(self):
        return DOTS if self else ""

    def __repr__(self):
        return f"<Secret {self._kind}>"

    def __bool__(self):
        return bool(self._plain or self._sealed)

    def __eq__(self, other):
        return isinstance(other, Secret) and self.open() == other.open()

    __hash__ = None

    def open(self):
        """Return the words."""
        if self._plain is None:
            self._plain = cipher().decrypt(self._sealed).decode() if self._sealed else ""
        return self._plain

    def sealed(self):
        """Return the encrypted bytes, or None when there are no words."""
        if self._sealed is None and self._plain:
            self._sealed = cipher().encrypt(self._plain.encode())
        return self._sealed

    @property
    def masked(self):
        """Return enough to recognise the contact: 138****1234, 张**."""
        return MASKS[self._kind](self.open())


class _SecretAttribute(DeferredAttribute):
    """Turns whatever is assigned into a Secret."""

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = self.field.to_python(value)


class EncryptedTextField(models.Field):
    """Text kept as ciphertext; empty is NULL, and no lookup but `isnull` exists.

    kind: phone, name, email or text; it decides how the masked form looks.
    """

    descriptor_class = _SecretAttribute

    def __init__(self, *args, kind="text", **kwargs):
        """Take the place of a TextField that may be empty."""
        self.kind = kind
        kwargs["null"] = True
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        """Return what a migration needs; the mask is no matter of the column."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("null")
        if kwargs.get("default") == "":
            kwargs.pop("default")
        return name, path, args, kwargs

    def get_internal_type(self):
        """Store bytes."""
        return "BinaryField"

    def get_lookup(self, lookup_name):
        """Refuse every question but "is there anything": ciphertext cannot be compared."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def get_transform(self, lookup_name):
        """Offer no transform."""

    def to_python(self, value):
        """Return a Secret for text, a Secret or nothing."""
        if isinstance(value, Secret):
            return value
        return Secret(plain=str(value).strip() if value else "", kind=self.kind)

    def from_db_value(self, value, expression, connection):
        """Return a Secret that decrypts only when it is opened."""
        return Secret(sealed=bytes(value) if value else None, plain=None, kind=self.kind)

    def get_prep_value(self, value):
        """Return the ciphertext, or None for nothing."""
        return self.to_python(value).sealed()

    def get_db_prep_value(self, value, connection, prepared=False):
        """Return what the driver sends."""
        sealed = value if prepared else self.get_prep_value(value)
        return connection.Database.Binary(sealed) if sealed is not None else None

    def clean(self, value, model_instance):
        """Validate the words and return them as a Secret."""
        secret = self.to_python(value)
        self.validate(secret.open(), model_instance)
        self.run_validators(secret.open())
        return secret

    def save_form_data(self, instance, data):
        """Keep the words when a form sends back the dots that it was shown."""
        if str(data or "") != DOTS:
            super().save_form_data(instance, data)

    def value_to_string(self, obj):
        """Return nothing: secrets do not travel in fixtures."""
        return ""

    def formfield(self, **kwargs):
        """Offer a plain text input of the column's length."""
        options = {"form_class": forms.CharField, "max_length": self.max_length, **kwargs}
        return super().formfield(**options)
