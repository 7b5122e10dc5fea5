import { mount } from "@vue/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { defineComponent, h } from "vue";
import { news, useEvery, useLive } from "@/shared/live";

let hidden = false;
beforeEach(() => {
  hidden = false;
  vi.useFakeTimers();
  vi.spyOn(document, "hidden", "get").mockImplementation(() => hidden);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const page = (set: () => void) => mount(defineComponent({ setup: () => (set(), () => h("main")) }));
const shown = (): void => {
  hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
};

it("asks once a minute while it is looked at, and not in the background", () => {
  const look = vi.fn();
  page(() => useEvery(60, look));
  vi.advanceTimersByTime(59_000);
  expect(look).toHaveBeenCalledTimes(0);
  vi.advanceTimersByTime(121_000);
  expect(look).toHaveBeenCalledTimes(3);
  hidden = true;
  vi.advanceTimersByTime(600_000);
  expect(look).toHaveBeenCalledTimes(3);
});

it("asks at once when it is looked at again after as long, and not before", () => {
  const look = vi.fn();
  page(() => useEvery(60, look));
  hidden = true;
  vi.advanceTimersByTime(30_000);
  shown();
  expect(look).toHaveBeenCalledTimes(0);
  hidden = true;
  vi.advanceTimersByTime(90_000);
  shown();
  expect(look).toHaveBeenCalledTimes(1);
});

it("reads anew when something came, and no more once it is left", async () => {
  const load = vi.fn();
  const one = page(() => useLive(load));
  news.value++;
  await vi.advanceTimersByTimeAsync(0);
  expect(load).toHaveBeenCalledTimes(1);
  one.unmount();
  news.value++;
  await vi.advanceTimersByTimeAsync(400_000);
  expect(load).toHaveBeenCalledTimes(1);
});
