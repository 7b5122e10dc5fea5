/** A unit's versions of its reply, the newest first. */
import type { ReplyView } from "@/api/generated/consultation/types.gen";

export function byUnit(replies: readonly ReplyView[]): [string, ReplyView[]][] {
  const found = new Map<string, ReplyView[]>();
  for (const one of replies) found.set(one.unit_id, [...(found.get(one.unit_id) ?? []), one]);
  for (const versions of found.values()) versions.sort((a, b) => b.cycle - a.cycle || b.reply_version - a.reply_version);
  return [...found];
}
