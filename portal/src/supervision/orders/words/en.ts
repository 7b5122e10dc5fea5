import type { OrderWords } from "./zh-CN";

const en: OrderWords = {
  page: { title: "Orders to units", lead: "A key proposal gets an order, any other a supervision letter, each once; numbers run by kind and year without gaps.", own: "Orders and supervision letters to this unit.", none: "None has been issued.", export: "Export the list", file: "orders.csv", lostFile: "The letter did not come:" },
  kind: { key_order: "Order", supervision_letter: "Supervision letter" },
  order: { number: "Number", case: "Case", title: "Title", units: "Units", supervisor: "Supervisor", due: "Earliest date due", issued: "Issued", noDue: "none", pdf: "PDF", docx: "Word", taking: "Fetching …", find: "Find (number, case, title, unit)" },
  job: {
    title: "Issue many", session: "Session", classes: "Classes", unit: "Unit (none is all)", all: "All units", send: "Issue them", sending: "Sending …", list: "Jobs", by: "begun by {who}, {at}", waits: "Waiting to begin …", progress: "{done} of {proposals} issued", leave: "You may leave this page; it goes on.", cancel: "Stop",
    issued: "{count} issued", range: "{kind} {first} to {last}", refused: "{count} were not issued:", more: "and {count} more", failed: "It was not finished; what is out stays. The same selection again goes on with the rest.", cancelled: "Stopped; what is out stays. The same selection again goes on with the rest.",
  },
  state: { waiting: "waiting", running: "running", done: "done", refused: "refused", failed: "not finished", cancelled: "stopped" },
  class: { key: "key", general: "general", tracked: "tracked" },
};
export default en;
