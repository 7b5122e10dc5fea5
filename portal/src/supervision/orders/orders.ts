/** Orders to units: what was issued, its letter, and whole selections issued by a job. */
import { all, submissionApi, supervisionApi } from "@/api/staff";
import type { OrderJobView, OrderView } from "@/api/generated/supervision/types.gen";
import { orAway } from "@/shared/loading";

const WHOLE = 20_000;
export interface Orders {
  orders: OrderView[];
  jobs: OrderJobView[];
  sessions: string[];
}

/** `issues`: whoever may issue sees the jobs, too. */
export async function readOrders(issues: boolean): Promise<Orders> {
  const [orders, jobs, sessions] = await Promise.all([
    all((query) => supervisionApi.getOrders({ query }), WHOLE),
    issues ? all((query) => supervisionApi.getOrderJobs({ query }), 200) : [],
    issues ? orAway(all((query) => submissionApi.getSessions({ query }))) : [],
  ]);
  return { orders, jobs, sessions: (sessions ?? []).map((one) => one.id) };
}
export const readJobs = (): Promise<OrderJobView[]> => all((query) => supervisionApi.getOrderJobs({ query }), 200);

export const going = (job: OrderJobView): boolean => job.state === "waiting" || job.state === "running";

/** Those in which everything that was typed occurs: in number, case number, title or a unit's name. */
export function found(orders: readonly OrderView[], words: string): OrderView[] {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return orders.filter((one) => {
    const said = [one.number, String(one.case_number), one.title, ...one.unit_names].join(" ").toLowerCase();
    return wanted.every((word) => said.includes(word));
  });
}

export const letter = async (order_id: string, format: "pdf" | "docx"): Promise<Blob> =>
  (await supervisionApi.getOrdersByOrderIdLetter({ path: { order_id }, query: { format } })).data as Blob;
