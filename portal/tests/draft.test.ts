import { beforeEach, describe, expect, it } from "vitest";
import { nextTick, reactive } from "vue";
import { useDraft } from "@/shared/draft";

const kept = (): string | null => sessionStorage.getItem("cppcc.draft of a form");
const opened = () => {
  const form = reactive({ act: "", reason: "" });
  return { form, draft: useDraft("of a form", form) };
};

describe("a draft", () => {
  beforeEach(() => { sessionStorage.clear(); });
  it("is taken up where the form is opened anew", async () => {
    opened().form.reason = "示例";
    await nextTick();
    expect(opened().form.reason).toBe("示例");
  });
  it("is gone once it is dropped, and so is what the form still says", async () => {
    const { form, draft } = opened();
    form.reason = "示例";
    await nextTick();
    draft.drop();
    expect(kept()).toBeNull();
    form.act = "done";
    await nextTick();
    expect(kept()).toBeNull();
  });
  it("is kept of the second form as of the first, but not of a blank one", async () => {
    const { form, draft } = opened();
    for (const reason of ["第一次", "第二次"]) {
      Object.assign(form, { act: "extend", reason });
      await nextTick();
      expect(kept()).toContain(reason);
      draft.drop();
      Object.assign(form, { act: "", reason: "" });
      await nextTick();
      expect(kept()).toBeNull();
    }
  });
  it("is none where what was typed is taken away again", async () => {
    const { form } = opened();
    form.reason = "示例";
    await nextTick();
    form.reason = "";
    await nextTick();
    expect(kept()).toBeNull();
  });
  it("goes on after a form was dropped that nothing was typed in", async () => {
    const { form, draft } = opened();
    draft.drop();
    form.reason = "示例";
    await nextTick();
    expect(kept()).toContain("示例");
  });
});
