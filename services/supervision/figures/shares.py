"""Shares and their bounds by policy, for the figures and for the lists that are held against them."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field

from chassis.policy import Policy
from services.supervision.metadata import TABLES

Share = Annotated[float, Field(ge=0, le=1)]


class FiguresPolicy(BaseModel):
    key_share: Share
    key_tolerance: Share
    tracked_share: Share
    tracked_tolerance: Share
    # Counted back from today: beyond these the calendar itself ends, and with it every answer.
    tracked_base_years: int = Field(ge=1, le=100)
    watched_within_days: int = Field(ge=1, le=36_600)


POLICY = Policy("figures", FiguresPolicy, Path(__file__).with_name("policy.yaml"), TABLES)


class Ratio(BaseModel):
    """``value`` is empty where there is nothing to divide by: that is not zero."""

    numerator: int
    denominator: int
    value: float | None

    @classmethod
    def of(cls, numerator: int, denominator: int) -> "Ratio":
        return cls(numerator=numerator, denominator=denominator, value=numerator / denominator if denominator else None)


class Quota(Ratio):
    """``within`` says whether the share lies inside the policy's bounds, both included."""

    at_least: float
    at_most: float
    within: bool | None

    @classmethod
    def around(cls, ratio: Ratio, share: float, tolerance: float) -> "Quota":
        # Rounded, so that 0.20 - 0.05 has the bound that the policy means and a share on it lies within.
        least, most = round(max(share - tolerance, 0), 6), round(min(share + tolerance, 1), 6)
        within = None if ratio.value is None else least <= ratio.value <= most
        return cls(**ratio.model_dump(), at_least=least, at_most=most, within=within)
