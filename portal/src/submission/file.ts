/** One proposal as its reviewer opens it: the text, and around it what checks, likeness, reviewers and the past say. */
import { shallowRef, watch, type ShallowRef } from "vue";
import { submissionApi } from "@/api/staff";
import { isProblem } from "@/api/http";
import type {
  ArchivedText, LockView, PreCheckView, ProposalView, ReturnedView, ReviewView, SimilarAnswer, SimilarView, SuggestionsView, TextView,
} from "@/api/generated/submission/types.gen";
import type { Written } from "@/desk/wording";
import { failureOf, orAway, type Failure } from "@/shared/loading";

/** Null: it could not be read, and the others stand. */
export interface Around {
  checks: PreCheckView | null;
  similar: SimilarAnswer | null;
  suggestions: SuggestionsView | null;
  /** Null where nobody has it for review as well. */
  review: ReviewView | null;
  returns: ReturnedView[] | null;
  texts: TextView[] | null;
}

export interface Opened {
  proposal: ProposalView;
  lock: LockView | null;
}

const data = <T>(answer: { data: T }): T => answer.data;

export async function readOpened(id: string): Promise<Opened> {
  const path = { proposal_id: id };
  const [proposal, lock] = await Promise.all([
    submissionApi.getProposalsByProposalId({ path }).then(data),
    orAway(submissionApi.getProposalsByProposalIdLock({ path }).then(data)),
  ]);
  return { proposal, lock };
}

export async function readAround(proposal: ProposalView, reviewed: boolean): Promise<Around> {
  const path = { proposal_id: proposal.id };
  const body = {
    title: proposal.text.title,
    situation: proposal.text.situation,
    analysis: proposal.text.analysis,
    suggestions: proposal.text.suggestions.map((one) => one.text),
  };
  const [checks, similar, suggestions, review, returns, texts] = await Promise.all([
    orAway(submissionApi.postPreCheck({ body }).then(data)),
    orAway(submissionApi.postSimilar({ body: { ...body, exclude: proposal.id } }).then(data)),
    orAway(submissionApi.getProposalsByProposalIdSuggestions({ path }).then(data)),
    reviewed ? orAway(submissionApi.getProposalsByProposalIdReview({ path }).then(data)) : Promise.resolve(null),
    orAway(submissionApi.getProposalsByProposalIdReturns({ path }).then(data)),
    orAway(submissionApi.getProposalsByProposalIdTexts({ path }).then(data)),
  ]);
  return { checks, similar, suggestions, review, returns, texts };
}

export interface OpenFile {
  opened: ShallowRef<Opened | null>;
  around: ShallowRef<Around | null>;
  failure: ShallowRef<Failure | null>;
  load: () => Promise<void>;
}

/** Whoever leafs quickly through a list asks for what they stop at. */
const PAUSE = 180;

export function useFile(id: () => string | null, reviewed: () => boolean): OpenFile {
  const opened = shallowRef<Opened | null>(null);
  const around = shallowRef<Around | null>(null);
  const failure = shallowRef<Failure | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function load(): Promise<void> {
    const wanted = id();
    if (wanted === null) return;
    try {
      const found = await readOpened(wanted);
      if (id() !== wanted) return;
      opened.value = found;
      failure.value = null;
      const rest = await readAround(found.proposal, reviewed());
      if (id() === wanted) around.value = rest;
    } catch (error) {
      if (id() === wanted) failure.value = failureOf(error);
    }
  }
  watch(
    id,
    () => {
      opened.value = null;
      around.value = null;
      failure.value = null;
      clearTimeout(timer);
      timer = setTimeout(() => void load(), PAUSE);
    },
    { immediate: true },
  );
  return { opened, around, failure, load };
}

export interface Beside {
  title: string;
  text: Written | null;
  /** As it was kept, where an old file has no parts. */
  whole: string | null;
}

/** The text of what is alike. Another county's, and one that came without its text, cannot be shown whole. */
export async function readBeside(one: SimilarView): Promise<Beside> {
  const nothing: Beside = { title: one.title, text: null, whole: null };
  const path = { proposal_id: one.id };
  try {
    if (one.kind === "proposal") {
      const { data: found } = await submissionApi.getProposalsByProposalId({ path });
      return { title: one.title, text: found.text, whole: null };
    }
    const { data: found } = await submissionApi.getArchiveByProposalId({ path });
    return written(one.title, found.text) ?? nothing;
  } catch (error) {
    if (isProblem(error) && error.status === 404) return nothing;
    throw error;
  }
}

/** An old file's headings may have told its parts, or not. */
function written(title: string, kept: ArchivedText | null): Beside | null {
  if (kept === null) return null;
  const [situation, analysis, suggestions] = [kept.situation ?? "", kept.analysis ?? "", kept.suggestions ?? []];
  if (situation === "" && analysis === "" && suggestions.length === 0) return { title, text: null, whole: kept.whole ?? null };
  return { title, text: { title, situation, analysis, suggestions }, whole: null };
}
