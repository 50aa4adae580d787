"""Contact details: encrypted at rest, looked up by keyed hash, shown only for a reason."""

from puyang_property.core.secrecy.codes import code_digest, code_matches, new_code
from puyang_property.core.secrecy.fields import EncryptedTextField, Secret
from puyang_property.core.secrecy.masks import mask_email, mask_name, mask_phone
from puyang_property.core.secrecy.phones import PhoneField, normalise_phone, phone_digest
from puyang_property.core.secrecy.reading import log_export, log_lookup, read_log_of, reveal
from puyang_property.core.secrecy.retaining import retention
from puyang_property.core.secrecy.sealing import seal, unseal

__all__ = [
    "EncryptedTextField",
    "PhoneField",
    "Secret",
    "code_digest",
    "code_matches",
    "log_export",
    "log_lookup",
    "mask_email",
    "mask_name",
    "mask_phone",
    "new_code",
    "normalise_phone",
    "phone_digest",
    "read_log_of",
    "retention",
    "reveal",
    "seal",
    "unseal",
]
