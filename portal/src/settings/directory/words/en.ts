import type { DirectoryWords } from "./zh-CN";

const en: DirectoryWords = {
  page: { title: "Directory", lead: "Members, bodies and units. They come in as lists, previewed first: with a mistake nothing comes in, and the same list again changes nothing.", none: "The directory is empty.", file: "{list}.csv" },
  list: { members: "Members", bodies: "Bodies", units: "Units" },
  column: { id: "Id", name: "Name", sector: "Sector", party: "Party", committee: "Committee", term: "Term", state: "State", kind: "Kind", officers: "Officers", system: "System", linked: "Linked committee", aliases: "Aliases", successor: "Succeeded by" },
  state: { active: "In office", ended: "Has left", over: "Ended", carries: "Has left, with open proposals" },
  bring: {
    title: "Import {list}", columns: { members: "编号　姓名　界别　党派　专委会　届", bodies: "编号　名称　类别　授权人编号", units: "编号　名称　系统　对口专委会　别名" }, needs: "Columns: {columns}", choose: "Choose the list (xlsx or csv)", previewing: "Looking …", seen: "{rows} rows: {enrolled} new or changed, {unchanged} unchanged.",
    wrong: "{count} mistakes: nothing will come in. Mend the list and choose it again.", notes: "{count} remarks (taken all the same):", take: "Export the findings", send: "Import {count} rows", sending: "Importing, {share} gone", done: "Imported: {enrolled} new or changed, {unchanged} unchanged.", nothing: "It says what the directory says.", job: "A long list: it goes on as a job, below; you can leave this page.", row: "Row", column: "Column", what: "Finding", type: "Kind", error: "Mistake", note: "Remark", file: "findings.csv", first: "the first {count}", outcome: { new: "new", changed: "changed", unchanged: "unchanged" }, lines: "Row by row", unreadable: "The list cannot be read: ",
  },
  job: { title: "Import jobs", none: "No job.", kind: { members: "Members", bodies: "Bodies", units: "Units", archive: "Archive", "archive-texts": "Texts of the archive", "archive-texts-preview": "Preview of texts" }, state: { waiting: "waiting", running: "running", done: "done", refused: "refused", failed: "failed", cancelled: "cancelled" }, progress: "{done} of {rows} rows", cancel: "Cancel", by: "{who}, {at}", report: "{enrolled} new or changed, {unchanged} unchanged, {mistakes} mistakes" },
  contacts: {
    title: "Import contacts", lead: "Copy four columns from Excel (id, mobile, mail, WeCom) and paste them here; what is left out stays as it is. Another member of staff confirms each before it is used; this page keeps nothing, and shows contacts masked.", paste: "Pasted", rows: "{count} rows", preview: "Check", fine: "No mistake: {entered} to enter, {unchanged} unchanged.", wrong: "{count} mistakes: nothing was entered.", send: "Enter", done: "{entered} entered, {unchanged} unchanged. Another member of staff confirms them.", checking: "Checking …", field: { member_id: "Id", mobile: "Mobile", mail: "Mail", wecom: "WeCom" }, most: "At most 1000 rows at a time.", open: "Paste a list", close: "Close",
  },
};
export default en;
