import type { TrailWords } from "./zh-CN";

const en: TrailWords = {
  trail: {
    title: "The whole record", back: "To the dossier", lead: "Every event that the five services keep, in the order in which it happened: who, when, what and why.", none: "There is no record, or it is not for you to see (auditors and the county's administrator read it).", count: "{count} events", shown: "{shown} of {count} events",
    service: "Service", any: "All services", words: "Event, person, reason", export: "Export the table", file: "Download the record", who: "Who", when: "When", what: "What", why: "Why", detail: "As stored", system: "the system", id: "Id", cause: "Caused by", data: "Data", hash: "Hash", before: "The one before",
    chain: "Record", version: "version {number}", column: "Check",
  },
  proof: {
    title: "Check", proving: "Making the hashes again on this device…", fits: "The hashes were made again on this device: {count} events in {chains} chains, each following the one before; no alteration found.", wrong: "{count} events do not fit their hash or the one before; they are marked below.", unable: "This page cannot make hashes on this device (it must be opened over a safe connection).",
    unproven: "Unproven", unsealed: "No head of these chains is sealed at a witness yet: somebody who wrote a whole chain anew, with its records, would not be seen here. So nothing on this page reads “verified”.", away: "{parts} cannot be read: unproven for that part.", kept: "{parts}: {count} reviews or scores are not decided yet and not listed until then.", offline: "The downloaded record is checked offline by:",
    signed: "Evidence of signatures", signedLead: "Each file is checked offline: who signed what, with which device, over which reply:",
  },
  fit: { fits: "fits", altered: "altered", broken: "does not follow", none: "not checked" },
  type: {},
};
export default en;
