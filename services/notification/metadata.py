"""The tables of this service."""

from chassis.database import infrastructure, service_metadata

METADATA = service_metadata()
TABLES = infrastructure(METADATA)
