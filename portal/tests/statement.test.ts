import { describe, expect, it } from "vitest";
import type { OpinionBody } from "@/api/generated/supervision/types.gen";
import { sha256 } from "@/shared/canonical";
import { says } from "@/supervision/statement";

const opinion: OpinionBody = {
  result: "satisfied",
  process: "mostly_satisfied",
  visited: true,
  view: "agree",
  attitude: null,
  to_the_point: false,
  comment: "很好",
};
const shown = { reply: "r1", replyHash: "a".repeat(64), signer: "M001", opinion };
const said = { county: "330102", reply: "r1", reply_hash: "a".repeat(64), signer: "M001", time: "2026-03-02T10:00:00+08:00", ...opinion };

async function challengeOf(text: string): Promise<string> {
  return Buffer.from(await sha256(text), "hex").toString("base64url");
}

describe("what the device is about to sign", () => {
  it("is what was shown and chosen", async () => {
    const text = JSON.stringify(said);
    expect(await says(text, await challengeOf(text), shown)).toBe(true);
  });

  it.each([
    ["another reply", { reply: "r2" }],
    ["another text of it", { reply_hash: "b".repeat(64) }],
    ["another member", { signer: "M002" }],
    ["another rating", { result: "mostly_satisfied" }],
    ["another comment", { comment: "很好。" }],
    ["a point left out", { to_the_point: null }],
  ])("%s is not signed", async (_what, change) => {
    const text = JSON.stringify({ ...said, ...change });
    expect(await says(text, await challengeOf(text), shown)).toBe(false);
  });

  it("neither is a challenge of another text, nor what is no statement", async () => {
    const text = JSON.stringify(said);
    expect(await says(text, await challengeOf(`${text} `), shown)).toBe(false);
    expect(await says("{", await challengeOf("{"), shown)).toBe(false);
  });
});
