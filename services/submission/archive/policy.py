"""The words in which the county's archive writes classes and ratings, as data."""

from pathlib import Path

from pydantic import BaseModel, Field

from chassis.policy import Policy
from contracts.base import AnswerClass, Rating
from services.submission.metadata import TABLES


class ArchivePolicy(BaseModel):
    answer_classes: dict[str, AnswerClass]
    ratings: dict[str, Rating]
    nothing: set[str]
    """What is written into a cell that has nothing to say."""
    public_words: dict[str, bool] = Field(default={"是": True, "否": False}, min_length=1)
    """How a list says whether others than the county's staff may read a proposal's text."""
    texts_public: bool = False
    """Where the list does not say so: nobody knows what its author of that year would have agreed to."""
    background_rows: int = Field(default=5000, ge=1, le=1_000_000)
    """A list with more rows becomes a job: whoever sent it need not wait."""


POLICY = Policy("archive", ArchivePolicy, Path(__file__).with_name("policy.yaml"), TABLES)
