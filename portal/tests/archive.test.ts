import { describe, expect, it } from "vitest";
import { sheetOfFiles } from "@/settings/directory/directory";
import { amiss, askedBy, ofArchive } from "@/submission/archive/archive";

describe("the archive of earlier years", () => {
  it("is asked for by what stands in the address, as far as it is a question", () => {
    expect(askedBy({ q: "助餐", year: "2024" })).toEqual({ q: "助餐", year: 2024 });
    expect(askedBy({ q: ["a"], year: "24" })).toEqual({ q: "", year: null });
    expect(askedBy({ year: "2024.5" }).year).toBeNull();
  });

  it("shows its own jobs, and what of a zip wants a look", () => {
    const job = (kind: string) => ({ id: kind, kind }) as Parameters<typeof ofArchive>[0][number];
    expect(ofArchive([job("members"), job("archive"), job("archive-texts-preview")]).map((one) => one.id)).toEqual(["archive", "archive-texts-preview"]);
    const files = [
      { file: "12.docx", row: 2, outcome: "matched", detail: null },
      { file: "99.docx", row: null, outcome: "no_row", detail: "没有这一号" },
    ] as const;
    expect(amiss(files).map((one) => one.file)).toEqual(["99.docx"]);
    expect(sheetOfFiles(files, (outcome) => outcome.toUpperCase())).toEqual([["12.docx", 2, "MATCHED", null], ["99.docx", null, "NO_ROW", "没有这一号"]]);
  });
});
