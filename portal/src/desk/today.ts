/** The day by the wall clock of deadlines, as dates are compared: `2026-03-01`. */
export const today = (now = new Date()): string => now.toLocaleDateString("sv-SE", { timeZone: "Asia/Shanghai" });
