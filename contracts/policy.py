"""The one event that every service publishes alike: a county's rules changed. It travels on the service's own topic."""

from datetime import datetime

from contracts.base import Event, Line, Ref


class PolicyChanged(Event):
    """``SOURCE`` stays empty: the publishing service is the envelope's source, as for any event."""

    policy: Ref
    version: int
    """Of this policy in this county, from 1; decisions store the one that they used, 0 is the shipped default."""
    effective_from: datetime
    document: str
    """The whole policy as JSON text: it is what the hash covers, to the digit."""
    changed_by: Line
