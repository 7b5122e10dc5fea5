/** Where a proposal is on its way, composed of what the services say; each part may be missing while one is away. */
export const STAGES = ["filed", "review", "admitted", "assigned", "handling", "replied", "signing", "conversion"] as const;
export type Stage = (typeof STAGES)[number];

export interface Journey {
  stage: Stage;
  /** It goes no further: declined, merged, withdrawn, or converted. */
  ended: boolean;
}

export interface Known {
  /** Of submission. */
  state: string;
  /** Of consultation: the states of its assignments that stand. */
  assignments: string[];
  /** Of supervision: the states of its sign-offs. */
  signOffs: string[];
  /** Of conversion: how many outcomes were verified. */
  outcomes: number;
}

const UNDER_WAY = new Set(["accepted", "plan_agreed"]);
const REPLIED = new Set(["replied", "closed"]);

export function journey(known: Known): Journey {
  if (["declined", "merged", "withdrawn"].includes(known.state)) return { stage: "review", ended: true };
  if (known.state === "returned") return { stage: "filed", ended: false };
  if (known.state !== "admitted") return { stage: "review", ended: false };
  if (known.outcomes > 0) return { stage: "conversion", ended: true };
  // A superseded one is of a reply that is handled again.
  const asked = known.signOffs.filter((one) => one !== "superseded");
  if (asked.includes("requested")) return { stage: "signing", ended: false };
  if (asked.length > 0) return { stage: "conversion", ended: false };
  const assigned = known.assignments.filter((one) => !["returned", "reassigned", "cancelled"].includes(one));
  if (assigned.length === 0) return { stage: "admitted", ended: false };
  if (assigned.every((one) => REPLIED.has(one))) return { stage: "replied", ended: false };
  return { stage: assigned.some((one) => UNDER_WAY.has(one) || REPLIED.has(one)) ? "handling" : "assigned", ended: false };
}
