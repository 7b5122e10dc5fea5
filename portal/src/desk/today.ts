/** The day by the wall clock of deadlines, as dates are compared: `2026-03-01`. */
export const today = (): string => new Date().toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
