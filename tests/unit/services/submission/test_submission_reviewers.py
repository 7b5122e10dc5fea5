"""Who reviews: states of a reviewer and of a group, each refusal."""

from typing import Any

import pytest

from contracts.base import DomainRefusal
from contracts.submission import ReviewerEnrolled, ReviewerRetired, ReviewGroupDissolved, ReviewGroupFormed
from services.submission.reviewer import domain as reviewers
from services.submission.reviewgroup import domain as groups

ENROLLED = ReviewerEnrolled(reviewer_id="R1", login="login-1", name="示例审查员")
REVIEWER = reviewers.apply(None, ENROLLED)
RETIRED = reviewers.apply(REVIEWER, ReviewerRetired(reviewer_id="R1", reason="调离"))
FORMED = ReviewGroupFormed(group_id="G1", session_id="S1", name="示例组", members=("R1", "R2"), lead="R1")
GROUP = groups.apply(None, FORMED)
DISSOLVED = groups.apply(GROUP, ReviewGroupDissolved(group_id="G1", reason="结束"))


def rule(call: Any, *given: Any) -> str:
    with pytest.raises(DomainRefusal) as refusal:
        call(*given)
    return refusal.value.rule


def test_a_reviewer_is_enrolled_once_and_may_come_back() -> None:
    assert rule(reviewers.enrol, REVIEWER, ENROLLED) == "enrolled-already"
    assert reviewers.apply(RETIRED, *reviewers.enrol(RETIRED, ENROLLED)).active
    assert reviewers.correct(REVIEWER, ENROLLED) == []
    assert rule(reviewers.correct, RETIRED, ENROLLED) == "retired-already"


def test_a_reviewer_is_named_as_their_notices_are() -> None:
    assert REVIEWER.person == "login-1"
    assert reviewers.apply(None, ENROLLED.model_copy(update={"member_id": "M1"})).person == "M1"


def test_nobody_retires_twice_or_out_of_a_group() -> None:
    assert rule(reviewers.retire, RETIRED, "调离", []) == "retired-already"
    assert rule(reviewers.retire, REVIEWER, "调离", ["G1"]) == "still-in-group"


def test_a_group_that_is_dissolved_changes_no_more() -> None:
    assert groups.correct(GROUP, FORMED) == []
    assert rule(groups.form, DISSOLVED, FORMED) == "formed-already"
    assert rule(groups.correct, DISSOLVED, FORMED) == "dissolved-already"
    assert rule(groups.dissolve, DISSOLVED, "结束", 0) == "dissolved-already"
    assert rule(groups.dissolve, GROUP, "结束", 1) == "group-busy"


@pytest.mark.parametrize(
    ("change", "expected"), [({"lead": "R9"}, "lead-no-member"), ({"members": ("R1", "R1")}, "member-twice")]
)
def test_a_group_is_led_by_one_of_its_own(change: dict[str, Any], expected: str) -> None:
    formed = FORMED.model_copy(update=change)
    assert rule(groups.form, None, formed) == expected
    assert rule(groups.correct, GROUP, formed) == expected
