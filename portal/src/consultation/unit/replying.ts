/** A version of the reply while it is written: from the last one, checked before it is sent. */
import type { AssignmentView, Content, ReplyView } from "@/api/generated/consultation/types.gen";

export interface AnswerForm {
  suggestion: number;
  adoption: "" | "adopted" | "partly" | "planned" | "not_adopted";
  why: string;
  promised: boolean;
  promise: string;
  due: string;
}

export interface ReplyForm {
  answer_class: "" | Content["answer_class"];
  answers: AnswerForm[];
  signatory: string;
  contact: string;
  text: string;
}

const blank = (suggestion: number): AnswerForm => ({ suggestion, adoption: "", why: "", promised: false, promise: "", due: "" });

/** What the last version says is taken over, suggestion by suggestion. */
export function formOf(suggestions: readonly number[], last: ReplyView | null): ReplyForm {
  const said = new Map(last?.content.answers.map((one) => [one.suggestion, one]));
  return {
    answer_class: last?.content.answer_class ?? "",
    answers: suggestions.map((number) => {
      const one = said.get(number);
      if (one === undefined) return blank(number);
      const { promise = "", due = "" } = one.commitment ?? {};
      return { suggestion: number, adoption: one.adoption, why: one.why, promised: one.commitment != null, promise, due };
    }),
    signatory: last?.content.signatory ?? "",
    contact: last?.content.contact ?? "",
    text: last?.content.text ?? "",
  };
}

export const needsPromise = (answer: AnswerForm): boolean => answer.adoption === "planned" || answer.promised;

export interface Missing {
  field: "class" | "signatory" | "contact" | "text" | "why" | "promise" | "due";
  number: number;
}

/** Field by field, what a version lacks; a due day must be one to come. */
export function missing(form: ReplyForm, today: string): Missing[] {
  const found: Missing[] = [];
  const lacks = (field: Missing["field"], number = 0): void => void found.push({ field, number });
  if (form.answer_class === "") lacks("class");
  for (const one of form.answers) {
    if (one.adoption === "" || one.why.trim() === "") lacks("why", one.suggestion);
    if (needsPromise(one) && one.promise.trim() === "") lacks("promise", one.suggestion);
    if (needsPromise(one) && (one.due === "" || one.due <= today)) lacks("due", one.suggestion);
  }
  if (form.text.trim() === "") lacks("text");
  if (form.signatory.trim() === "") lacks("signatory");
  if (form.contact.trim() === "") lacks("contact");
  return found;
}

/** Of a form that lacks nothing. */
export function contentOf(form: ReplyForm): Content {
  return {
    answer_class: form.answer_class as Content["answer_class"],
    answers: form.answers.map((one) => ({
      suggestion: one.suggestion,
      adoption: one.adoption as Exclude<AnswerForm["adoption"], "">,
      why: one.why.trim(),
      commitment: needsPromise(one) ? { promise: one.promise.trim(), due: one.due } : null,
    })),
    signatory: form.signatory.trim(),
    contact: form.contact.trim(),
    text: form.text.trim(),
  };
}

/** Suggestions on which the last issued reply promised something that a new one must promise again, or adopt. */
export const owed = (replies: readonly ReplyView[]): number[] =>
  (replies.find((one) => one.state === "issued")?.content.answers ?? [])
    .filter((one) => one.commitment != null)
    .map((one) => one.suggestion);

/** A version is written while the plan stands and no other one is on its way. */
export const canDraft = (assignment: AssignmentView, replies: readonly ReplyView[]): boolean => {
  const latest = replies.find((one) => one.cycle === assignment.cycle);
  return assignment.state === "plan_agreed" && assignment.role !== "helper" && (latest === undefined || ["draft", "countersigning", "rejected"].includes(latest.state));
};
