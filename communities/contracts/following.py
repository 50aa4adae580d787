"""The clocks of contracts follow a compound that was merged into another entry."""

from puyang_property.core import clock


def follow_merged_community(source, into, *, by, now=None):
    """Let the clocks of contracts and handovers lie where the entry lies that took them in."""
    for contract in into.contracts.standing():
        for subject in (contract, *contract.handovers.all()):
            clock.reassign(subject, area_path=into.area_path)
