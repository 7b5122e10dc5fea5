/** The services' functions, each generated from what its service publishes (`npm run generate`). */
export { all } from "./paging";
export * as consultationApi from "./generated/consultation/sdk.gen";
export * as conversionApi from "./generated/conversion/sdk.gen";
export * as notificationApi from "./generated/notification/sdk.gen";
export * as submissionApi from "./generated/submission/sdk.gen";
export * as supervisionApi from "./generated/supervision/sdk.gen";
