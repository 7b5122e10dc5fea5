/** Submission's functions alone: a page that asks no other service loads no other's. */
export { all } from "./paging";
export * as submissionApi from "./generated/submission/sdk.gen";
