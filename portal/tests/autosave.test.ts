import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Offline } from "@/api/http";
import { forget, keptFor } from "@/shared/kept";
import { Autosave, type KeptDraft, type Server } from "@/writing/autosave";
import type { Section } from "@/writing/content";

/** As the service does it: the last write wins, and what it overwrote is handed back. */
class Service implements Server {
  sections: Record<string, { version: number; content: unknown; device: string }> = {};
  state = "open";
  made: string[] = [];
  network: "here" | "away" | "deaf" = "here";
  saves = 0;

  private through<T>(work: () => T): Promise<T> {
    if (this.network === "away") return Promise.reject(new Offline());
    const answer = work();
    // It arrives, and its answer does not.
    return this.network === "deaf" ? Promise.reject(new Offline()) : Promise.resolve(answer);
  }
  private view(section: string) {
    const one = this.sections[section];
    if (one === undefined) throw new Error(section);
    return { ...one, saved_at: "2026-03-02T10:00:00+08:00", characters: [], characters_at_most: null };
  }
  private draft() {
    const at = "2026-03-02T10:00:00+08:00";
    const sections = Object.fromEntries(Object.keys(this.sections).map((name) => [name, this.view(name)]));
    return { id: "d1", state: this.state, created_at: at, changed_at: at, proposal_id: this.state === "filed" ? "p1" : null, sections };
  }
  create = (key: string) =>
    this.through(() => {
      this.made.push(key);
      return this.draft();
    });
  read = () => this.through(() => this.draft());
  save = (_id: string, section: Section, body: { content: unknown; base_version: number; device: string }) => {
    if (this.state !== "open")
      return Promise.reject({ status: 409, title: "refused", rule: "draft-filed" } as unknown as Error);
    return this.through(() => {
      this.saves++;
      const present = this.sections[section] && this.view(section);
      if (present && JSON.stringify(present.content) === JSON.stringify(body.content))
        return { saved: present, overwritten: null };
      this.sections[section] = { version: (present?.version ?? 0) + 1, content: body.content, device: body.device };
      return { saved: this.view(section), overwritten: present && present.version > body.base_version ? present : null };
    });
  };
}

let service: Service;
const store = () => keptFor<KeptDraft>("330102.M001", "draft");
const device = (name: string, id = "d1") => new Autosave(id, service, store(), name);
/** Another device keeps what it keeps elsewhere. */
const elsewhere = (name: string) => new Autosave("d1", service, keptFor<KeptDraft>(`other ${name}`, "draft"), name);
function types(one: Autosave, section: "title" | "situation" | "analysis", text: string): void {
  one.content[section] = text;
  one.touched();
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  service = new Service();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("what is typed", () => {
  it("is saved a moment later by itself, each section once, and then kept nowhere else", async () => {
    const one = device("A");
    await one.open();
    types(one, "title", "关于电");
    types(one, "title", "关于电梯的提案");
    expect(one.state.value).toBe("waiting");
    expect(store().ids()).toEqual(["d1"]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(one.state.value).toBe("saved");
    expect(service.saves).toBe(1);
    expect(service.sections.title?.content).toBe("关于电梯的提案");
    expect(store().ids()).toEqual([]);
  });

  it("is saved every few seconds, though somebody never stops typing", async () => {
    const one = device("A");
    for (let n = 0; n < 12; n++) {
      types(one, "situation", "字".repeat(n + 1));
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(service.saves).toBeGreaterThan(0);
    expect(service.saves).toBeLessThan(4);
  });

  it("outlives a lost network and a closed tab, and is saved once when it is back", async () => {
    const one = device("A");
    service.network = "away";
    types(one, "situation", "助餐点只有四处。");
    await one.flush();
    expect(one.state.value).toBe("away");
    one.close();
    const again = device("A");
    expect(again.content.situation).toBe("助餐点只有四处。");
    service.network = "here";
    await again.open();
    expect(await again.flush()).toBe(true);
    expect(service.sections.situation).toMatchObject({ version: 1, content: "助餐点只有四处。" });
    expect(again.conflicts.value).toEqual([]);
  });

  it("is tried again by itself", async () => {
    const one = device("A");
    service.network = "away";
    types(one, "title", "关于电梯的提案");
    await vi.advanceTimersByTimeAsync(2000);
    service.network = "here";
    await vi.advanceTimersByTimeAsync(11_000);
    expect(one.state.value).toBe("saved");
  });

  it("begins a draft once, though the answer was lost and the tab closed", async () => {
    const one = device("A", "new-1");
    service.network = "deaf";
    types(one, "title", "关于电梯的提案");
    await one.flush();
    one.close();
    service.network = "here";
    const again = device("A", "new-1");
    expect(await again.flush()).toBe(true);
    expect(again.id.value).toBe("d1");
    expect(new Set(service.made)).toEqual(new Set(["new-1"]));
  });

  it("whose answer was lost is nobody else's when more was typed meanwhile", async () => {
    const one = device("A");
    service.network = "deaf";
    types(one, "title", "关于电");
    await one.flush();
    types(one, "title", "关于电梯的提案");
    service.network = "here";
    expect(await one.flush()).toBe(true);
    expect(one.conflicts.value).toEqual([]);
    // Nor when the tab was closed in between.
    service.network = "deaf";
    types(one, "analysis", "一");
    await one.flush();
    types(one, "analysis", "一二");
    one.close();
    service.network = "here";
    const again = device("A");
    await again.open();
    expect(again.conflicts.value).toEqual([]);
    expect(again.content.analysis).toBe("一二");
  });

  it("an empty suggestion is none", async () => {
    const one = device("A");
    one.content.suggestions = ["增设两处助餐点。", " "];
    one.touched();
    await one.flush();
    expect(service.sections.suggestions?.content).toEqual(["增设两处助餐点。"]);
    expect(one.state.value).toBe("saved");
  });

  it("is not lost where the device has no room: it is said", () => {
    const full = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    vi.stubGlobal("localStorage", { getItem: () => null, setItem: full, removeItem: () => undefined });
    const one = device("A");
    types(one, "title", "关于电梯的提案");
    expect(one.keptHere.value).toBe(false);
    vi.unstubAllGlobals();
  });
});

describe("two devices", () => {
  async function both(mine: string, theirs: string): Promise<Autosave> {
    const one = device("A");
    await one.open();
    const other = elsewhere("B");
    await other.open();
    types(other, "situation", theirs);
    await other.flush();
    types(one, "situation", mine);
    await one.flush();
    return one;
  }

  it("what one saved over is shown beside the own, and that section rests", async () => {
    const one = await both("手机上写的", "电脑上写的");
    expect(one.conflicts.value).toMatchObject([{ section: "situation", theirs: "电脑上写的", from: "B" }]);
    const saves = service.saves;
    types(one, "situation", "手机上写的，又改");
    expect(await one.flush()).toBe(false);
    expect(service.saves).toBe(saves);
    types(one, "title", "关于电梯的提案");
    await one.flush();
    expect(service.sections.title?.content).toBe("关于电梯的提案");
  });

  it.each([
    ["mine", "手机上写的"],
    ["theirs", "电脑上写的"],
    ["both", "电脑上写的\n\n手机上写的"],
  ] as const)("%s may be chosen", async (choice, text) => {
    const one = await both("手机上写的", "电脑上写的");
    one.choose("situation", choice);
    expect(await one.flush()).toBe(true);
    expect(one.content.situation).toBe(text);
    expect(service.sections.situation?.content).toBe(text);
  });

  it("what was written without a network does not overwrite what is there by then", async () => {
    const one = device("A");
    await one.open();
    service.network = "away";
    types(one, "situation", "手机上写的");
    await one.flush();
    one.close();
    service.network = "here";
    const other = elsewhere("B");
    await other.open();
    types(other, "situation", "电脑上写的");
    await other.flush();
    const again = device("A");
    await again.open();
    await again.flush();
    expect(service.sections.situation?.content).toBe("电脑上写的");
    expect(again.conflicts.value).toHaveLength(1);
    again.choose("situation", "theirs");
    expect(await again.flush()).toBe(true);
    expect(service.sections.situation?.version).toBe(1);
  });

  it("a section that was not touched here follows the other", async () => {
    const one = device("A");
    await one.open();
    const other = elsewhere("B");
    await other.open();
    types(other, "situation", "电脑上写的");
    await other.flush();
    await one.open();
    expect(one.content.situation).toBe("电脑上写的");
    expect(one.state.value).toBe("saved");
  });

  it("the same text on both is no conflict", async () => {
    expect((await both("一样的 ", "一样的")).conflicts.value).toEqual([]);
  });

  it("filed on the other: it is said, and what was typed here stays", async () => {
    const one = device("A");
    await one.open();
    service.state = "filed";
    types(one, "situation", "晚了一步");
    await one.flush();
    await vi.advanceTimersByTimeAsync(1);
    expect(one.ended.value).toEqual({ state: "filed", proposalId: "p1" });
    expect(one.content.situation).toBe("晚了一步");
    expect(store().ids()).toEqual(["d1"]);
  });

  it("filed on the other, and the network goes before that is read: it is asked again", async () => {
    const one = device("A");
    await one.open();
    service.state = "filed";
    service.network = "away";
    types(one, "situation", "晚了一步");
    await one.flush();
    await vi.advanceTimersByTimeAsync(1);
    expect(one.state.value).toBe("away");
    expect(one.ended.value).toBeNull();
    service.network = "here";
    await vi.advanceTimersByTimeAsync(120_000);
    expect(one.ended.value).toEqual({ state: "filed", proposalId: "p1" });
  });
});

describe("a Word file", () => {
  const file = { title: "关于电梯的提案", situation: "文件里写的", analysis: "", suggestions: ["一"] };

  it("fills what is empty, and stands beside what is not", async () => {
    const one = device("A");
    types(one, "situation", "手机上写的");
    one.offer(file, "提案.docx");
    expect(one.content).toMatchObject({ title: "关于电梯的提案", situation: "手机上写的", analysis: "", suggestions: ["一"] });
    expect(one.conflicts.value).toMatchObject([{ section: "situation", theirs: "文件里写的", from: "提案.docx", saved: null }]);
    one.choose("situation", "theirs");
    expect(await one.flush()).toBe(true);
    expect(service.sections.situation?.content).toBe("文件里写的");
    one.offer(file, "提案.docx");
    expect(one.conflicts.value).toEqual([]);
  });
});

describe("what is refused", () => {
  it("an ended session keeps the text until somebody signs in again", async () => {
    const one = device("A");
    vi.spyOn(service, "save").mockRejectedValueOnce({ status: 401, title: "请先登录" });
    types(one, "title", "关于电梯的提案");
    expect(await one.flush()).toBe(false);
    expect(one.state.value).toBe("expired");
    one.close();
    expect(device("A").content.title).toBe("关于电梯的提案");
  });

  it("a refusal is shown with its words, and the text stays", async () => {
    const one = device("A");
    vi.spyOn(service, "save").mockRejectedValueOnce({ status: 422, title: "提交内容有误", detail: "too long" });
    types(one, "title", "关于电梯的提案");
    await one.flush();
    expect(one.state.value).toBe("refused");
    expect(one.problem.value?.detail).toBe("too long");
    expect(store().ids()).toEqual(["d1"]);
  });

  it("nothing of it is left on the device after signing out", () => {
    const one = device("A");
    types(one, "title", "关于电梯的提案");
    localStorage.setItem("cppcc.language", "zh-CN");
    forget();
    expect(Object.keys(localStorage)).toEqual(["cppcc.language"]);
  });
});
