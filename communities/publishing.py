"""Show many compounds to the public at once: the deliberate step after an import."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from communities import actions
from communities.models import Community
from puyang_property.core.refusals import Refused

PUBLISH = "communities.publish_community"
AT_ONCE = 200  # compounds of one step


@dataclass(frozen=True)
class Shown:
    """What became of the chosen compounds: those that are shown now, and why others are not."""

    done: tuple
    refused: tuple


def waiting(user):
    """Return the compounds that `user` may show to the public and that are not shown."""
    return Community.objects.visible_to(user, PUBLISH).current().filter(is_published=False)


@transaction.atomic
def publish_all(communities, *, by, now=None):
    """Show all `communities`, each with its own line of history; what refuses one stops no other.

    Those that somebody else has shown meanwhile count as done.
    """
    done, refused = [], []
    for community in sorted(communities, key=lambda row: row.pk):  # the order of all locks
        try:
            with transaction.atomic():
                done.append(actions.publish(community, by=by, now=now))
        except Refused as refusal:
            refused.append(str(refusal))
        except ValidationError as error:
            refused.append(f"{community}: {' '.join(error.messages)}")
    return Shown(tuple(done), tuple(refused))
