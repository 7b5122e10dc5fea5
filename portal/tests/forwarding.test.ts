import { describe, expect, it } from "vitest";
import type { ForwardView, ReceivedView } from "@/api/generated/submission/types.gen";
import { deedsOf, latest, offeredTo, recallable, receivedInOrder, sentInOrder } from "@/submission/forwarding/forwarding";

const sent = (id: string, state: string, sent_at: string | null): ForwardView => ({ id, state, sent_at, asked_at: "2026-01-01T00:00:00Z" }) as ForwardView;
const received = (more: Partial<ReceivedView>): ReceivedView =>
  ({ id: "F", state: "offered", member_id: null, body_id: null, proposal: {}, received_at: "2026-01-01T00:00:00Z", ...more }) as ReceivedView;

describe("what goes to another county", () => {
  it("stands with what waits first, and is taken back only until it is answered", () => {
    const found = sentInOrder([sent("a", "recalled", null), sent("b", "sent", "2026-02-01T00:00:00Z"), sent("c", "sent", "2026-03-01T00:00:00Z"), sent("d", "asked", null), sent("e", "accepted", null)]);
    expect(found.map((one) => one.id)).toEqual(["d", "c", "b", "e", "a"]);
    expect(found.filter(recallable).map((one) => one.id)).toEqual(["d", "c", "b"]);
    expect(latest([])).toBeNull();
  });
});

describe("what comes from another county", () => {
  it("is offered to one member, or to whoever speaks for the body", () => {
    const member = { memberId: "M1", bodyId: null, roles: ["member"] };
    expect(offeredTo(received({ member_id: "M1" }), member)).toBe(true);
    expect(offeredTo(received({ member_id: "M2" }), member)).toBe(false);
    expect(offeredTo(received({ member_id: "M1", state: "accepted" }), member)).toBe(false);
    expect(offeredTo(received({}), { ...member, memberId: null })).toBe(false);
    expect(offeredTo(received({ body_id: "B1" }), { ...member, bodyId: "B1" })).toBe(false);
    expect(offeredTo(received({ body_id: "B1" }), { ...member, bodyId: "B1", roles: ["body_officer"] })).toBe(true);
  });

  it("is decided by what it is: a topic is accepted, a proposal offered, and offered anew", () => {
    expect(deedsOf(received({ state: "received" }))).toEqual(["offer", "decline"]);
    expect(deedsOf(received({ state: "received", proposal: null }))).toEqual(["accept", "decline"]);
    expect(deedsOf(received({}))).toEqual(["offer", "decline"]);
    expect(deedsOf(received({ state: "accepted" }))).toEqual([]);
    expect(receivedInOrder([received({ id: "x", state: "declined" }), received({ id: "y" }), received({ id: "z", state: "received" })]).map((one) => one.id)).toEqual(["z", "y", "x"]);
  });
});
