"""The tables of this service."""

from chassis.tables import infrastructure, service_metadata

METADATA = service_metadata()
TABLES = infrastructure(METADATA)
