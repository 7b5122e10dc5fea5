"""The tables of this service."""

from chassis.tables import infrastructure, service_metadata
from chassis.timers import Timers

METADATA = service_metadata()
TABLES = infrastructure(METADATA)
TIMERS = Timers(TABLES)
