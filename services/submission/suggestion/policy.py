"""Who may suggest a topic, how long and how often, as data."""

from pathlib import Path

from pydantic import BaseModel, Field

from chassis.policy import Policy
from services.submission.metadata import TABLES
from services.submission.suggestion.domain import Limits


class SuggestionPolicy(BaseModel):
    title_characters: int = Field(ge=1, le=200)
    grounds_characters: int = Field(ge=1, le=20_000)
    open_at_most: int = Field(ge=0, le=10_000)
    public_open: bool
    public_per_address: int = Field(ge=0, le=1_000_000)
    public_per_day: int = Field(ge=0, le=1_000_000)
    duplicate_from: float = Field(ge=0, le=1)
    duplicates_shown: int = Field(ge=0, le=50)

    @property
    def limits(self) -> Limits:
        return Limits(self.title_characters, self.grounds_characters, self.open_at_most)


POLICY = Policy("topic-suggestions", SuggestionPolicy, Path(__file__).with_name("policy.yaml"), TABLES)
