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
