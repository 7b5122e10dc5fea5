"""After a decline: the proposer is asked where the text may go, and may ask once that it be looked at again."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from chassis.eventlog import verify
from contracts.submission import ReconsiderationRequested
from services.submission.metadata import METADATA
from tests.integration.services.submission.test_submission_api import filed, h, member
from tests.support.harness import Harness

__all__ = ["h"]  # the fixture of the same desk

REASON = {"reason_code": "vague", "explanation": "没有可办的建议", "redirect": "转社情民意"}
GROUNDS = {"grounds": "第二条建议有具体做法和预算。"}
UPHELD = {"reopened": False, "explanation": "理由不成立。"}
REOPENED = {"reopened": True, "explanation": "理由成立。"}


@pytest.fixture
async def declined(h: Harness) -> str:
    id = await filed(h)
    assert (await h.client("clerk").post(f"/proposals/{id}/decline", json=REASON)).status_code == 200
    return id


async def decide(h: Harness, id: str, said: dict[str, Any], by: str = "director") -> httpx.Response:
    return await h.client("chair", subject=by).post(f"/proposals/{id}/decide-reconsideration", json=said)


def refused(answer: httpx.Response) -> str:
    assert answer.status_code == 409, answer.text
    return answer.json()["rule"]


async def test_a_reopened_proposal_is_reviewed_anew_and_gets_its_number(h: Harness, declined: str) -> None:
    asked = await member(h).post(f"/proposals/{declined}/reconsider", json=GROUNDS)
    assert asked.json()["reconsideration"] == "asked"
    reopened = (await decide(h, declined, REOPENED)).json()
    assert (reopened["state"], reopened["reconsideration"], reopened["decline_reason"]) == ("filed", "reopened", None)
    admitted = await h.client("clerk").post(f"/proposals/{declined}/admit", json={"topic_group": "民生"})
    assert admitted.json()["case_number"] == 1
    async with h.owner.connect() as connection:
        assert (await verify(connection, METADATA))[1] == []


async def test_it_is_asked_for_once_even_after_a_second_decline(h: Harness, declined: str) -> None:
    asked = [member(h).post(f"/proposals/{declined}/reconsider", json=GROUNDS) for _ in range(2)]
    assert sorted(answer.status_code for answer in await asyncio.gather(*asked)) == [200, 409]
    assert sum(isinstance(event, ReconsiderationRequested) for event in await h.published()) == 1
    assert (await decide(h, declined, REOPENED)).status_code == 200
    assert (await h.client("clerk").post(f"/proposals/{declined}/decline", json=REASON)).status_code == 200
    assert refused(await member(h).post(f"/proposals/{declined}/reconsider", json=GROUNDS)) == "reconsidered-already"


async def test_an_upheld_decline_is_final_and_decided_once(h: Harness, declined: str) -> None:
    assert refused(await decide(h, declined, UPHELD)) == "not-asked"
    await member(h).post(f"/proposals/{declined}/reconsider", json=GROUNDS)
    assert refused(await decide(h, declined, UPHELD, by="clerk")) == "four-eyes"
    upheld = (await decide(h, declined, UPHELD)).json()
    assert (upheld["state"], upheld["reconsideration"]) == ("declined", "upheld")
    assert refused(await decide(h, declined, REOPENED)) == "not-asked"
    assert refused(await member(h).post(f"/proposals/{declined}/reconsider", json=GROUNDS)) == "reconsidered-already"


async def test_the_last_day_counts_whole(h: Harness, declined: str) -> None:
    until = (await member(h).get(f"/proposals/{declined}")).json()["reconsider_until"]
    h.clock.set(h.clock.now() + timedelta(days=15))
    assert h.clock.now().date().isoformat() == until
    later = await filed(h)
    assert (await h.client("clerk").post(f"/proposals/{later}/decline", json=REASON)).status_code == 200
    assert (await member(h).post(f"/proposals/{declined}/reconsider", json=GROUNDS)).status_code == 200
    h.clock.set(h.clock.now() + timedelta(days=16))
    assert refused(await member(h).post(f"/proposals/{later}/reconsider", json=GROUNDS)) == "too-late"


async def test_a_text_goes_elsewhere_only_with_its_proposers_consent(h: Harness, declined: str) -> None:
    stranger = await member(h, "M2").post(f"/proposals/{declined}/answer-redirect", json={"agreed": True})
    assert stranger.status_code == 404
    agreed = await member(h).post(f"/proposals/{declined}/answer-redirect", json={"agreed": True})
    assert (agreed.json()["redirect"], agreed.json()["redirect_agreed"]) == ("转社情民意", True)
    again = await member(h).post(f"/proposals/{declined}/answer-redirect", json={"agreed": False})
    assert refused(again) == "redirect-answered"
    assert refused(await member(h).post(f"/proposals/{declined}/reconsider", json=GROUNDS)) == "redirected"
    plain = await filed(h)
    await h.client("clerk").post(f"/proposals/{plain}/decline", json=REASON | {"redirect": None})
    assert refused(await member(h).post(f"/proposals/{plain}/answer-redirect", json={"agreed": True})) == "no-redirect"
