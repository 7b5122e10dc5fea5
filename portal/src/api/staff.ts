/**
 * The same functions for the staff's pages, as modules of their own (`?staff`): what they alone ask is in no chunk that a
 * member's phone loads.
 */
export { all } from "./paging";
export * as consultationApi from "@/api/generated/consultation/sdk.gen?staff";
export * as conversionApi from "@/api/generated/conversion/sdk.gen?staff";
export * as evaluationApi from "@/api/generated/evaluation/sdk.gen?staff";
export * as notificationApi from "@/api/generated/notification/sdk.gen?staff";
export * as submissionApi from "@/api/generated/submission/sdk.gen?staff";
export * as supervisionApi from "@/api/generated/supervision/sdk.gen?staff";
