/** What every service has: each function by itself, since a table of whole services would put all that they can do into every page. */
import * as submission from "@/api/generated/submission/sdk.gen?staff";
import * as consultation from "@/api/generated/consultation/sdk.gen?staff";
import * as supervision from "@/api/generated/supervision/sdk.gen?staff";
import * as evaluation from "@/api/generated/evaluation/sdk.gen?staff";
import * as conversion from "@/api/generated/conversion/sdk.gen?staff";
import * as notification from "@/api/generated/notification/sdk.gen?staff";

const EACH = {
  submission: {
    policies: submission.getPolicies,
    policy: submission.getPoliciesByName,
    putPolicy: submission.putPoliciesByName,
    status: submission.getOperationsStatus,
    parked: submission.getOperationsParked,
    oneParked: submission.getOperationsParkedByParkedId,
    retry: submission.postOperationsParkedByParkedIdRetry,
    drop: submission.postOperationsParkedByParkedIdDrop,
    replay: submission.postOperationsReplays,
  },
  consultation: {
    policies: consultation.getPolicies,
    policy: consultation.getPoliciesByName,
    putPolicy: consultation.putPoliciesByName,
    status: consultation.getOperationsStatus,
    parked: consultation.getOperationsParked,
    oneParked: consultation.getOperationsParkedByParkedId,
    retry: consultation.postOperationsParkedByParkedIdRetry,
    drop: consultation.postOperationsParkedByParkedIdDrop,
    replay: consultation.postOperationsReplays,
  },
  supervision: {
    policies: supervision.getPolicies,
    policy: supervision.getPoliciesByName,
    putPolicy: supervision.putPoliciesByName,
    status: supervision.getOperationsStatus,
    parked: supervision.getOperationsParked,
    oneParked: supervision.getOperationsParkedByParkedId,
    retry: supervision.postOperationsParkedByParkedIdRetry,
    drop: supervision.postOperationsParkedByParkedIdDrop,
    replay: supervision.postOperationsReplays,
  },
  evaluation: {
    policies: evaluation.getPolicies,
    policy: evaluation.getPoliciesByName,
    putPolicy: evaluation.putPoliciesByName,
    status: evaluation.getOperationsStatus,
    parked: evaluation.getOperationsParked,
    oneParked: evaluation.getOperationsParkedByParkedId,
    retry: evaluation.postOperationsParkedByParkedIdRetry,
    drop: evaluation.postOperationsParkedByParkedIdDrop,
    replay: evaluation.postOperationsReplays,
  },
  conversion: {
    policies: conversion.getPolicies,
    policy: conversion.getPoliciesByName,
    putPolicy: conversion.putPoliciesByName,
    status: conversion.getOperationsStatus,
    parked: conversion.getOperationsParked,
    oneParked: conversion.getOperationsParkedByParkedId,
    retry: conversion.postOperationsParkedByParkedIdRetry,
    drop: conversion.postOperationsParkedByParkedIdDrop,
    replay: conversion.postOperationsReplays,
  },
  notification: {
    policies: notification.getPolicies,
    policy: notification.getPoliciesByName,
    putPolicy: notification.putPoliciesByName,
    status: notification.getOperationsStatus,
    parked: notification.getOperationsParked,
    oneParked: notification.getOperationsParkedByParkedId,
    retry: notification.postOperationsParkedByParkedIdRetry,
    drop: notification.postOperationsParkedByParkedIdDrop,
    replay: notification.postOperationsReplays,
  },
};
export type ServiceName = keyof typeof EACH;
export const SERVICES = Object.keys(EACH) as ServiceName[];
export const isService = (name: string): name is ServiceName => Object.hasOwn(EACH, name);
/** The same routes at each. */
export const at = (service: ServiceName): (typeof EACH)["submission"] => EACH[service];
