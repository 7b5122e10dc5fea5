import type { DirectoryWords } from "./zh-CN";

const en: DirectoryWords = {
  page: { title: "Directory", lead: "Members, bodies and units: a name leads to what is recorded, to be corrected or ended. Many come in as lists, previewed first: with a mistake nothing comes in, and the same list again changes nothing.", none: "The directory is empty.", file: "{list}.csv" },
  list: { members: "Members", bodies: "Bodies", units: "Units", archive: "earlier years (a list)" },
  column: { id: "Id", name: "Name", sector: "Sector", party: "Party", committee: "Committee", term: "Term", state: "State", kind: "Kind", officers: "Officers", system: "System", linked: "Linked committee", aliases: "Aliases", successor: "Succeeded by" },
  state: { active: "In office", open: "Open", ended: "Has left", over: "Ended", ending: "Ends soon", carries: "Has left, with open proposals" },
  bring: {
    title: "Import {list}", columns: { members: "编号　姓名　界别　党派　专委会　届", bodies: "编号　名称　类别　授权人编号", units: "编号　名称　系统　对口专委会　别名", archive: "年度　届次　案号　案由　提案者　承办单位　答复类别　满意度　未了事项" }, needs: "Columns: {columns}", choose: "Choose the list (xlsx or csv)", previewing: "Looking …", seen: "{rows} rows: {enrolled} new or changed, {unchanged} unchanged.",
    wrong: "{count} mistakes: nothing will come in. Mend the list and choose it again.", notes: "{count} remarks (taken all the same):", take: "Export the findings", send: "Import {count} rows", sending: "Importing, {share} gone", done: "Imported: {enrolled} new or changed, {unchanged} unchanged.", nothing: "It says what the directory says.", job: "A long list: it goes on as a job, below; you can leave this page.", row: "Row", column: "Column", what: "Finding", type: "Kind", error: "Mistake", note: "Remark", file: "findings.csv", first: "the first {count}", outcome: { new: "new", changed: "changed", unchanged: "unchanged" }, lines: "Row by row", unreadable: "The list cannot be read: ",
  },
  job: { title: "Import jobs", none: "No job.", kind: { members: "Members", bodies: "Bodies", units: "Units", archive: "Archive", "archive-texts": "Texts of the archive", "archive-texts-preview": "Preview of texts" }, state: { waiting: "waiting", running: "running", done: "done", refused: "refused", failed: "failed", cancelled: "cancelled" }, progress: "{done} of {rows} rows", cancel: "Cancel", by: "{who}, {at}", report: "{enrolled} new or changed, {unchanged} unchanged, {mistakes} mistakes", files: { title: "{count} files, {amiss} of them nobody's or not to be read", list: "File by file", name: "File", became: "Result", row: "row {row}", take: "Export the files", file: "files.csv", outcome: { matched: "matched", no_row: "no row of the list", unreadable: "cannot be read", no_word: "no Word file" } } },
  contacts: {
    title: "Import contacts", lead: "Copy four columns from Excel (id, mobile, mail, WeCom) and paste them here; what is left out stays as it is. Another member of staff confirms each before it is used; this page keeps nothing, and shows contacts masked.", paste: "Pasted", rows: "{count} rows", preview: "Check", fine: "No mistake: {entered} to enter, {unchanged} unchanged.", wrong: "{count} mistakes: nothing was entered.", send: "Enter", done: "{entered} entered, {unchanged} unchanged. Another member of staff confirms them.", checking: "Checking …", field: { member_id: "Id", mobile: "Mobile", mail: "Mail", wecom: "WeCom" }, most: "At most 1000 rows at a time.", open: "Paste a list", sheet: "Or choose a csv", close: "Close",
  },
  one: {
    recorded: "Recorded", edit: "Correct", save: "Save", cancel: "Cancel", saved: "Saved.", sending: "Sending …", optional: "(may be left out)", lines: "(one a line, if any)", choose: "Choose", drop: "Remove",
    noOfficers: "No officer: the body cannot propose at present.", addOfficer: "Add an officer (name or id)", unknownMember: "No member in office is called so", nothing: "none", yes: "yes", no: "no", away: "The rest of the directory is away; ids stand in place of names.",
    term: "Term {term}", speaksFor: "Officer of", endedOn: "Ends on", nobody: "nobody", tookOver: "Took over from",
  },
  field: {
    members: { name: "Name", sector: "Sector", party_group: "Party", committee: "Committee", term: "Term" },
    bodies: { name: "Name", kind: "Kind", officers: "Officers" },
    units: { name: "Name", system: "System", linked_committee: "Linked committee", aliases: "Aliases", successor_id: "Succeeded by", ended_on: "Ends on" },
  },
  choice: { party_group: "Party", sector: "Sector", committee: "Committee", party: "Party and mass organisations", government: "Government", other: "Other" },
  stale: { title: "Somebody else has just changed this record.", elsewhere: "Not in what is edited here.", mine: "(you typed something else, which is kept)", kept: "What you typed is still there. Look at it, and save.", save: "Looked at: save" },
  enrol: {
    title: { members: "Enrol one member", bodies: "Enrol one body", units: "Enrol one unit" }, open: "Enrol", id: "An id is never changed.", taken: "This id is that of {name}.", see: "Look",
    send: { members: "Enrol the member", bodies: "Enrol the body", units: "Enrol the unit" },
  },
  end: {
    title: "What changes", reason: "Reason", successor: "Which unit takes over (name or id)", unknownUnit: "No open unit is called so", on: "From which day", send: "{what}: {name}",
    retire: { members: "Leaves", bodies: "Dissolve", units: "Dissolve, with no successor" }, succeed: "Succeeded by another unit", undo: "Undo the succession", term: "Enrol for a later term",
    then: {
      members: "Whoever has left proposes, co-signs and books nothing more; what was proposed goes on. Enrolling for a later term brings them back.", bodies: "It proposes nothing more, for good; what was proposed goes on.",
      units: "From today on it is assigned nothing new, for good; what it holds it finishes. Where a unit takes over, say which instead.",
    },
    after: { succeed: "From that day on the successor is assigned what is new; the unit is still found by its names, and finishes what it holds. The day may be past or to come.", undo: "Where it was a mistake; not once a proposal or a reply has gone by it.", term: "Name, sector and so on stay as recorded, and may be corrected afterwards." },
    done: { retire: "Done.", succeed: "The successor is recorded.", undo: "The succession is undone.", term: "Enrolled for the later term." },
  },
  history: {
    title: "History", away: "The history is away.", reason: "Reason: {reason}",
    deed: { enrolled: "Enrolled", term: "Enrolled for a later term", corrected: "Corrected", retired: "Left or dissolved", succeeded: "Succeeded by another unit", undone: "Succession undone" },
  },
  person: {
    title: "Contacts", lead: "One of the staff enters, another confirms by entering the same once more. They are shown masked, and kept nowhere in this browser.", unknown: "Notification has not heard of this member yet; try again in a moment.", again: "Try again", reading: "Reading …", none: "nothing on file", anew: "cannot be opened any more: enter it anew", checked: "Confirmed", waits: "To be confirmed",
    by: "entered by {who}, {at}", checkedBy: "; confirmed by {who}", byOther: "What you have entered another of the staff confirms.", confirm: "Confirm", enter: "Enter", replace: "Replace", remove: "Remove", erase: "Remove all (when a member leaves)", eraseThen: "All contacts and how they wished to be told are removed; they are told on the old ones.",
    ask: { enter: "What it is", confirm: "The same once more, as the member gave it", remove: "Why it is removed", erase: "Why they are removed" }, send: { enter: "Enter", confirm: "Confirm", remove: "Remove", erase: "Remove all" },
    done: { enter: "Entered. Another of the staff confirms it.", confirm: "Confirmed.", remove: "Removed; the member is told on the old one.", erase: "All removed; the member is told." },
  },
  waiting: {
    title: "Contacts to be confirmed", lead: "Enter each once more, as the member gave it: the same confirms it. Enter leads to the next. A wrong one never shows what was entered; where that was wrong, replace it on the member's page.", find: "Name, id or who entered", others: "For you to confirm", mine: "Entered by you, for others to confirm", none: "Nothing waits for you.", again: "Once more", value: "{channel} of {name}, once more", file: "to-confirm.csv", channel: "Channel", by: "Entered by", since: "Since", link: "Contacts to be confirmed",
  },
};
export default en;
