/** One place up or down its list. */
export function swap<T>(list: T[], at: number, by: -1 | 1): void {
  const [one, other] = [list[at], list[at + by]];
  if (one === undefined || other === undefined) return;
  list.splice(Math.min(at, at + by), 2, ...(by === 1 ? [other, one] : [one, other]));
}
