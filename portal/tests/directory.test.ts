import { describe, expect, it } from "vitest";
import { answered, going, sheetOf } from "@/settings/directory/directory";
import { decoded, keyOf, pasted, waitingOf } from "@/settings/directory/contacts";

describe("a list that comes in", () => {
  it("is answered at once, or goes on as a job", () => {
    const report = { rows: 1, enrolled: 1, unchanged: 0, errors: [], notes: [], lines: [] };
    expect(answered(report)).toEqual({ report, job: null });
    const job = {
      id: "j", address: "", kind: "members", state: "waiting", rows: null, done: 0, report: null, error: null, created_by: "clerk", created_at: "", changed_at: "",
    } as const;
    expect(answered(job)).toEqual({ report: null, job });
    expect((["waiting", "running", "done", "refused", "failed", "cancelled"] as const).filter((state) => going({ state }))).toEqual(["waiting", "running"]);
  });

  it("tells what is wrong by row", () => {
    const found = sheetOf([{ row: 9, column: "届", detail: "不是数" }, { row: 2, column: "姓名", detail: "缺" }], [{ row: 3, detail: "同名" }], { wrong: "错误", note: "提醒" });
    expect(found).toEqual([[2, "错误", "姓名", "缺"], [3, "提醒", "", "同名"], [9, "错误", "届", "不是数"]]);
  });
});

describe("contacts that are pasted", () => {
  it("are four columns, with or without a head; what is empty stays as it is", () => {
    expect(pasted("编号\t手机\t邮箱\t企业微信\r\nM001\t10000000001\t\tzhang\n\nM002,,b@example.org\n")).toEqual([
      { member_id: "M001", mobile: "10000000001", mail: null, wecom: "zhang" },
      { member_id: "M002", mobile: null, mail: "b@example.org", wecom: null },
    ]);
    expect(pasted(" \n编号\n")).toEqual([]);
  });
});

describe("contacts that wait", () => {
  it("are each by itself, the longest waiting first", () => {
    const one = (channel: "mobile" | "mail", since: string) => ({ channel, since, entered_by: "clerk" });
    const found = waitingOf([{ member_id: "M1", waiting: [one("mobile", "2026-02-01"), one("mail", "2026-01-01")] }, { member_id: "M2", waiting: [] }]);
    expect(found.map(keyOf)).toEqual(["M1 mail", "M1 mobile"]);
  });
});

describe("a sheet saved as csv", () => {
  it("is read in the encoding that it has", () => {
    expect(decoded(new TextEncoder().encode("编号,手机").buffer)).toBe("编号,手机");
    expect(decoded(new Uint8Array([0xb1, 0xe0, 0xba, 0xc5]).buffer)).toBe("编号");
  });
});
