/** Where two texts are worded alike, and what of a text can be pointed at. */
export interface Piece {
  text: string;
  marked: boolean;
}

export const PARTS = ["title", "situation", "analysis", "suggestions"] as const;
export type Part = (typeof PARTS)[number];

export interface Written {
  title: string;
  situation: string;
  analysis: string;
  suggestions: { text: string }[];
}

// Whatever Python's splitlines takes for an end of line: the service counts its paragraphs by that.
// eslint-disable-next-line no-control-regex -- some of them are control characters
const LINES = /\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/;

/** Those that are not blank: a comment at a place counts them from 1. */
export const paragraphs = (text: string): string[] =>
  text.split(LINES).map((line) => line.trim()).filter((line) => line !== "");

export function passages(text: Written, part: Part): string[] {
  switch (part) {
    case "title":
      return [text.title];
    case "suggestions":
      return text.suggestions.map((one) => one.text);
    default:
      return paragraphs(text[part]);
  }
}

/** Shorter runs are common to any two proposals. */
const LEAST = 7;
const BLANK = /[\s，。；：、！？“”（）《》,.;:!?()"']/u;

/** The runs of a text by which another one's are found; blanks and stops count as none. */
export function runs(text: Written, least = LEAST): Set<string> {
  const found = new Set<string>();
  for (const part of PARTS)
    for (const passage of passages(text, part)) {
      const letters = [...passage].filter((one) => !BLANK.test(one));
      for (let at = 0; at + least <= letters.length; at++) found.add(letters.slice(at, at + least).join(""));
    }
  return found;
}

/** A passage in pieces, those marked that stand word for word in the other text. */
export function marked(passage: string, known: ReadonlySet<string>, least = LEAST): Piece[] {
  const characters = [...passage];
  const letters = characters.flatMap((one, at) => (BLANK.test(one) ? [] : [at]));
  const common = new Array<boolean>(characters.length).fill(false);
  for (let at = 0; at + least <= letters.length; at++) {
    const run = letters.slice(at, at + least);
    if (!known.has(run.map((one) => characters[one]).join(""))) continue;
    // From its first letter to its last, with the stops in between.
    common.fill(true, run[0], (run.at(-1) ?? 0) + 1);
  }
  const pieces: Piece[] = [];
  characters.forEach((one, at) => {
    const last = pieces.at(-1);
    if (last !== undefined && last.marked === common[at]) last.text += one;
    else pieces.push({ text: one, marked: common[at] === true });
  });
  return pieces;
}
