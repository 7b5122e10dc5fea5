/** What the clerks' list shows: sent, received, and the counties that there are. */
import { all, submissionApi } from "@/api/staff";
import type { ConferenceView, ForwardView, OtherView, ReceivedView } from "@/api/generated/submission/types.gen";
import { orNone } from "@/shared/loading";

const WHOLE = 20_000;

export interface Forwarding {
  sent: ForwardView[];
  received: ReceivedView[];
  own: ConferenceView | null;
  others: OtherView[];
}

export const readRegister = async (): Promise<Pick<Forwarding, "own" | "others">> => {
  const [own, others] = await Promise.all([
    orNone(submissionApi.getConference().then(({ data }) => data)),
    all((query) => submissionApi.getConferences({ query }), WHOLE),
  ]);
  return { own, others };
};

export async function readForwarding(): Promise<Forwarding> {
  const [sent, received, register] = await Promise.all([
    all((query) => submissionApi.getForwards({ query }), WHOLE),
    all((query) => submissionApi.getReceivedForwards({ query }), WHOLE),
    readRegister(),
  ]);
  return { sent, received, ...register };
}
