/** The drafts that are open in this tab: each page of one shows the same, whichever was opened first. */
import { effectScope, onMounted, onUnmounted, shallowRef, watch, type ShallowRef } from "vue";
import { useRouter } from "vue-router";
import { submissionApi } from "@/api/submission";
import type { FindingView } from "@/api/generated/submission/types.gen";
import { person } from "@/session/session";
import { deviceName, keptFor, type Kept } from "@/shared/kept";
import { Autosave, type KeptDraft, type Server } from "./autosave";
import { textOf, type TextPart } from "./content";

const server: Server = {
  create: (key) => submissionApi.postDrafts({ headers: { "Idempotency-Key": key } }).then(({ data }) => data),
  read: (id) => submissionApi.getDraftsByDraftId({ path: { draft_id: id } }).then(({ data }) => data),
  save: (id, section, body) =>
    submissionApi.putDraftsByDraftIdSectionsBySection({ path: { draft_id: id, section }, body }).then(({ data }) => data),
};

export const owner = (): string => `${person.value?.county ?? ""}.${person.value?.memberId ?? ""}`;
export const keptDrafts = (): Kept<KeptDraft> => keptFor<KeptDraft>(owner(), "draft");

export interface Writing {
  draft: Autosave;
  /** When it has met what the service has: before that a page that was reloaded knows no text. */
  met: Promise<void>;
  /** Of the last check, with the text that was checked. */
  checked: ShallowRef<{ findings: FindingView[]; text: ReturnType<typeof textOf> } | null>;
}

const opened = new Map<string, Writing>();

function begin(id: string): Writing {
  const known = opened.get(id);
  if (known) return known;
  const draft = new Autosave(id, server, keptDrafts(), deviceName());
  const made: Writing = { draft, checked: shallowRef(null), met: Promise.resolve() };
  opened.set(id, made);
  effectScope(true).run(() => {
    watch(draft.content, () => {
      draft.touched();
    });
    watch(draft.id, (now) => opened.set(now, made));
  });
  return made;
}

/** A new draft's id until the service gives it one: it may be written without a network. */
export function newId(): string {
  return `new-${Array.from(crypto.getRandomValues(new Uint8Array(8)), (one) => one.toString(16).padStart(2, "0")).join("")}`;
}

/** A new one, on a topic that was booked. */
export function useNewDraft(id: string, booking: string): void {
  begin(id).draft.content.form.booking_id = booking;
}

export function useWriting(id: string): Writing {
  const writing = begin(id);
  const { draft } = writing;
  const router = useRouter();
  const refresh = () => {
    if (document.visibilityState === "visible") void draft.open();
  };
  const flush = () => void draft.flush();
  // The service has named it: so does the address, and a reload finds it.
  watch(draft.id, (now) => router.replace(router.currentRoute.value.fullPath.replace(id, now)));
  onMounted(() => {
    writing.met = draft.open();
    addEventListener("online", flush);
    document.addEventListener("visibilitychange", refresh);
  });
  onUnmounted(() => {
    removeEventListener("online", flush);
    document.removeEventListener("visibilitychange", refresh);
  });
  return writing;
}

/** What was found of one field, as long as it says what was checked. */
export function findingsOf(writing: Writing, part: TextPart, index = 0): FindingView[] {
  const checked = writing.checked.value;
  if (checked === null) return [];
  const now = textOf(writing.draft.content);
  if (part !== "suggestions") return now[part] === checked.text[part] ? of(checked.findings, part, null) : [];
  // Numbers are given to what says something: empty fields are none.
  const number = writing.draft.content.suggestions.slice(0, index + 1).filter((one) => one.trim()).length;
  if (!writing.draft.content.suggestions[index]?.trim()) return [];
  return now.suggestions[number - 1] === checked.text.suggestions[number - 1] ? of(checked.findings, part, number) : [];
}

const of = (findings: FindingView[], part: string, number: number | null): FindingView[] =>
  findings.filter((one) => one.part === part && one.suggestion === number);

export async function check(writing: Writing): Promise<boolean> {
  const text = textOf(writing.draft.content);
  const { data } = await submissionApi.postPreCheck({ body: text });
  writing.checked.value = { findings: data.findings, text };
  return data.may_file;
}
