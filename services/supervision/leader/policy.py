"""A county's leaders as data: it changes them as any policy, dated, and old decisions keep theirs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from chassis.policy import Policy
from contracts.base import Line, Ref
from services.supervision.metadata import TABLES

PRINCIPALS = (1, 2, 3)
"""Party secretary, head of the government, chair of the conference."""
Load = Annotated[int, Field(ge=0, le=100)]


class Leader(BaseModel):
    name: Line
    principal: Annotated[int, Field(ge=1, le=3)] | None = None
    topic_groups: Annotated[tuple[Line, ...], Field(max_length=100)] = ()
    units: Annotated[tuple[Ref, ...], Field(max_length=500)] = ()
    at_least: Load | None = None
    at_most: Load | None = None


class LeaderPolicy(BaseModel):
    leaders: Annotated[tuple[Leader, ...], Field(min_length=3, max_length=100)]
    at_least: Load
    at_most: Load

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        names = [leader.name for leader in self.leaders]
        if len(set(names)) < len(names):
            raise ValueError("each leader is named once: a name is where notices go")
        numbers = sorted(leader.principal for leader in self.leaders if leader.principal is not None)
        if tuple(numbers) != PRINCIPALS:
            raise ValueError("one leader each is the principal of the numbers 1, 2 and 3")
        for leader in self.leaders:
            least, most = self.bounds(leader)
            if least > most:
                raise ValueError(f"{leader.name} would lead at least {least} and at most {most}")
        return self

    def bounds(self, leader: Leader) -> tuple[int, int]:
        least = self.at_least if leader.at_least is None else leader.at_least
        return least, self.at_most if leader.at_most is None else leader.at_most

    @property
    def principals(self) -> Mapping[int, str]:
        """Number → who that is."""
        return {leader.principal: leader.name for leader in self.leaders if leader.principal is not None}

    @property
    def others(self) -> tuple[Leader, ...]:
        return tuple(leader for leader in self.leaders if leader.principal is None)


POLICY = Policy("leaders", LeaderPolicy, Path(__file__).with_name("policy.yaml"), TABLES)
