/** What is asked for in a public address, and one file out of a data set's many pages. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { askedOf, nextOf, queryOf, rowsOf, wholeTable, years } from "@/public/reading";

describe("the address of a list", () => {
  it("leaves out what makes no sense", () => {
    expect(askedOf({ q: "助餐", year: "2026" })).toEqual({ q: "助餐", year: 2026 });
    expect(askedOf({ q: ["a", "b"], year: "26" })).toEqual({ q: "", year: null });
    expect(askedOf({ q: "长".repeat(300) }).q).toHaveLength(100);
  });
  it("says what is looked for and nothing else", () => {
    expect(queryOf({ q: " 助餐 ", year: 2026 })).toEqual({ q: "助餐", year: "2026" });
    expect(queryOf({ q: "  ", year: null })).toEqual({});
  });
  it("offers ten years, this one first", () => {
    expect(years(new Date("2026-06-01T00:00:00Z")).slice(0, 2)).toEqual([2026, 2025]);
    expect(years(new Date("2026-06-01T00:00:00Z"))).toHaveLength(10);
  });
});

describe("a data set", () => {
  afterEach(() => { vi.unstubAllGlobals(); });
  it("is followed on this host alone", () => {
    expect(nextOf('</conversion/public/330102/open-data/outcomes?after=x&format=csv>; rel="next"')).toBe(
      "/conversion/public/330102/open-data/outcomes?after=x&format=csv",
    );
    expect(nextOf('<https://elsewhere.example/conversion/public/>; rel="next"')).toBeNull();
    expect(nextOf(null)).toBeNull();
  });
  it("has its head once", () => {
    expect(rowsOf("\ufeffa,b\r\n1,2\r\n")).toBe("1,2\r\n");
    expect(rowsOf("\ufeffa,b\r\n")).toBe("");
    expect(rowsOf("\ufeffa,b")).toBe("");
  });
  it("is one file of all its pages, and is not one where a page is missing", async () => {
    const pages: Record<string, [string, string | null]> = {
      "/conversion/public/330102/one": ["\ufeffa\r\n1\r\n", '</conversion/public/330102/two>; rel="next"'],
      "/conversion/public/330102/two": ["\ufeffa\r\n2\r\n", null],
    };
    vi.stubGlobal("fetch", (at: string) => {
      const [body, link] = pages[at] ?? ["", null];
      return Promise.resolve(new Response(body, { status: at in pages ? 200 : 503, headers: link ? { Link: link } : {} }));
    });
    const told: number[] = [];
    const all = await wholeTable("/conversion/public/330102/one", (read) => told.push(read), new AbortController().signal);
    expect(new TextDecoder("utf-8", { ignoreBOM: true }).decode(await all.arrayBuffer())).toBe("\ufeffa\r\n1\r\n2\r\n");
    expect(told).toEqual([1, 2]);
    await expect(wholeTable("/conversion/public/330102/none", () => undefined, new AbortController().signal)).rejects.toThrow("503");
  });
});
