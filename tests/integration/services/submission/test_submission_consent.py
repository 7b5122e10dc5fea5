"""What a filing says beside its text: why it may not be published, and who signed for a body."""

from typing import Any

import httpx

from chassis.eventlog import verify
from contracts.submission import ProposalFiled
from services.submission.metadata import METADATA
from tests.integration.services.submission.test_submission_api import body, h, member
from tests.support.harness import Client, Harness

__all__ = ["h"]  # the fixture of the same desk

REASON = "所附调研数据尚未公开"


async def said(client: Client, **changes: Any) -> httpx.Response:
    return await client.post("/proposals", json=body(**changes))


def refused(answer: httpx.Response) -> str:
    assert answer.status_code == 409, answer.text
    return answer.json()["rule"]


async def rules(h: Harness, **changes: Any) -> None:
    admin = h.client("county_admin")
    present = await admin.get("/policies/filing")
    document = present.json()["document"] | changes
    headers = {"If-Match": present.headers["etag"]}
    assert (await admin.put("/policies/filing", json={"document": document}, headers=headers)).is_success


async def test_who_refuses_publication_says_why_unless_the_county_does_not_ask(h: Harness) -> None:
    mine = member(h)
    unsaid = await said(mine, publish_consent=False)
    assert refused(unsaid) == "consent-refusal"
    assert "consent_refusal" in unsaid.json()["detail"]
    assert refused(await said(mine, consent_refusal=REASON)) == "consent-refusal"
    filed = await said(mine, publish_consent=False, consent_refusal=REASON)
    assert (filed.status_code, filed.json()["consent_refusal"]) == (201, REASON)
    assert (await h.client("clerk").get(f"/proposals/{filed.json()['id']}")).json()["consent_refusal"] == REASON
    # A draft keeps it, and is refused by the same rule, and stays.
    draft = (await mine.post("/drafts")).json()["id"]
    text = body()["text"]
    form: dict[str, Any] = {"publish_consent": False}
    for section, content in (*text.items(), ("form", form)):
        saved = {"content": content, "base_version": 0, "device": "手机"}
        assert (await mine.put(f"/drafts/{draft}/sections/{section}", json=saved)).status_code == 200
    assert refused(await mine.post(f"/drafts/{draft}/file")) == "consent-refusal"
    saved = {"content": form | {"consent_refusal": REASON}, "base_version": 1, "device": "手机"}
    assert (await mine.put(f"/drafts/{draft}/sections/form", json=saved)).status_code == 200
    assert (await mine.post(f"/drafts/{draft}/file")).json()["consent_refusal"] == REASON
    await rules(h, refusal_needs_reason=False)
    assert (await said(mine, publish_consent=False)).json()["consent_refusal"] is None
    reasons = [event.consent_refusal for event in await h.published() if isinstance(event, ProposalFiled)]
    assert reasons == [REASON, REASON, None]


async def test_a_collective_proposal_names_who_signed_where_the_county_asks(h: Harness) -> None:
    officer = h.client("body_officer", member_id="M3", body_id="B1")
    of_body = {"kind": "collective", "body_id": "B1"}
    assert refused(await said(member(h), signatory="示例主委")) == "signatory"
    assert (await said(officer, **of_body)).json()["signatory"] is None
    named = (await said(officer, **of_body, signatory="示例主委")).json()
    assert (named["signatory"], named["proposers"]) == ("示例主委", ["M3"])
    await rules(h, collective_needs_signatory=True)
    unsigned = await said(officer, **of_body)
    assert refused(unsigned) == "signatory"
    assert (await said(member(h))).status_code == 201
    # On paper, too, where it stands beside the seal.
    paper = body(member_id="M3", received_on="2026-03-02", session_id=None, **of_body)
    first, second = h.client("clerk", subject="clerk-1"), h.client("clerk", subject="clerk-2")
    assert refused(await first.post("/paper-proposals", json=paper)) == "signatory"
    entered = await first.post("/paper-proposals", json=paper | {"signatory": "示例主委"})
    assert entered.status_code == 201, entered.text
    document = (await h.client("county_admin").get("/policies/paper")).json()["document"] | {"scan_required": False}
    headers = {"If-Match": '"0-000000000000"'}
    changed = await h.client("county_admin").put("/policies/paper", json={"document": document}, headers=headers)
    assert changed.is_success, changed.text
    confirmed = await second.post(f"/paper-proposals/{entered.json()['id']}/confirm")
    assert confirmed.status_code == 200, confirmed.text
    shown = (await second.get(f"/proposals/{confirmed.json()['proposal_id']}")).json()
    assert (shown["signatory"], shown["assisted"]["entered_by"]) == ("示例主委", "clerk-1")
    async with h.owner.connect() as connection:
        assert (await verify(connection, METADATA))[1] == []
