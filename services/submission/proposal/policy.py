"""The county's rules for filing and review, as data."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from chassis.policy import Policy
from contracts.base import Channel, Ref
from services.submission.metadata import TABLES
from services.submission.proposal.form import TextRules
from services.submission.proposal.precheck import PrecheckRules


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from error
    return text


class FilingPolicy(BaseModel):
    title_pattern: Annotated[str, AfterValidator(_pattern)]
    title_max_characters: int = Field(ge=1, le=200)
    part_max_characters: int = Field(ge=1, le=20_000)
    suggestion_min_characters: int = Field(ge=0, le=20_000)
    max_suggestions: int = Field(ge=1, le=200)
    cosign_hours_plenary: int = Field(ge=0, le=24 * 366)
    cosign_hours_otherwise: int = Field(ge=0, le=24 * 366)
    session_ahead_days: int = Field(ge=0, le=3660)
    reconsider_days: int = Field(ge=0, le=3660)
    """Calendar days after the decline in which its proposer may ask for reconsideration."""
    merge_hours: int = Field(default=0, ge=0, le=24 * 90)
    """In which the first proposers of what is merged may agree or object; 0: nobody is asked."""
    refusal_needs_reason: bool = True
    """Whether a proposer who refuses to have the proposal published says why."""
    collective_needs_signatory: bool = False
    """Whether a collective proposal names who signed for the body."""
    decline_reasons: dict[Ref, str]

    def cosign_window(self, channel: Channel) -> timedelta:
        """How long an invitation is open."""
        return timedelta(hours=self.cosign_hours_plenary if channel == "plenary" else self.cosign_hours_otherwise)

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


class PrecheckPolicy(BaseModel):
    matter_verbs: list[str]
    matter_joiners: list[str]
    suggestion_shared_min: float = Field(ge=0, le=1)
    vague_words: list[str]
    vague_max_characters: int = Field(ge=0, le=20_000)
    ground_words: dict[Ref, list[str]]

    def rules(self, filing: FilingPolicy) -> PrecheckRules:
        """Of the grounds only the county's own: what it does not decline for is no warning."""
        return PrecheckRules(
            self.matter_verbs,
            self.matter_joiners,
            self.suggestion_shared_min,
            self.vague_words,
            self.vague_max_characters,
            self.ground_words,
            filing.decline_reasons,
        )


PRECHECK = Policy("pre-check", PrecheckPolicy, Path(__file__).with_name("precheck.yaml"), TABLES)
