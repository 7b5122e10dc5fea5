"""What the supervision system says to us."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from contracts.base import Line, Ref, Text
from contracts.external.base import Message


class DirectiveGiven(Message):
    """批示: a leader's instruction on a proposal."""

    proposal_id: Ref
    given_by: Line
    """The office."""
    given_on: date
    text: Text
    due: date | None = None


class InspectionAnnounced(Message):
    """督查通知: the handling of a proposal is going to be inspected."""

    proposal_id: Ref
    number: Line
    announced_by: Line
    inspection_on: date
    matters: Text


class AssessmentPublished(Message):
    """考核结果: of a unit's handling of proposals in a year."""

    unit_id: Ref
    year: Annotated[int, Field(ge=1949, le=2199)]
    points: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
    grade: Literal["excellent", "good", "qualified", "unqualified"]
    assessed_by: Line
    remark: Text | None = None


class DayReported(Message):
    """对账: which messages of a day the supervision system has, by the wall date (Asia/Shanghai) of their ``time``.

    Answers (acknowledgements, rejections, comparisons) and reports are left out. A later report on a day takes the
    earlier one's place.
    """

    day: date
    received: Annotated[tuple[Ref, ...], Field(max_length=10_000)]
    """Ids that came from us."""
    sent: Annotated[tuple[Ref, ...], Field(max_length=10_000)]
    """Ids that went to us."""
