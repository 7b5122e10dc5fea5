/** A proposal's events of all five services, as one list in the order in which they happened. */
import { consultationApi, conversionApi, submissionApi, supervisionApi } from "@/api";
import * as evaluationApi from "@/api/generated/evaluation/sdk.gen";
import type { HeldBack, LoggedEvent, Trail } from "@/api/generated/submission/types.gen";
import { seen } from "../parts";

export const SERVICES = ["submission", "consultation", "supervision", "evaluation", "conversion"] as const;
export type Name = (typeof SERVICES)[number];

interface Asked {
  query: { proposal_id: string; limit: number; after?: string };
}
const READ: Record<Name, (asked: Asked) => Promise<{ data: Trail }>> = {
  submission: (asked) => submissionApi.getEvents(asked),
  consultation: (asked) => consultationApi.getEvents(asked),
  supervision: (asked) => supervisionApi.getEvents(asked),
  evaluation: (asked) => evaluationApi.getEvents(asked),
  conversion: (asked) => conversionApi.getEvents(asked),
};

export interface Logged {
  events: LoggedEvent[];
  keptBack: HeldBack[];
}

/** All of one service's: a trail that ended at some page would be taken for the whole. Null: not for the reader. */
export const readTrail = (service: Name, proposal_id: string): Promise<Logged | null> =>
  seen(
    (async () => {
      const events: LoggedEvent[] = [];
      const keptBack: HeldBack[] = [];
      let after: string | null = null;
      do {
        const { data }: { data: Trail } = await READ[service]({ query: { proposal_id, limit: 200, ...(after === null ? {} : { after }) } });
        events.push(...data.items);
        keptBack.push(...data.kept_back.filter((one) => !keptBack.some((held) => same(held, one))));
        after = data.next;
      } while (after !== null);
      // What was decided between two pages would stand here without its beginning: it is read whole the next time.
      return { events: events.filter((one) => !keptBack.some((held) => same(held, one))), keptBack };
    })(),
  );

const same = (a: HeldBack, b: HeldBack): boolean => a.aggregate === b.aggregate && a.aggregate_id === b.aggregate_id;

export interface Entry {
  service: Name;
  event: LoggedEvent;
  /** `ProposalFiled` */
  name: string;
  data: Record<string, unknown>;
  /** Why it was done, as far as whoever did it said so. */
  why: string | null;
}

/** Where events say why, what was found, or what somebody said of it. */
const REASONS = ["reason", "comments", "statement", "explanation", "finding", "findings", "comment", "opinion", "text", "conclusion", "class_change_reason", "decline_explanation"];

export const nameOf = (type: string): string => type.split(".")[1] ?? type;

function entry(service: Name, event: LoggedEvent): Entry {
  let data: Record<string, unknown> = {};
  try {
    data = JSON.parse(event.data) as Record<string, unknown>;
  } catch {
    // The bytes are shown as they are; that they are no JSON is an alteration, which their hash shows.
  }
  const said = REASONS.map((field) => data[field]).find((one) => typeof one === "string" && one !== "");
  return { service, event, name: nameOf(event.type), data, why: typeof said === "string" ? said : null };
}

/** The oldest first; of one moment a service's own order stays. */
export const entries = (logs: Readonly<Partial<Record<Name, Logged | null>>>): Entry[] =>
  SERVICES.flatMap((service) => (logs[service]?.events ?? []).map((event) => entry(service, event))).sort((a, b) =>
    Date.parse(a.event.occurred_at) - Date.parse(b.event.occurred_at),
  );

/** `ProposalFiled` → `Proposal filed`. */
export const spelled = (name: string): string => {
  const words = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What `proposals audit trail` checks offline. */
export interface TrailFile {
  format: "cppcc-trail/1";
  proposal_id: string;
  services: Partial<Record<Name, { events: LoggedEvent[]; kept_back: HeldBack[] }>>;
  missing: Name[];
}

export function fileOf(proposal_id: string, logs: Readonly<Partial<Record<Name, Logged | null>>>): TrailFile {
  const services: TrailFile["services"] = {};
  const missing: Name[] = [];
  for (const name of SERVICES) {
    const log = logs[name];
    if (log == null) missing.push(name);
    else services[name] = { events: log.events, kept_back: log.keptBack };
  }
  return { format: "cppcc-trail/1", proposal_id, services, missing };
}
