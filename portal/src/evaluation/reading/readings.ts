/** What an assessor is to read, on the device as well. */
import * as api from "@/api/generated/evaluation/sdk.gen";
import { copiesOf } from "../scoring/sheets";

export const { readList, readOne } = copiesOf(
  "reading",
  () => api.getReadings().then(({ data }) => data.items),
  (assessment_id) => api.getReadingsByAssessmentId({ path: { assessment_id } }).then(({ data }) => data),
);
