/** What the services do is done in the browser: each of their operations is asked by a page, or stands here with whose it is. */
import { expect, test } from "vitest";

const GENERATED = import.meta.glob<string>("../src/api/generated/*/sdk.gen.ts", { query: "?raw", import: "default", eager: true });
const WRITTEN = import.meta.glob<string>(["../src/**/*.{ts,vue}", "!../src/api/generated/**"], {
  query: "?raw", import: "default", eager: true,
}); // prettier-ignore

/** Whose they are instead. */
const ELSEWHERE: Record<string, string[]> = {
  "a program's": [
    "consultation getArchivePartsByProposalId", "conversion getArchivePartsByProposalId", "conversion getPublicByCountyOpenDataByDataset",
    "submission getArchivePartsByProposalId", "submission postProposals", "supervision getArchivePartsByProposalId",
  ],
  "read with its list, or with what it belongs to": [
    "consultation getMattersByProposalIdCandidateUnits", "conversion getCommitmentsByCommitmentId", "conversion getCompilationsByCompilationId",
    "conversion getOutcomesByOutcomeId", "evaluation getAwardsByAwardId", "evaluation getBoardsFiveGains", "evaluation getBoardsSixProblems",
    "evaluation getExcellentSelectionsBySelectionId", "evaluation getOpinionFormsByFormId", "evaluation getPanels", "evaluation getSamplesBySampleId",
    ...["consultation", "conversion", "evaluation", "notification", "submission", "supervision"].map((one) => `${one} getOperationsReplays`),
    "evaluation getServiceIssuesByIssueId", "submission getImportJobsByJobId", "submission getSessionsBySessionId", "submission getTopicOffersByOfferId",
    "submission getTopicSuggestionsBySuggestionId", "supervision getExchangeQuarantineByHeldId", "supervision getKeyNomineesByProposalId",
    "supervision getOrderJobsByJobId", "supervision getOrdersByOrderId",
  ],
  "done by another that does more": [
    "consultation postAssignments", "notification postNoticesByNoticeIdRead", "supervision postOrderBatches", "supervision postOversightsByProposalIdDesignateKey",
    "supervision postOversightsByProposalIdDesignateTracked", "supervision postOversightsByProposalIdOrder",
  ],
  "without a page yet": [
    "consultation getFiguresUnits", "consultation getLetterPackages", "consultation getLetterPackagesByPackageId", "consultation getLetterPackagesByPackageIdZip",
    "consultation getSelectionCandidates", "consultation getSelectionsBySelectionId", "consultation postLetterPackages",
    "consultation postLetterPackagesByPackageIdCancel", "consultation postSelections", "consultation postSelectionsBySelectionIdDecide",
    "consultation postSelectionsBySelectionIdReport", "consultation putSelectionsBySelectionId", "submission getCallsByCallIdTopicsByIndexChain",
    "submission getDraftsByDraftIdSectionsBySectionVersions", "submission getProposalsByProposalIdChain", "submission getPublicTopicSuggestionsBySuggestionId",
    "submission postPublicTopicSuggestions", "submission postSessions", "submission postSessionsBySessionIdChangeWindow", "submission postTermsByTermClose",
    "submission postTopicSuggestions",
  ],
};

interface Operation {
  service: string;
  name: string;
  path: string;
}

const operations: Operation[] = Object.entries(GENERATED).flatMap(([file, text]) => {
  const service = file.split("/").at(-2) ?? "";
  return [...text.matchAll(/export const (\w+) = [\s\S]*?url: '([^']+)'/g)].map(([, name = "", path = ""]) => ({ service, name, path }));
});
const written = Object.values(WRITTEN).join("\n");
const names = new Set(written.match(/\w+/g));
/** Addresses that are asked as they stand: files on their way. */
const addresses = [...written.matchAll(/`(\/[a-z]+\/[^`]*)`/g)].map(([, path = ""]) =>
  path
    .replace(/\$\{[^}]*\?[^}]*\}/g, "")
    .replace(/\?.*$/, "")
    .replace(/\$\{[^}]*\}/g, "*")
    .split("/"),
);

function asked({ service, name, path }: Operation): boolean {
  if (names.has(name)) return true;
  const parts = `/${service}${path}`.split("/");
  return addresses.some((one) => one.length === parts.length && one.every((part, at) => part === "*" || part === parts[at]));
}

test("what the services do is done in the browser, or says whose it is", () => {
  expect(operations.length).toBeGreaterThan(500);
  const unasked = operations.filter((one) => !asked(one)).map(({ service, name }) => `${service} ${name}`);
  expect(unasked.sort()).toEqual(Object.values(ELSEWHERE).flat().sort());
});
