/** What an assessor scores of units' handling on site, on the device as well. */
import * as api from "@/api/generated/evaluation/sdk.gen";
import { copiesOf } from "../scoring/sheets";

export const { readList, readOne } = copiesOf(
  "on-site",
  () => api.getSheets().then(({ data }) => data.items),
  (assessment_id) => api.getSheetsByAssessmentId({ path: { assessment_id } }).then(({ data }) => data),
);
