"""What is judged without a look at the others is in no trail until it is decided."""

from typing import Any

from tests.support.facts import JUDGED, admitted, filed, opened
from tests.support.harness import Harness
from tests.support.statements import counted


async def test_scores_are_in_the_trail_once_they_are_computed(h: Harness) -> None:
    await h.deliver(filed("P1"), "P1")
    await h.deliver(admitted("P1"), "P1")
    id = await opened(h, "example-handling", "U1")
    assert (await h.client("assessor").post(f"/assessments/{id}/scores", json={"points": JUDGED})).is_success

    async def trail() -> Any:
        answer = await h.client("auditor").get("/events", params={"proposal_id": "P1"})
        assert answer.status_code == 200, answer.text
        return answer.json()

    with counted(h.runtime.database) as statements:
        open = await trail()
    assert len(statements) == 2, statements
    assert open == {"items": [], "next": None, "kept_back": [{"aggregate": "assessments", "aggregate_id": id}]}
    assert (await h.client("clerk").post(f"/assessments/{id}/compute")).is_success
    over = await trail()
    assert over["kept_back"] == []
    told = [one["type"] for one in over["items"]]
    assert told == ["cppcc.AssessmentOpened.v1", "cppcc.ScoreGiven.v1", "cppcc.ScoreComputed.v1"]
