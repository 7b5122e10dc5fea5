/** Which rows are chosen for a batch; the choice survives filters, reloads and the batch itself. */
export class Choice {
  private readonly ids: ReadonlySet<string>;

  constructor(
    ids: Iterable<string> = [],
    /** From where a range is drawn. */
    readonly anchor: string | null = null,
  ) {
    this.ids = new Set(ids);
  }

  get size(): number {
    return this.ids.size;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  all(): string[] {
    return [...this.ids];
  }

  toggled(id: string): Choice {
    const ids = new Set(this.ids);
    if (!ids.delete(id)) ids.add(id);
    return new Choice(ids, id);
  }

  /** Everything between the last one that was touched and `id`, as the list stands. */
  upTo(id: string, shown: readonly string[]): Choice {
    const from = this.anchor === null ? -1 : shown.indexOf(this.anchor);
    const to = shown.indexOf(id);
    if (from < 0 || to < 0) return this.toggled(id);
    return this.with(shown.slice(Math.min(from, to), Math.max(from, to) + 1), id);
  }

  with(ids: Iterable<string>, anchor: string | null = this.anchor): Choice {
    return new Choice([...this.ids, ...ids], anchor);
  }

  without(ids: Iterable<string>): Choice {
    const gone = new Set(ids);
    return new Choice(this.all().filter((id) => !gone.has(id)), this.anchor);
  }

  /** All that is shown; none of it where all of it is chosen already. */
  allOrNone(shown: readonly string[]): Choice {
    return shown.every((id) => this.ids.has(id)) ? this.without(shown) : this.with(shown);
  }
}
