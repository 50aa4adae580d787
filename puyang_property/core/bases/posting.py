"""What happens to a form that is sent: run once, refused with words, nothing typed lost."""

import hashlib
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext as _

from puyang_property.core import idempotency, returning
from puyang_property.core.refusals import Refused

NOT_PART_OF_THE_FORM = {"csrfmiddlewaretoken", "once_key"}
SHOWN, INVALID, NOT_NOW = 200, 422, 409


class Invalid(Exception):
    """The form is not valid: nothing was done, and the key of the form stays free."""


class PostOnce:
    """Run `work` for a valid form exactly once, however often its button is pressed.

    The hidden `once_key` names the form as it was shown; a second click gets the first answer.
    """

    success_message = ""
    shows_again = True
    _token = None

    def send(self, form, work):
        """Return the redirect after `work() -> address`, or the form again with the refusal.

        The form is validated inside: what was valid at the first click may be a duplicate at the
        second, which gets its answer all the same. After a new sign-in it is only shown again.
        """
        if returning.is_shown_again(self.request):
            return self.show_again(form, SHOWN)

        def validated():
            if not form.is_valid():
                raise Invalid
            return {"address": work()}

        try:
            outcome = idempotency.run_once(self._scope(), self.token, self._body(), validated)
        except Invalid:
            return self.show_again(form, INVALID)
        except ValidationError as error:
            _attach(form, error)
            return self.show_again(form, INVALID)
        except idempotency.KeyReused:
            self._token = str(uuid4())
            form.add_error(None, _("You sent this form before. Send it again to add a second one."))
            return self.show_again(form, NOT_NOW)
        except Refused as refusal:
            field = refusal.field if refusal.field in form.fields else None
            form.add_error(field, str(refusal))
            return self.show_again(form, NOT_NOW)
        except IntegrityError:
            form.add_error(None, _("Someone saved the same at this moment. Reload the page."))
            return self.show_again(form, NOT_NOW)
        if not outcome.replayed and self.success_message:
            messages.success(self.request, self.success_message)
        return self.done(outcome.answer["address"])

    def done(self, answer):
        """Answer the sender: go to the address that `work` returned; override to show more."""
        return HttpResponseRedirect(answer)

    def show_again(self, form, status):
        """Show `form` with its errors and everything that was typed."""
        context = self.get_context_data(form=form)
        return self.render_to_response(context, status=status)

    @property
    def token(self):
        """Return the name of this form as shown: the one sent, or a new one."""
        if self._token is None:
            sent = self.request.POST.get("once_key", "")
            self._token = sent if _is_uuid(sent) else str(uuid4())
        return self._token

    @property
    def hidden(self):
        """Return the hidden inputs that every form page puts into its <form>."""
        return format_html('<input type="hidden" name="once_key" value="{}">', self.token)

    def get_context_data(self, **kwargs):
        """Add `hidden`."""
        return super().get_context_data(hidden=self.hidden, **kwargs)

    def _scope(self):
        return f"{self.request.resolver_match.view_name}:{self.request.user.pk}"

    def _body(self):
        sent = sorted((k, v) for k, v in self.request.POST.lists() if k not in NOT_PART_OF_THE_FORM)
        files = [
            (name, hashlib.sha256(b"".join(file.chunks())).hexdigest())
            for name, found in sorted(self.request.FILES.lists())
            for file in found
        ]
        for found in self.request.FILES.values():
            found.seek(0)
        return repr((self.request.path, sent, files))


def _attach(form, error):
    """Put a ValidationError onto the form; fields that the form lacks become general errors."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for field, errors in error.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)


def _is_uuid(text):
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
