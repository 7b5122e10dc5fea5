/** What few ask, of a copy of its own: in the members' own, which each of their pages loads, it would weigh on every phone. */
export * as consultationApi from "@/api/generated/consultation/sdk.gen?rare";
