/** Files of an entry on their way: one that is there already, since its answer was lost, is not sent twice. */
import { submissionApi } from "@/api/staff";
import { sha256 } from "@/shared/canonical";
import { upload } from "@/shared/upload";

export type Purpose = "paper_scan" | "seal_scan" | "attachment";
export interface Chosen {
  file: File;
  purpose: Purpose;
}

const held = new Map<string, readonly Chosen[]>();
/** Chosen with an entry, for its page to send: once it is entered, nothing enters it again for their sake. */
export const hold = (paper_id: string, chosen: readonly Chosen[]): void => void held.set(paper_id, chosen);
export function take(paper_id: string): readonly Chosen[] {
  const found = held.get(paper_id) ?? [];
  held.delete(paper_id);
  return found;
}

export async function send(paper_id: string, chosen: readonly Chosen[], gone: (name: string, share: number) => void): Promise<void> {
  const { data: there } = await submissionApi.getPaperProposalsByPaperIdAttachments({ path: { paper_id } });
  const known = new Set(there.filter((one) => one.removed_at === null).map((one) => `${one.purpose} ${one.sha256}`));
  for (const { file, purpose } of chosen) {
    if (known.has(`${purpose} ${await sha256(await file.arrayBuffer())}`)) continue;
    const query = new URLSearchParams({ name: file.name, purpose }).toString();
    await upload(`/submission/paper-proposals/${encodeURIComponent(paper_id)}/attachments?${query}`, file, (share) => { gone(file.name, share); });
  }
}
