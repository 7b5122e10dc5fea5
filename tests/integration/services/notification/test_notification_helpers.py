"""Helpers hear of each version that waits for them, and the lead hears that they have spoken."""

from contracts import consultation as c
from services.notification.app import SERVICE
from tests.support.harness import Harness, Serve
from tests.support.life import Said, admitted, assigned, filed, of

REPLY = {"proposal_id": "P1", "reply_id": "R1"}


async def notices(h: Harness, unit_id: str) -> list[tuple[str, str, str]]:
    r = await h.client("unit", unit_id=unit_id, subject=unit_id).get("/notices")
    found = [n for n in r.json()["items"] if n["kind"].startswith(("reply_to", "helper_"))]
    return [(n["kind"], n["urgency"], n["text"]) for n in reversed(found)]


async def test_helpers_and_lead_hear_of_one_another_once(serve: Serve) -> None:
    h = await serve(SERVICE)
    version = {**REPLY, "assignment_id": "A1", "unit_id": "U1", "reply_version": 1, "helpers": ("U2", "U3")}
    opinion = {**REPLY, "lead_unit": "U1"}
    said: list[Said] = [
        filed("P1", "M1"), admitted("P1", "M1"), assigned("P1", "A1", "U1"),
        # U4 helped once: who is told is who the version waits for.
        assigned("P1", "A4", "U4"),
        of(c.ReplyDrafted, "R1", **version),
        of(c.HelperOpinionGiven, "R1", **opinion, assignment_id="A2", unit_id="U2", opinion=None),
        of(c.HelperOpinionGiven, "R1", **opinion, assignment_id="A3", unit_id="U3", opinion="费用请再核。"),
        of(c.ReplyDrafted, "R2", **version | {"reply_id": "R2", "reply_version": 2, "helpers": ("U3",)}),
    ]  # fmt: skip
    for one in said:
        message = h.message(h.envelope(one.event, one.aggregate_id))
        # Each twice, as after a rewind.
        await h.runtime.consumer.on_batch([message, message])

    lead = await notices(h, "U1")
    assert [(kind, urgency) for kind, urgency, _ in lead] == [
        ("helper_countersigned", "know"), ("helper_opined", "know")
    ]  # fmt: skip
    assert lead[1][2].startswith("U3对提案")
    assert not any("费用请再核" in text for _, _, text in lead)
    assert [(kind, urgency) for kind, urgency, _ in await notices(h, "U2")] == [("reply_to_countersign", "act")]
    assert ["第1稿" in (await notices(h, "U3"))[0][2], "第2稿" in (await notices(h, "U3"))[1][2]] == [True, True]
    assert await notices(h, "U4") == []


async def test_events_of_before_tell_nobody(serve: Serve) -> None:
    h = await serve(SERVICE)
    old = of(c.ReplyDrafted, "R1", **REPLY, assignment_id="A1", unit_id="U1", helpers=())
    spoke = of(c.HelperOpinionGiven, "R1", **REPLY, assignment_id="A2", unit_id="U2", lead_unit=None)
    for one in (filed("P1", "M1"), admitted("P1", "M1"), old, spoke):
        await h.deliver(one.event, one.aggregate_id)
    assert [await notices(h, unit) for unit in ("U1", "U2")] == [[], []]
