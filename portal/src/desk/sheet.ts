/** What a list shows, as a file that Excel opens as it is. */
const FORMULA = /^[=+\-@\t\r]/;

/** Text that a spreadsheet would take for a formula is shown, and not computed. */
function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

export type Cell = string | number | null;

/** With the mark by which Excel knows UTF-8. */
export const csv = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `\ufeff${[head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;

export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => { URL.revokeObjectURL(link.href); }, 60_000);
}

export const saveSheet = (name: string, head: readonly string[], rows: readonly (readonly Cell[])[]): void => {
  save(new Blob([csv(head, rows)], { type: "text/csv;charset=utf-8" }), name);
};
