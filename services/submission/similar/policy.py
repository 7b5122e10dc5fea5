"""What is shown of similar texts, to whom, as data."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from chassis.policy import Policy
from services.submission.metadata import TABLES


class LeastScore(BaseModel):
    meaning: float = Field(ge=0, le=1)
    characters: float = Field(ge=0, le=1)


class SimilarPolicy(BaseModel):
    shown: int = Field(ge=1, le=50)
    shortlist: int = Field(ge=50, le=2000)
    least_score: LeastScore
    near_copy_from: float = Field(ge=0, le=1)
    passages_shown: int = Field(ge=1, le=10)
    passages_weighed: int = Field(ge=1, le=50)
    draft_sentences: int = Field(ge=1, le=50)
    windows: int = Field(ge=1, le=20)
    members_see: Literal["published", "own"]
    share_with_city: bool
    search_city: bool


POLICY = Policy("similar", SimilarPolicy, Path(__file__).with_name("policy.yaml"), TABLES)
