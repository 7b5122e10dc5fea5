/** What each of the five services has of one proposal. */
import { all, consultationApi, conversionApi, submissionApi, supervisionApi } from "@/api";
import * as evaluationApi from "@/api/generated/evaluation/sdk.gen";
import { journey, type Journey } from "@/shared/journey";
import { gather } from "./parts";

const data = <T>(answer: { data: T }): T => answer.data;

export const readSubmission = (proposal_id: string) => {
  const path = { proposal_id };
  return gather({
    proposal: submissionApi.getProposalsByProposalId({ path }).then(data),
    texts: submissionApi.getProposalsByProposalIdTexts({ path }).then(data),
    returns: submissionApi.getProposalsByProposalIdReturns({ path }).then(data),
    review: submissionApi.getProposalsByProposalIdReview({ path }).then(data),
    attachments: submissionApi.getProposalsByProposalIdAttachments({ path }).then(data),
  });
};

export const readConsultation = (proposal_id: string) => {
  const path = { proposal_id };
  return gather({
    matter: consultationApi.getMattersByProposalId({ path }).then(data),
    next: consultationApi.getMattersByProposalIdNextSteps({ path }).then(data),
    assignments: all((query) => consultationApi.getAssignments({ query: { ...query, proposal_id } })),
    talks: all((query) => consultationApi.getConsultations({ query: { ...query, proposal_id } })),
    replies: all((query) => consultationApi.getReplies({ query: { ...query, proposal_id } })),
    points: all((query) => consultationApi.getPoints({ query: { ...query, proposal_id } })),
    forums: all((query) => consultationApi.getForums({ query: { ...query, proposal_id } })),
    units: all((query) => consultationApi.getUnits({ query })),
  });
};

export const readSupervision = (proposal_id: string) =>
  gather({
    oversight: supervisionApi.getOversightsByProposalId({ path: { proposal_id } }).then(data),
    deadlines: all((query) => supervisionApi.getDeadlines({ query: { ...query, proposal_id } })),
    activities: all((query) => supervisionApi.getActivities({ query: { ...query, proposal_id } })),
    orders: all((query) => supervisionApi.getOrders({ query: { ...query, proposal_id } })),
    signOffs: all((query) => supervisionApi.getSignOffs({ query: { ...query, proposal_id } })),
    talks: all((query) => supervisionApi.getProcessTalks({ query: { ...query, proposal_id } })),
  });

export const readEvaluation = (proposal_id: string) =>
  gather({
    assessments: all((query) => evaluationApi.getAssessments({ query: { ...query, proposal_id } })),
    mutual: all((query) => evaluationApi.getMutualReviews({ query: { ...query, proposal_id } })),
    // Awards are few and named by what they are given for.
    awards: all((query) => evaluationApi.getAwards({ query })).then((found) => found.filter((one) => one.subject_id === proposal_id)),
    records: evaluationApi.getBoardsProposalsByProposalId({ path: { proposal_id } }).then(data),
  });

export const readConversion = (proposal_id: string) => {
  const path = { proposal_id };
  return gather({
    dossier: conversionApi.getDossiersByProposalId({ path }).then(data),
    commitments: all((query) => conversionApi.getCommitments({ query: { ...query, proposal_id } })),
    outcomes: all((query) => conversionApi.getOutcomes({ query: { ...query, proposal_id } })),
    publication: conversionApi.getProposalsByProposalIdPublication({ path }).then(data),
  });
};

type Of<R extends (id: string) => Promise<unknown>> = NonNullable<Awaited<ReturnType<R>>>;
export type OfSubmission = Of<typeof readSubmission>;
export type OfConsultation = Of<typeof readConsultation>;
export type OfSupervision = Of<typeof readSupervision>;
export type OfEvaluation = Of<typeof readEvaluation>;
export type OfConversion = Of<typeof readConversion>;

/** Each is null while it is read, where it is away and where the reader is not to see it. */
export interface Dossier {
  submission: OfSubmission | null;
  consultation: OfConsultation | null;
  supervision: OfSupervision | null;
  evaluation: OfEvaluation | null;
  conversion: OfConversion | null;
}

/** What it is called, by whoever answers. */
export const titleOf = ({ submission, consultation, conversion }: Dossier): string | null =>
  submission?.proposal?.text.title ?? consultation?.matter?.title ?? conversion?.dossier?.title ?? null;

export const numberOf = ({ submission, consultation, supervision }: Dossier): number | null =>
  submission?.proposal?.case_number ?? consultation?.matter?.case_number ?? supervision?.oversight?.case_number ?? null;

export const proposersOf = ({ submission, consultation, supervision, conversion }: Dossier): readonly string[] =>
  submission?.proposal?.proposers ?? consultation?.matter?.proposers ?? supervision?.oversight?.proposers ?? conversion?.dossier?.proposers ?? [];

/** As far as those who answered know; null where none of them knows whether it was admitted, and how it is handled. */
export function journeyOf({ submission, consultation, supervision, conversion }: Dossier): Journey | null {
  // Whoever is not to see the signatures is still told that there is nothing more to sign.
  const signed = conversion?.dossier?.closed_at == null ? [] : ["completed"];
  const state = submission?.proposal?.state ?? (consultation?.matter ? "admitted" : null);
  if (state === null || (state === "admitted" && consultation === null)) return null;
  return journey({
    state,
    assignments: (consultation?.assignments ?? []).map((one) => one.state),
    signOffs: supervision?.signOffs?.map((one) => one.state) ?? signed,
    outcomes: (conversion?.outcomes ?? []).filter((one) => one.state === "verified").length,
  });
}
