/** What a draft says, section by section as the service saves it. */
export const SECTIONS = ["title", "situation", "analysis", "suggestions", "form"] as const;
export type Section = (typeof SECTIONS)[number];
export type TextPart = Exclude<Section, "form">;

export interface Form {
  kind: "individual" | "joint" | "collective";
  session_id: string | null;
  publish_consent: boolean | null;
  body_id: string | null;
  booking_id: string | null;
  suggested_units: string[];
  cosigners: string[];
  research_date: string | null;
  consent_refusal: string | null;
  signatory: string | null;
}

export interface Content {
  title: string;
  situation: string;
  analysis: string;
  suggestions: string[];
  form: Form;
}

export const emptyForm = (): Form => ({
  kind: "individual",
  session_id: null,
  publish_consent: null,
  body_id: null,
  booking_id: null,
  suggested_units: [],
  cosigners: [],
  research_date: null,
  consent_refusal: null,
  signatory: null,
});

export const empty = (): Content => ({ title: "", situation: "", analysis: "", suggestions: [""], form: emptyForm() });

/** Characters without blanks, as filing counts them. */
export const plainLength = (text: string): number => Array.from(text.replace(/\s/g, "")).length;

/** As the service keeps it: blanks around a text, and an item that says nothing, are none. */
function said(section: Section, content: unknown): string {
  if (section === "suggestions") return JSON.stringify((content as string[]).map((one) => one.trim()).filter(Boolean));
  if (section === "form") return JSON.stringify({ ...emptyForm(), ...(content as Partial<Form>) });
  return (content as string).trim();
}

export const same = (section: Section, one: unknown, other: unknown): boolean =>
  said(section, one) === said(section, other);

/** What the service published, whatever it left out. */
export function put(content: Content, section: Section, found: unknown): void {
  if (section === "form") content.form = { ...emptyForm(), ...(found as Partial<Form>) };
  else if (section === "suggestions") content.suggestions = (found as string[]).length ? [...(found as string[])] : [""];
  else content[section] = found as string;
}

/** Both, the other's first; of suggestions each that is in none of the other's. */
export function joined(section: TextPart, theirs: unknown, mine: unknown): string | string[] {
  if (section === "suggestions") {
    const first = (theirs as string[]).filter((one) => one.trim());
    const known = new Set(first.map((one) => one.trim()));
    return [...first, ...(mine as string[]).filter((one) => one.trim() && !known.has(one.trim()))];
  }
  return [theirs as string, mine as string].filter((one) => one.trim()).join("\n\n");
}

/** The text, as pre-check, comparison and filing again take it. */
export function textOf(content: Content): { title: string; situation: string; analysis: string; suggestions: string[] } {
  const { title, situation, analysis, suggestions } = content;
  return { title, situation, analysis, suggestions: suggestions.filter((one) => one.trim()) };
}
