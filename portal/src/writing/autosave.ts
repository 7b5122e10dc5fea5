/**
 * A draft that is being written: kept on the device with each letter, saved to the service a moment later.
 *
 * Nothing is overwritten silently. What another device has saved meanwhile is either met before this one saves, or
 * handed back by the service when it has; both stand side by side until the writer chooses, and that section rests.
 */
import { reactive, ref, shallowRef, toRaw } from "vue";
import { isProblem, type Problem } from "@/api/http";
import type { DraftView, SavedView, SaveSection, SectionView } from "@/api/generated/submission/types.gen";
import type { Kept } from "@/shared/kept";
import { empty, joined, put, same, SECTIONS, type Content, type Section } from "./content";

export interface Server {
  /** The same key makes the same draft, however often it is asked. */
  create: (key: string) => Promise<DraftView>;
  read: (id: string) => Promise<DraftView>;
  save: (id: string, section: Section, body: SaveSection) => Promise<SavedView>;
}

/** What is known of a section beside its present text; texts as JSON. */
interface Mark {
  /** The version that this device has seen last. */
  base: number;
  /** What that version says, as this device sent or got it. */
  saved: string;
  /** What was sent last: if its answer is lost, what the service has is no stranger's. */
  sent: string | null;
}

export interface KeptDraft {
  key: string;
  at: string;
  content: Content;
  marks: Record<Section, Mark>;
}

/** Two texts of one section, of which the writer chooses. */
export interface Conflict {
  section: Section;
  theirs: unknown;
  /** The device, or the file, that the other text comes from. */
  from: string;
  /** When it was saved, and as which version; null: it comes from a file. */
  saved: { at: string; version: number } | null;
}

/** ``away``: the network or the service, tried again by itself; ``refused``: not without the writer. */
export type SaveState = "saved" | "waiting" | "saving" | "away" | "expired" | "refused";

export const isLocal = (id: string): boolean => id.startsWith("new-");

const SOON = 1500;
const AT_LEAST = 8000;
const AGAIN = 10_000;

export class Autosave {
  readonly content: Content = reactive(empty());
  readonly state = ref<SaveState>("saved");
  readonly savedAt = ref<string | null>(null);
  readonly keptHere = ref(true);
  readonly conflicts = ref<Conflict[]>([]);
  readonly problem = shallowRef<Problem | null>(null);
  /** Filed or discarded, perhaps on another device. */
  readonly ended = shallowRef<{ state: string; proposalId: string | null } | null>(null);
  readonly id = ref("");
  /** Characters that a text of the section may have, as the county's policy says. */
  readonly limits = reactive<Partial<Record<Section, number>>>({});

  private marks: Record<Section, Mark>;
  private key: string;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private waitingSince: number | null = null;
  private running: Promise<void> | null = null;

  constructor(
    id: string,
    private readonly server: Server,
    private readonly kept: Kept<KeptDraft>,
    private readonly device: string,
  ) {
    this.id.value = id;
    const found = kept.read(id);
    this.key = found?.key ?? id;
    this.marks = found?.marks ?? fresh();
    if (found) {
      for (const section of SECTIONS) put(this.content, section, found.content[section]);
      if (this.dirty().length) this.state.value = "waiting";
    }
  }

  /** Meets what the service has; without it the device's text stands, and is saved when it can be. */
  async open(): Promise<void> {
    if (!isLocal(this.id.value)) {
      try {
        this.meet(await this.server.read(this.id.value));
      } catch (error) {
        this.failed(error);
        if (isProblem(error) && error.status === 404) return;
      }
    }
    if (this.dirty().length) this.soon();
  }

  /** After each change of the content. */
  touched(): void {
    if (this.ended.value !== null || !this.dirty().length) return;
    if (this.state.value === "saved") this.state.value = "waiting";
    this.keep();
    this.soon();
  }

  /** Saves what there is, now; true where the service has all of it. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    this.running ??= this.run().finally(() => {
      this.running = null;
    });
    await this.running;
    return this.state.value === "saved" && this.conflicts.value.length === 0;
  }

  /** Begins it at the service, for what cannot be kept here; what fails is shown as any save that fails. */
  async begin(): Promise<void> {
    try {
      if (isLocal(this.id.value)) await this.made();
    } catch (error) {
      this.failed(error);
    }
  }

  choose(section: Section, choice: "mine" | "theirs" | "both"): void {
    const conflict = this.conflicts.value.find((one) => one.section === section);
    if (conflict === undefined) return;
    const mark = this.marks[section];
    if (choice === "theirs") put(this.content, section, conflict.theirs);
    if (choice === "both" && section !== "form")
      put(this.content, section, joined(section, conflict.theirs, this.content[section]));
    if (conflict.saved !== null && conflict.saved.version > mark.base) {
      // Seen now, so that saving over it is meant. Where it was overwritten already, a later version is known.
      mark.base = conflict.saved.version;
      mark.saved = JSON.stringify(conflict.theirs);
    }
    this.conflicts.value = this.conflicts.value.filter((one) => one !== conflict);
    this.keep();
    if (this.dirty().length) {
      this.state.value = "waiting";
      this.soon();
    } else this.state.value = "saved";
  }

  /** A file's text: taken where nothing stands yet, else beside what stands. */
  offer(found: Omit<Content, "form">, from: string): void {
    for (const section of ["title", "situation", "analysis", "suggestions"] as const) {
      const theirs = found[section];
      if (same(section, theirs, empty()[section]) || same(section, theirs, this.content[section])) continue;
      if (same(section, this.content[section], empty()[section])) put(this.content, section, theirs);
      else this.oppose({ section, theirs, from, saved: null });
    }
    this.touched();
  }

  /** No page shows it any more. */
  close(): void {
    clearTimeout(this.timer);
  }

  /** Nothing of it is to be saved any more; what was not saved stays on the device, and on the screen. */
  end(state: string, proposalId: string | null): void {
    this.ended.value = { state, proposalId };
    clearTimeout(this.timer);
    if (!this.dirty().length) this.kept.remove(this.id.value);
  }

  private dirty(): Section[] {
    return SECTIONS.filter((section) => this.text(section) !== this.marks[section].saved);
  }

  private text(section: Section): string {
    return JSON.stringify(toRaw(this.content[section]));
  }

  private keep(): void {
    const at = new Date().toISOString();
    const content = JSON.parse(JSON.stringify(this.content)) as Content;
    this.keptHere.value = this.kept.write(this.id.value, { key: this.key, at, content, marks: this.marks });
  }

  private soon(after = SOON): void {
    const now = Date.now();
    this.waitingSince ??= now;
    clearTimeout(this.timer);
    // Who goes on typing is saved all the same.
    const wait = after === SOON ? Math.min(SOON, Math.max(0, this.waitingSince + AT_LEAST - now)) : after;
    this.timer = setTimeout(() => void this.flush(), wait);
  }

  private async run(): Promise<void> {
    this.waitingSince = null;
    const resting = () => new Set(this.conflicts.value.map((one) => one.section));
    try {
      for (;;) {
        const section = this.dirty().find((one) => !resting().has(one));
        if (section === undefined || this.ended.value !== null) break;
        this.state.value = "saving";
        if (isLocal(this.id.value)) await this.made();
        await this.saveOne(section);
      }
      this.problem.value = null;
      if (!this.dirty().length) {
        this.state.value = "saved";
        // The service has all of it; what is kept here would only grow old.
        if (!this.conflicts.value.length) this.kept.remove(this.id.value);
      } else this.state.value = "waiting";
    } catch (error) {
      this.failed(error);
    }
  }

  /** At the service, with or without text. */
  private async made(): Promise<void> {
    const made = await this.server.create(this.key);
    this.kept.remove(this.id.value);
    this.id.value = made.id;
    this.keep();
  }

  private async saveOne(section: Section): Promise<void> {
    const mark = this.marks[section];
    const text = this.text(section);
    const before = mark.sent;
    mark.sent = text;
    this.keep();
    const body = { content: sendable(section, text), base_version: mark.base, device: this.device };
    const { saved, overwritten } = await this.server.save(this.id.value, section, body);
    this.marks[section] = { base: saved.version, saved: text, sent: null };
    this.savedAt.value = saved.saved_at;
    if (saved.characters_at_most !== null) this.limits[section] = saved.characters_at_most;
    if (overwritten === null || same(section, overwritten.content, JSON.parse(text))) return;
    if (before !== null && overwritten.device === this.device && same(section, overwritten.content, JSON.parse(before)))
      return;
    this.collide(section, overwritten);
  }

  private collide(section: Section, theirs: SectionView): void {
    const saved = { at: theirs.saved_at, version: theirs.version };
    this.oppose({ section, theirs: theirs.content, from: theirs.device, saved });
  }

  private oppose(conflict: Conflict): void {
    this.conflicts.value = [...this.conflicts.value.filter((one) => one.section !== conflict.section), conflict];
    this.keep();
  }

  private meet(view: DraftView): void {
    const unsaved = new Set(this.dirty());
    if (view.state !== "open") {
      for (const section of SECTIONS)
        if (view.sections[section] && !unsaved.has(section)) this.take(section, view.sections[section]);
      this.end(view.state, view.proposal_id);
      return;
    }
    for (const section of SECTIONS) {
      const theirs = view.sections[section];
      const mark = this.marks[section];
      if (theirs?.characters_at_most != null) this.limits[section] = theirs.characters_at_most;
      if (theirs === undefined || theirs.version <= mark.base) continue;
      const own = mark.sent !== null && theirs.device === this.device && same(section, theirs.content, JSON.parse(mark.sent));
      if (unsaved.has(section) && !own && !same(section, theirs.content, this.content[section])) {
        this.collide(section, theirs);
        continue;
      }
      // What was sent did arrive, and was written on since.
      if (own && unsaved.has(section)) this.marks[section] = { base: theirs.version, saved: mark.sent ?? "", sent: null };
      else this.take(section, theirs);
    }
    this.savedAt.value = view.changed_at;
    this.state.value = this.dirty().length ? "waiting" : "saved";
  }

  private take(section: Section, theirs: SectionView): void {
    put(this.content, section, theirs.content);
    this.marks[section] = { base: theirs.version, saved: this.text(section), sent: null };
  }

  private failed(error: unknown): void {
    if (!isProblem(error) || error.status >= 500 || error.status === 429) {
      this.state.value = "away";
      this.soon(AGAIN);
    } else if (error.status === 401) {
      this.state.value = "expired";
    } else if (error.rule === "draft-filed" || error.rule === "draft-discarded") {
      void this.server.read(this.id.value).then(
        (view) => {
          this.end(view.state, view.proposal_id);
        },
        (unread: unknown) => {
          this.failed(unread);
        },
      );
    } else {
      this.problem.value = error;
      this.state.value = "refused";
    }
    if (this.dirty().length) this.keep();
  }
}

/** An item that is still empty is none. */
function sendable(section: Section, text: string): SaveSection["content"] {
  const content = JSON.parse(text) as SaveSection["content"];
  return section === "suggestions" ? (content as string[]).filter((one) => one.trim()) : content;
}

function fresh(): Record<Section, Mark> {
  const nothing = empty();
  const mark = (section: Section): Mark => ({ base: 0, saved: JSON.stringify(nothing[section]), sent: null });
  return {
    title: mark("title"),
    situation: mark("situation"),
    analysis: mark("analysis"),
    suggestions: mark("suggestions"),
    form: mark("form"),
  };
}
