import { describe, expect, it } from "vitest";
import { canonical, sha256 } from "@/shared/canonical";
// Written by the services' own code: `python -m tests.contract.test_canonical`.
import golden from "./canonical.json";

describe("the digest of what is shown is the services' digest", () => {
  it.each(golden.map((one) => [one.what, one] as const))("%s", async (_what, one) => {
    expect(canonical(one.value)).toBe(one.canonical);
    expect(await sha256(canonical(one.value))).toBe(one.sha256);
  });
});
