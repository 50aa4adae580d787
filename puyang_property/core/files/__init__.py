"""Files: checked, quarantined, re-encoded, and served only through the record they hang on."""

from puyang_property.core.files.access import register_access
from puyang_property.core.files.fields import DocumentField, PhotosField
from puyang_property.core.files.intake import UploadRefused, store, store_all
from puyang_property.core.files.kinds import LIMITS
from puyang_property.core.files.release import erase, of, release, withdraw

__all__ = [
    "LIMITS",
    "DocumentField",
    "PhotosField",
    "UploadRefused",
    "erase",
    "of",
    "register_access",
    "release",
    "store",
    "store_all",
    "withdraw",
]
