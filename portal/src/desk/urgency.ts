/** The order of what waits. */
import type { StepView } from "@/api/generated/consultation/types.gen";

/** What is overdue first, then what is urgent, then by date; what has none is last. */
export function byUrgency(steps: readonly StepView[]): StepView[] {
  return [...steps].sort(
    (a, b) =>
      Number(b.overdue) - Number(a.overdue) ||
      Number(b.urgent) - Number(a.urgent) ||
      (a.due ?? "9999").localeCompare(b.due ?? "9999") ||
      (a.case_number ?? 0) - (b.case_number ?? 0),
  );
}
