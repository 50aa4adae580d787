"""Fields that several shapes share; each answers an absurd value with an error."""

from datetime import date

from django.core.exceptions import ValidationError as DjangoValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from communities import search
from puyang_property.core import secrecy

FIRST_DAY, LAST_DAY = date(1901, 1, 1), date(2199, 12, 31)


class DayField(serializers.DateField):
    """A day between 1901 and 2199: earlier ones have no offset in whole minutes in Shanghai."""

    def __init__(self, **kwargs):
        """Bound the day."""
        super().__init__(**kwargs)
        self.validators = [
            *self.validators,
            MinValueValidator(FIRST_DAY),
            MaxValueValidator(LAST_DAY),
        ]


class WordsField(serializers.CharField):
    """A text of some sentences."""

    def __init__(self, **kwargs):
        """Bound the text."""
        kwargs.setdefault("max_length", 4000)
        super().__init__(**kwargs)


class PhoneField(serializers.CharField):
    """A telephone number; its value is +86… or empty."""

    def to_internal_value(self, data):
        """Return the number in one form."""
        text = super().to_internal_value(data)
        try:
            return secrecy.normalise_phone(text) if text else ""
        except DjangoValidationError as error:
            raise serializers.ValidationError(error.messages)


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string", "maxLength": 20}]})
class CommunityField(serializers.Field):
    """A compound of the public register, by its id or its public code."""

    default_error_messages = {
        "unknown": _("There is no such compound in the register: check the code."),
    }

    def to_internal_value(self, data):
        """Return the compound."""
        if isinstance(data, bool) or not isinstance(data, int | str):
            self.fail("unknown")
        text = str(data)
        found = search.by_reference(text) if len(text) <= 20 and "\x00" not in text else None
        if found is None:
            self.fail("unknown")
        return found

    def to_representation(self, value):
        """Return code and name."""
        return {"public_code": value.public_code, "name": value.name}


class PersonField(serializers.SlugRelatedField):
    """Somebody by user name, among those who hold a permission where the case lies."""

    default_error_messages = {"does_not_exist": _("Nobody of this name can do this here.")}

    def __init__(self, *, people, **kwargs):
        """Keep `people(dispute)`, the queryset to choose from."""
        self.people = people
        super().__init__(slug_field="username", queryset=User.objects.none(), **kwargs)

    def get_queryset(self):
        """Return who could be named for the case at hand."""
        dispute = self.context.get("dispute")
        return self.people(dispute) if dispute else super().get_queryset()


class OfCaseField(serializers.PrimaryKeyRelatedField):
    """A row by its id, among those that belong to the case at hand."""

    def __init__(self, *, rows, model, **kwargs):
        """Keep `rows(dispute)`, the queryset to choose from."""
        self.rows = rows
        super().__init__(queryset=model._default_manager.none(), **kwargs)

    def to_internal_value(self, data):
        """Return the row; JSON holds numbers without end, which are no id."""
        if isinstance(data, float):
            self.fail("incorrect_type", data_type=type(data).__name__)
        return super().to_internal_value(data)

    def get_queryset(self):
        """Return the rows of the case at hand."""
        dispute = self.context.get("dispute")
        return self.rows(dispute) if dispute else super().get_queryset()
