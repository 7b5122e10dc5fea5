/** What members, units and groups are called; read once, since a list of hundreds names the same few. */
import { shallowRef, watch } from "vue";
import { all, submissionApi } from "@/api/staff";
import { county } from "./county";

interface Names {
  members: Map<string, string>;
  bodies: Map<string, string>;
  units: { id: string; name: string }[];
}

const known = shallowRef<Names | null>(null);
let reading: Promise<void> | null = null;
// Another county's people may have the same ids.
watch(county, () => {
  if (reading === null) return;
  known.value = null;
  reading = null;
  useNames();
});

async function read(): Promise<void> {
  const most = 20_000;
  const of = county.value;
  const [members, bodies, units] = await Promise.all([
    all((query) => submissionApi.getMembers({ query }), most),
    all((query) => submissionApi.getBodies({ query }), most),
    all((query) => submissionApi.getUnits({ query }), most),
  ]);
  if (of !== county.value) return;
  known.value = {
    members: new Map(members.map((one) => [one.id, one.name])),
    bodies: new Map(bodies.map((one) => [one.id, one.name])),
    units: units.map((one) => ({ id: one.id, name: one.name })),
  };
}

/** Asks for the names; until they have come, and where they do not, the ids stand in their place. */
export function useNames(): typeof known {
  reading ??= read().catch(() => {
    reading = null;
  });
  return known;
}

export const memberName = (id: string): string => known.value?.members.get(id) ?? id;
export const bodyName = (id: string): string => known.value?.bodies.get(id) ?? id;
export const unitName = (id: string): string => known.value?.units.find((one) => one.id === id)?.name ?? id;
