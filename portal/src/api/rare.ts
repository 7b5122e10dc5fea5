/** Submission's functions once more, for a member's pages that few open: what they alone ask weighs on no other page. */
export { all } from "./paging";
export * as submissionApi from "@/api/generated/submission/sdk.gen?rare";
