"""The calibrations' table."""

from typing import Any

from sqlalchemy import Boolean, Column, Select, select

from chassis.eventlog import Aggregate
from services.submission.calibration import domain
from services.submission.metadata import METADATA

CALIBRATIONS = Aggregate(
    METADATA,
    "calibrations",
    domain.Calibration,
    domain.EVENTS,
    domain.apply,
    columns=[Column("open", Boolean, nullable=False)],
    project=lambda s: {"open": s.open},
)


def listing(county: str) -> Select[Any]:
    return select(CALIBRATIONS.table).where(CALIBRATIONS.table.c.county == county)
