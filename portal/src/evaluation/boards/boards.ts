/** The boards: what part of the work is looked at stands in the address, under the same names as in the API. */
import * as api from "@/api/generated/evaluation/sdk.gen";
import type { Behind, FigureView, TableView } from "@/api/generated/evaluation/types.gen";
import { all, submissionApi } from "@/api/submission";
import { save } from "@/desk/sheet";
import { orAway } from "@/shared/loading";
import { language } from "@/words";
import { t, word } from "./words";

/** One figure in each group. */
export type LineView = TableView["lines"][number];
export type Board = "six-problems" | "five-gains";
export const BOARDS: readonly Board[] = ["six-problems", "five-gains"];
export type By = "year" | "session" | "month" | "unit" | "category";
export const GROUPS: readonly By[] = ["year", "session", "month", "unit", "category"];
/** Over time: these are drawn as lines. */
export const TIMES: readonly By[] = ["year", "session", "month"];
type Filed = Exclude<By, "unit">;

export interface Scope {
  session_id?: string;
  year?: number;
  month?: string;
  unit_id?: string;
  category?: string;
  without?: Filed;
}
export type Query = Record<string, string>;
type Given = Record<string, unknown>;

const text = (given: unknown): string | undefined => (typeof given === "string" && given !== "" ? given : undefined);

/** What an address says; what no service would take is left out. */
export function scopeOf(query: Given): Scope {
  const year = /^(19|[2-9]\d)\d\d$/.test(text(query.year) ?? "") ? Number(query.year) : undefined;
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(text(query.month) ?? "") ? text(query.month) : undefined;
  const without = (["year", "session", "month", "category"] as const).find((one) => one === query.without);
  const scope: Scope = { session_id: text(query.session_id), year, month, unit_id: text(query.unit_id), category: text(query.category), without };
  return Object.fromEntries(Object.entries(scope).filter(([, one]) => one !== undefined));
}

export const queryOf = (scope: Scope): Query =>
  Object.fromEntries(Object.entries(scope).map(([name, one]) => [name, String(one)]));

const OWN: Record<By, keyof Scope> = { year: "year", session: "session_id", month: "month", unit: "unit_id", category: "category" };

/** Groups stand side by side whole: what picks one of them does not narrow them. */
export function besides(scope: Scope, by: By): Scope {
  const found = { ...scope };
  Reflect.deleteProperty(found, OWN[by]);
  if (by === "year") delete found.month;
  if (found.without === by) delete found.without;
  return found;
}

/** The part of the work that one group is; a group without a key is what has none. */
export function within(scope: Scope, by: By, key: string | null): Scope {
  const found = besides(scope, by);
  if (key !== null) return { ...found, [OWN[by]]: by === "year" ? Number(key) : key };
  return by === "unit" ? found : { ...found, without: by };
}

export const address = (board: Board): string => `/boards/${board}`;
export const behind = (board: Board, line: Pick<LineView, "number" | "part">, scope: Scope, more: Query = {}) => ({
  path: `${address(board)}/${String(line.number)}`,
  query: { ...(line.part === null ? {} : { part: line.part }), ...queryOf(scope), ...more },
});

/** A share as a percentage, a mean as it is; both to one place. */
export function shown(value: number | null, share: boolean): string {
  if (value === null) return "—";
  const style = share ? "percent" : "decimal";
  return new Intl.NumberFormat(language(), { style, maximumFractionDigits: 1 }).format(value);
}
export const amount = (value: number): string => new Intl.NumberFormat(language(), { maximumFractionDigits: 2 }).format(value);
export const sums = (figure: FigureView): string => `${amount(figure.numerator)} ÷ ${amount(figure.denominator)}`;

/** The services say it in Chinese; the other language has its own words for the same. */
export const said = (chinese: string): string => word("said", chinese);
export function why(line: LineView, figure: FigureView): string {
  if (figure.why === null) return "";
  const usual = figure.why.includes(line.divided_by);
  return language() === "en" && usual ? t("figure.nothing", { whole: said(line.divided_by) }) : said(figure.why);
}
export const formula = (line: LineView): string => `${said(line.sum_of)} ÷ ${said(line.divided_by)}`;

/** A county's own column without a key has a name of the service's. */
export function groupName(by: TableView["by"], column: { key: string | null; label: string }): string {
  if (language() !== "en") return column.label;
  if (column.key === null) return by === null || by === "county" ? column.label : word("without", by);
  if (by === "year") return column.key;
  if (by !== "month") return column.label;
  return new Intl.DateTimeFormat("en", { year: "numeric", month: "short", timeZone: "UTC" }).format(new Date(`${column.key}-01T00:00:00Z`));
}

/** Headline first, then its parts; the services' order stays. */
export const headlines = (table: TableView): LineView[] => table.lines.filter((one) => one.part === null);
export const ofNumber = (table: TableView, number: number): LineView[] => table.lines.filter((one) => one.number === number);
export const picked = (table: TableView, number: number | null): LineView[] =>
  number === null ? headlines(table) : ofNumber(table, number);

export const readFigures = (board: Board, scope: Scope): Promise<TableView> =>
  api.getBoardsByBoardFigures({ path: { board }, query: scope }).then(({ data }) => data);

export async function readTable(board: Board, by: By, scope: Scope): Promise<TableView> {
  const path = { board };
  const query = besides(scope, by);
  switch (by) {
    case "unit":
      return (await api.getBoardsByBoardUnits({ path, query })).data;
    case "category":
      return (await api.getBoardsByBoardCategories({ path, query })).data;
    default:
      return (await api.getBoardsByBoardTrend({ path, query: { ...query, by } })).data;
  }
}

/** The workbook of what is shown: the board, or its groups. */
export async function takeFile(board: Board, by: By | null, scope: Scope): Promise<void> {
  const path = { board };
  const query = by === null ? scope : besides(scope, by);
  const asked =
    by === null ? api.getBoardsByBoardExportXlsx({ path, query })
    : by === "unit" ? api.getBoardsByBoardUnitsXlsx({ path, query })
    : by === "category" ? api.getBoardsByBoardCategoriesXlsx({ path, query })
    : api.getBoardsByBoardTrendXlsx({ path, query: { ...query, by } });
  const { data } = await asked;
  const group = by === null ? "" : `（${t(`by.${by}`)}）`;
  save(data as Blob, `${t(`board.${board}`)}${group}.xlsx`);
}

const WHOLE = 50_000;

export function readBehind(board: Board, number: number, part: string | undefined, scope: Scope): Promise<Behind[]> {
  return all((query) => {
    const asked = { path: { number }, query: { ...scope, ...query, part } };
    return board === "six-problems" ? api.getBoardsSixProblemsByNumberProposals(asked) : api.getBoardsFiveGainsByNumberProposals(asked);
  }, WHOLE);
}

export interface Choices {
  sessions: { id: string; name: string }[] | null;
  units: { id: string; name: string }[] | null;
  categories: string[] | null;
  years: number[] | null;
}

/** What can be picked from; each alone, since a service that is away takes only its own with it. */
export async function readChoices(board: Board): Promise<Choices> {
  const keys = (table: TableView | null): string[] | null => table && table.columns.flatMap((one) => one.key ?? []);
  const [sessions, units, categories, years] = await Promise.all([
    orAway(all((query) => submissionApi.getSessions({ query }))),
    orAway(all((query) => submissionApi.getUnits({ query }), WHOLE)),
    orAway(readTable(board, "category", {})),
    orAway(readTable(board, "year", {})),
  ]);
  return {
    sessions: sessions && sessions
      .map((one) => ({ id: one.id, name: t("filter.sessionName", { term: one.term, number: one.number }), at: [one.term, one.number] as const }))
      .sort((a, b) => b.at[0] - a.at[0] || b.at[1] - a.at[1]),
    units: units && units.map((one) => ({ id: one.id, name: one.name })).sort((a, b) => a.name.localeCompare(b.name, "zh-CN")),
    categories: keys(categories),
    years: keys(years)?.map(Number).reverse() ?? null,
  };
}
