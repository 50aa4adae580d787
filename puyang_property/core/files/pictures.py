"""Re-encode a picture: only pixels survive, no position, no camera, no hidden second file."""

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from puyang_property.core.files.kinds import LIMITS
from puyang_property.core.models.files import Rejection

pillow_heif.register_heif_opener()
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
QUALITY, THUMBNAIL_QUALITY = 85, 80


class Unusable(Exception):
    """The picture cannot be used, for one of the reasons of Rejection."""

    def __init__(self, reason):
        """Keep the reason."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Picture:
    """A re-encoded picture."""

    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int


def reencode(file):
    """Return the Picture of the original `file`; raise Unusable."""
    try:
        with _quietly(), Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > LIMITS.pixels:
                raise Unusable(Rejection.TOO_LARGE)
            return _drawn(image)
    except Unusable:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise Unusable(Rejection.TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise Unusable(Rejection.UNREADABLE) from error


@contextmanager
def _quietly():
    """Let pass what Pillow merely remarks about broken camera data, which is dropped anyway."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


def _drawn(image):
    """Decode, shrink, turn upright, and draw on white."""
    image.draft("RGB", (LIMITS.longest_side, LIMITS.longest_side))
    image.thumbnail((LIMITS.longest_side, LIMITS.longest_side), Image.Resampling.HAMMING)
    ImageOps.exif_transpose(image, in_place=True)  # after shrinking: fewer pixels to turn
    flat = _flat(image)
    small = flat.copy()
    small.thumbnail((LIMITS.thumbnail_side, LIMITS.thumbnail_side))
    return Picture(_jpeg(flat, QUALITY), _jpeg(small, THUMBNAIL_QUALITY), flat.width, flat.height)


def _flat(image):
    """Return a fresh RGB image that carries nothing but pixels."""
    flat = Image.new("RGB", image.size, "white")
    if image.mode == "RGB" and not image.has_transparency_data:
        flat.paste(image)
    else:
        rgba = image.convert("RGBA")
        flat.paste(rgba, mask=rgba.getchannel("A"))
    return flat


def _jpeg(image, quality):
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()
