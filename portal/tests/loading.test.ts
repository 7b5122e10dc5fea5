import { flushPromises, mount } from "@vue/test-utils";
import { describe, expect, it } from "vitest";
import { defineComponent, h } from "vue";
import { Offline } from "@/api/http";
import { useLoading, type Loading } from "@/shared/loading";

interface Asked { give: (value: string) => void; fail: (error: unknown) => void }

/** A page that reads, and each of its questions, to be answered in any order. */
function page(): { asked: Asked[]; on: () => Loading<string> } {
  const asked: Asked[] = [];
  let on: Loading<string> | null = null;
  mount(defineComponent({
    setup() {
      on = useLoading(() => new Promise<string>((give, fail) => { asked.push({ give, fail }); }));
      return () => h("p");
    },
  }));
  return { asked, on: () => on as Loading<string> };
}

describe("what a page reads", () => {
  it("is what was asked for last, whichever answer comes last", async () => {
    const { asked, on } = page();
    void on().load();
    asked[1]?.give("2026");
    await flushPromises();
    expect([on().value.value, on().busy.value]).toEqual(["2026", true]);
    asked[0]?.give("2025");
    await flushPromises();
    expect([on().value.value, on().busy.value]).toEqual(["2026", false]);
  });

  it("is not overruled by an earlier question's failure", async () => {
    const { asked, on } = page();
    void on().load();
    asked[1]?.give("2026");
    asked[0]?.fail(new Offline());
    await flushPromises();
    expect([on().value.value, on().failure.value]).toEqual(["2026", null]);
  });

  it("stays when it cannot be read anew, beside why", async () => {
    const { asked, on } = page();
    asked[0]?.give("2025");
    await flushPromises();
    void on().load();
    asked[1]?.fail(new Offline());
    await flushPromises();
    expect([on().value.value, on().failure.value]).toEqual(["2025", { kind: "offline" }]);
  });
});
