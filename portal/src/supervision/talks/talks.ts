/** Who is dissatisfied with how a proposal was handled: the committee's list, the longest waiting first. */
import { all, consultationApi, supervisionApi } from "@/api/staff";
import type { MatterView } from "@/api/generated/consultation/types.gen";
import type { ProcessTalkView } from "@/api/generated/supervision/types.gen";
import { orAway } from "@/shared/loading";

const WHOLE = 50_000;
export const STATES = ["called", "talked", "ended"] as const;
export type State = ProcessTalkView["state"];
export const FORMS = ["face_to_face", "phone", "site_visit", "meeting", "video", "written"] as const;
export type Form = (typeof FORMS)[number];

export interface Talks {
  talks: ProcessTalkView[];
  /** Null: titles could not be read, and ids stand in their place. */
  matters: Map<string, MatterView> | null;
}

export async function readTalks(): Promise<Talks> {
  const [talks, matters] = await Promise.all([
    all((query) => supervisionApi.getProcessTalks({ query }), WHOLE),
    orAway(all((query) => consultationApi.getMatters({ query }), WHOLE)),
  ]);
  return { talks, matters: matters && new Map(matters.map((one) => [one.id, one])) };
}

/** What is over is shown newest first; what waits, oldest first. */
export function listed(talks: readonly ProcessTalkView[], state: State, words: string, said: (one: ProcessTalkView) => string): ProcessTalkView[] {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const found = talks.filter((one) => {
    const whole = [said(one), one.comment, one.conclusion, ...one.talks.map((talk) => talk.outcome)].join(" ").toLowerCase();
    return one.state === state && wanted.every((word) => whole.includes(word));
  });
  return found.sort((a, b) => (state === "ended" ? -1 : 1) * (a.called_on.localeCompare(b.called_on) || a.id.localeCompare(b.id)));
}

/** How many days somebody has waited to be talked with. */
export const waits = (one: Pick<ProcessTalkView, "called_on">, today: string): number => Math.round((Date.parse(today) - Date.parse(one.called_on)) / 86_400_000);

export type Act = "hold" | "end" | "decline";
export const acts = (state: State): Act[] => ({ called: ["hold", "decline"], talked: ["hold", "end"], ended: [] } satisfies Record<State, Act[]>)[state];
