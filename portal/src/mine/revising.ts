/** A returned proposal that is being mended, kept on this device until it is filed again. */
import { computed, reactive, ref, watch } from "vue";
import { submissionApi } from "@/api/submission";
import type { PlacedView, ProposalView, ReturnedView } from "@/api/generated/submission/types.gen";
import { keptFor } from "@/shared/kept";
import { useLoading } from "@/shared/loading";
import { owner } from "@/writing/useWriting";

interface Text {
  title: string;
  situation: string;
  analysis: string;
  suggestions: string[];
}
interface Kept {
  /** The text that it was mended from: another one has come since where this differs. */
  version: number;
  text: Text;
}

const of = (proposal: ProposalView): Text => ({
  title: proposal.text.title,
  situation: proposal.text.situation,
  analysis: proposal.text.analysis,
  suggestions: proposal.text.suggestions.map((one) => one.text),
});

export function useRevising(id: string) {
  const kept = keptFor<Kept>(owner(), "revision");
  const text = reactive<Text>({ title: "", situation: "", analysis: "", suggestions: [] });
  const keptHere = ref(false);
  const path = { proposal_id: id };
  const loading = useLoading(async () => {
    const [{ data: proposal }, { data: returns }] = await Promise.all([
      submissionApi.getProposalsByProposalId({ path }),
      submissionApi.getProposalsByProposalIdReturns({ path }),
    ]);
    return { proposal, last: returns.at(-1) ?? null };
  });
  watch(loading.value, (page) => {
    if (page === null) return;
    const found = kept.read(id);
    const mended = found?.version === page.proposal.text_version ? found.text : null;
    Object.assign(text, mended ?? of(page.proposal));
    keptHere.value = mended !== null;
  });
  watch(text, () => {
    const proposal = loading.value.value?.proposal;
    if (!proposal) return;
    if (JSON.stringify(text) === JSON.stringify(of(proposal))) {
      kept.remove(id);
      keptHere.value = false;
    } else keptHere.value = kept.write(id, { version: proposal.text_version, text: JSON.parse(JSON.stringify(text)) as Text });
  });

  async function refile(): Promise<void> {
    const page = loading.value.value;
    if (!page) return;
    const body = { ...text, suggestions: text.suggestions.filter((one) => one.trim()) };
    await submissionApi.postProposalsByProposalIdRefile({ path, body, headers: { "If-Match": page.proposal.etag } });
    kept.remove(id);
    await loading.load();
  }

  const changed = computed(() => {
    const proposal = loading.value.value?.proposal;
    return proposal !== undefined && JSON.stringify(text) !== JSON.stringify(of(proposal));
  });
  return { ...loading, text, keptHere, changed, refile };
}

/** The clerk's comments on one field, `number` being the suggestion's where it is one. */
export function commentsOn(last: ReturnedView | null, part: string, number?: number): PlacedView[] {
  return (last?.places ?? []).filter((one) => one.part === part && (number === undefined || one.number === number));
}
