/** The services' functions, each generated from what its service publishes (`npm run generate`). */
interface Page<T> {
  items: T[];
  next: string | null;
}

/** Every item of a list; bounded, since a page that reads for ever helps nobody. */
export async function all<T>(
  read: (query: { limit: number; after?: string }) => Promise<{ data: Page<T> }>,
  most = 1000,
): Promise<T[]> {
  const found: T[] = [];
  let after: string | null = null;
  do {
    const { data }: { data: Page<T> } = await read({ limit: 200, ...(after === null ? {} : { after }) });
    found.push(...data.items);
    after = data.next;
  } while (after !== null && found.length < most);
  return found;
}

export * as consultationApi from "./generated/consultation/sdk.gen";
export * as conversionApi from "./generated/conversion/sdk.gen";
export * as notificationApi from "./generated/notification/sdk.gen";
export * as submissionApi from "./generated/submission/sdk.gen";
export * as supervisionApi from "./generated/supervision/sdk.gen";
