import { describe, expect, it } from "vitest";
import type { IssueView } from "@/api/generated/evaluation/types.gen";
import { asked, counts, owners, shown } from "@/evaluation/service/service";

const issue = (id: string, more: Partial<IssueView>): IssueView => ({
  id, version: 1, raised_by: "M1", opinion: id, state: "assigned", owner: null, due: null, proof: null, source: "portal", gathered_at: null, form_id: null, overdue: false, ...more,
});
const issues = [
  issue("a", { owner: "示例局", due: "2026-05-01" }),
  issue("b", { owner: "示例办", due: "2026-03-01", form_id: "f1", source: "form", raised_by: null }),
  issue("c", { owner: "示例局", due: "2026-06-01", overdue: true }),
  issue("d", { state: "raised" }),
];

describe("the lists of service quality", () => {
  it("begin with what is overdue, then with what is due next", () => {
    const filter = { state: "assigned", owner: "", overdue: false, form: "" } as const;
    expect(shown(issues, filter).map((one) => one.id)).toEqual(["c", "b", "a"]);
    expect(shown(issues, { ...filter, owner: "示例局" }).map((one) => one.id)).toEqual(["c", "a"]);
    expect(shown(issues, { ...filter, overdue: true }).map((one) => one.id)).toEqual(["c"]);
    expect(shown(issues, { ...filter, form: "f1" }).map((one) => one.id)).toEqual(["b"]);
    expect(counts(issues)).toEqual({ raised: 1, assigned: 3, resolved: 0, verified: 0 });
    expect(new Set(owners(issues))).toEqual(new Set(["示例办", "示例局"]));
  });

  it("are exported as they are shown", () => {
    expect(asked({ state: "assigned", owner: "示例局", overdue: true, form: "" })).toEqual({ state: "assigned", owner: "示例局", overdue: true });
    expect(asked({ state: "raised", owner: "", overdue: false, form: "f1" })).toEqual({ state: "raised", form_id: "f1" });
  });
});
