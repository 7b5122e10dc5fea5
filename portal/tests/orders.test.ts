import { describe, expect, it } from "vitest";
import type { OrderJobView, OrderView } from "@/api/generated/supervision/types.gen";
import { found, going } from "@/supervision/orders/orders";

const order = (number: string, case_number: number, title: string, ...unit_names: string[]): OrderView => ({ number, case_number, title, unit_names }) as OrderView;

describe("orders", () => {
  const every = [order("示例督〔2026〕1号", 12, "关于供水的提案", "示例水务局"), order("示例督函〔2026〕2号", 120, "关于公交的提案", "示例交通局", "示例财政局")];
  it("are found by all that was typed, in number, case, title or unit", () => {
    expect(found(every, "").length).toBe(2);
    expect(found(every, "12").length).toBe(2);
    expect(found(every, "公交 财政").map((one) => one.case_number)).toEqual([120]);
    expect(found(every, "供水 财政")).toEqual([]);
  });
  it("are being issued while a job waits or runs", () => {
    const states = ["waiting", "running", "done", "refused", "failed", "cancelled"] as const;
    expect(states.filter((state) => going({ state } as OrderJobView))).toEqual(["waiting", "running"]);
  });
});
