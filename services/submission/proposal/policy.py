"""The county's rules for filing and review, as data."""

from pathlib import Path

from pydantic import BaseModel

from chassis.policy import Policy
from services.submission.metadata import TABLES
from services.submission.proposal.domain import TextRules


class FilingPolicy(BaseModel):
    title_pattern: str
    title_max_characters: int
    part_max_characters: int
    suggestion_min_characters: int
    max_suggestions: int
    cosign_hours_plenary: int
    cosign_hours_otherwise: int
    session_ahead_days: int
    decline_reasons: dict[str, str]

    @property
    def text_rules(self) -> TextRules:
        return TextRules(
            self.title_pattern,
            self.title_max_characters,
            self.part_max_characters,
            self.suggestion_min_characters,
            self.max_suggestions,
        )


POLICY = Policy("filing", FilingPolicy, Path(__file__).with_name("policy.yaml"), TABLES)
