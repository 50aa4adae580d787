"""Which files are taken in: by their content, never by their name."""

from dataclasses import dataclass

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from puyang_property.core.files.uploads import NO_ROOM, is_lost

HEAD = 4096
PICTURES = {"image/jpeg", "image/png", "image/apng", "image/webp", "image/heic", "image/heif"}
PDF = "application/pdf"
ACCEPT_PICTURES = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif"


@dataclass(frozen=True)
class Limits:
    """How much is taken in; settings.FILE_LIMITS may change single values."""

    bytes_per_file: int = 10 * 1024 * 1024
    photos: int = 6
    pixels: int = 60_000_000
    longest_side: int = 2560
    thumbnail_side: int = 480


LIMITS = Limits(**getattr(settings, "FILE_LIMITS", {}))


def content_type(upload, *, pdf=False):
    """Return the type of `upload` by its first bytes; raise ValidationError for any other kind."""
    if is_lost(upload):
        raise ValidationError(NO_ROOM, code="storage")
    if not upload.size:
        raise ValidationError(_("The file “%(name)s” is empty.") % _named(upload), code="empty")
    if upload.size > LIMITS.bytes_per_file:
        raise ValidationError(
            _("“%(name)s” is too large: %(size)s. At most %(limit)s can be sent.")
            % {
                **_named(upload),
                "size": filesizeformat(upload.size),
                "limit": filesizeformat(LIMITS.bytes_per_file),
            },
            code="size",
        )
    upload.seek(0)
    guess = filetype.guess(upload.read(HEAD))
    upload.seek(0)
    kind = guess.mime if guess else ""
    if kind in PICTURES or (pdf and kind == PDF):
        return kind
    wanted = _("JPEG, PNG, WebP, HEIC or PDF") if pdf else _("JPEG, PNG, WebP or HEIC")
    raise ValidationError(
        _("“%(name)s” cannot be used. Send a file of the kind %(wanted)s.")
        % {**_named(upload), "wanted": wanted},
        code="kind",
    )


def _named(upload):
    return {"name": (upload.name or "")[:80]}
