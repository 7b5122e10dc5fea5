/** What the device is about to sign, held against what was shown and chosen: the page trusts no answer with that. */
import type { OpinionBody } from "@/api/generated/supervision/types.gen";
import { sha256 } from "@/shared/canonical";

export interface Shown {
  reply: string;
  replyHash: string;
  signer: string;
  opinion: OpinionBody;
}

function base64url(hex: string): string {
  const bytes = (hex.match(/../g) ?? []).map((pair) => String.fromCharCode(parseInt(pair, 16)));
  return btoa(bytes.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** Whether `signedJson` says what was shown and chosen, and `challenge` is its digest. */
export async function says(signedJson: string, challenge: unknown, shown: Shown): Promise<boolean> {
  let said: Record<string, unknown>;
  try {
    said = JSON.parse(signedJson) as Record<string, unknown>;
  } catch {
    return false;
  }
  const { opinion } = shown;
  return (
    said.reply === shown.reply &&
    said.reply_hash === shown.replyHash &&
    said.signer === shown.signer &&
    Object.entries(opinion).every(([name, chosen]) => said[name] === chosen) &&
    challenge === base64url(await sha256(signedJson))
  );
}
