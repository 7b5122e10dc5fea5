/** Who may be asked along, and who may be asked to handle it; read once while the page lives. */
import { all, submissionApi } from "@/api/submission";
import { person } from "@/session/session";
import { orAway } from "@/shared/loading";
import type { Choice } from "./PickField.vue";

let read: Promise<Choice[] | null> | null = null;

/** The county's active members but oneself; null where they cannot be read now. */
export async function members(): Promise<Choice[] | null> {
  read ??= orAway(all((query) => submissionApi.getMembers({ query }), 5000)).then((found) => {
    if (found === null) read = null;
    return found?.filter((one) => one.active).map((one) => ({ id: one.id, name: one.name, about: one.sector })) ?? null;
  });
  return read;
}

export const others = async (): Promise<Choice[] | null> =>
  (await members())?.filter((one) => one.id !== person.value?.memberId) ?? null;

export async function units(): Promise<Choice[] | null> {
  const found = await orAway(all((query) => submissionApi.getUnits({ query }), 5000));
  return found?.filter((one) => one.ended_on === null).map((one) => ({ id: one.id, name: one.name, about: one.aliases.join("、") })) ?? null;
}

export async function nameOf(id: string): Promise<string> {
  return (await members())?.find((one) => one.id === id)?.name ?? id;
}
