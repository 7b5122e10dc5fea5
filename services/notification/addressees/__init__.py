"""The one table event → who is told, of what, how urgently. Every published event is in it or in ``SILENT``."""

from collections.abc import Mapping

from contracts import policy
from contracts.base import Event
from services.notification.addressees import consultation, conversion, evaluation, notification, submission, supervision
from services.notification.addressees.told import Told

_PARTS = (submission, consultation, supervision, evaluation, conversion, notification)
_EVERY_SERVICE_S: Mapping[type[Event], str] = {policy.PolicyChanged: "read where it applies"}

TABLE: Mapping[type[Event], tuple[Told, ...]] = {event: told for part in _PARTS for event, told in part.TABLE.items()}

SILENT: Mapping[type[Event], str] = {
    event: why for quiet in (*(part.SILENT for part in _PARTS), _EVERY_SERVICE_S) for event, why in quiet.items()
}
"""Events that tell nobody, and why."""

__all__ = ["SILENT", "TABLE", "Told"]
