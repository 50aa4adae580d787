"""Encrypt every contact detail anew under the first key, so that older keys can be thrown away."""

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Q

from puyang_property.core.secrecy import EncryptedTextField, Secret

BATCH = 200


class Command(BaseCommand):
    """Put a new first line into contact.keys, restart, run this, then remove the old lines."""

    help = "Encrypts all contact details with the first key of contact.keys."

    def handle(self, *args, **options):
        """Print one line per model."""
        for model in apps.get_models():
            names = [f.name for f in model._meta.fields if isinstance(f, EncryptedTextField)]
            if names:
                self.stdout.write(f"{model._meta.label}: {_reencrypt(model, names)} rows.")


def _reencrypt(model, names):
    """Rewrite the secrets `names` of every row; return how many rows have any."""
    some = Q(*((f"{name}__isnull", False) for name in names), _connector=Q.OR)
    done, last = 0, 0
    while True:
        with transaction.atomic():
            rows = model._base_manager.filter(some, pk__gt=last).order_by("pk")
            batch = list(rows.select_for_update(of=("self",), no_key=True)[:BATCH])
            for row in batch:
                _renew(row, names)
        if not batch:
            return done
        done, last = done + len(batch), batch[-1].pk


def _renew(row, names):
    for name in names:
        secret = getattr(row, name)
        setattr(row, name, Secret(plain=secret.open(), kind=row._meta.get_field(name).kind))
    row.save(update_fields=names)
