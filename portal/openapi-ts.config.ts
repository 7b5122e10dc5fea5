import { defineConfig } from "@hey-api/openapi-ts";

const SERVICES = ["submission", "consultation", "supervision", "evaluation", "conversion", "notification"];

/**
 * One set of functions a service, from what the service publishes; nothing of it is kept in the repository. All are sent
 * by `src/api/client.ts`: the generator's own client would be written once a service, and weighs more than a page.
 */
export default defineConfig(
  SERVICES.map((service) => ({
    input: `../docs/openapi/${service}.json`,
    output: { path: `src/api/generated/${service}`, clean: true },
    logs: { level: "error" },
    parser: {
      patch: {
        // Without an id, a function is named by method and path: postSignOffsByReplyIdSign.
        operations: (_method: string, _path: string, operation: { operationId?: string }) => {
          delete operation.operationId;
        },
      },
    },
    plugins: [
      "@hey-api/typescript",
      { name: "@hey-api/sdk" },
      { name: "@hey-api/client-fetch", throwOnError: true, bundle: false },
    ],
  })),
);
