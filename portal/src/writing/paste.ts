/** What comes out of Word, WeChat or a web page, as plain text that counts and reads as it looks. */

/** Bullets of symbol fonts, which arrive as private characters or as the letter that the font draws as one. */
const BULLET = /^[\uE000-\uF8FF•●○■□◆◇▪▫·‣⁃➢✓]\s*/;
const INVISIBLE = /[\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u2064\uFEFF]/g;
// eslint-disable-next-line no-control-regex -- Word breaks a line softly by one of these
const BREAK = /\r\n?|[\u000B\u000C\u2028\u2029]/g;
// eslint-disable-next-line no-control-regex -- exactly these are meant
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F]/g;

export function clean(pasted: string): string {
  return pasted
    .replace(BREAK, "\n")
    .replace(INVISIBLE, "")
    .replace(CONTROL, "")
    .replace(/[\t\u00A0\u2000-\u200A\u202F\u205F]/g, " ")
    .split("\n")
    .map((line) => line.replace(/^[ \u3000]+|[ \u3000]+$/g, "").replace(BULLET, ""))
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+|\n+$/g, "");
}

/** A title is one line, however it was broken. */
export const oneLine = (pasted: string): string => clean(pasted).replace(/ ?\n+ ?/g, "");

const NUMBERED =
  /^(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|[一二三四五六七八九十]{1,3}是[，,：:]?|第[一二三四五六七八九十]{1,3}[条点]?[，,、：:]|[（(]?\d{1,2}[）)、.．](?!\d)|[①-⑳])\s*/;

/**
 * A pasted list as its items, their numbers left to the service; one item where it is no list. What stands before the
 * first number stays with it, and a line without a number with the item above it.
 */
export function items(pasted: string): string[] {
  const lines = clean(pasted).split("\n");
  if (lines.filter((line) => NUMBERED.test(line)).length < 2) return [lines.join("\n")];
  const found: string[] = [];
  let before = "";
  for (const line of lines) {
    if (NUMBERED.test(line)) {
      found.push(before + line.replace(NUMBERED, ""));
      before = "";
    } else if (found.length === 0) before += line ? `${line}\n` : "";
    else if (line) found[found.length - 1] += `\n${line}`;
  }
  return found;
}
