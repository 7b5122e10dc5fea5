import type { OperationsWords } from "./zh-CN";

const en: OperationsWords = {
  page: {
    title: "Running the platform", reload: "Refresh now", asOf: "As of {at}, refreshed every 10 seconds", stale: "Refreshing failed; this is still how it was at {at}.", reading: "Asking six services…", fine: "All six services are well.", worried: "{count} services need attention.",
    services: "Services",
  },
  column: { service: "Service", state: "State", events: "Events", pending: "To be sent", behind: "To be applied", parked: "Parked", missing: "Missing" },
  service: { submission: "Submission", consultation: "Consultation", supervision: "Supervision", evaluation: "Evaluation", conversion: "Conversion", notification: "Notification" },
  state: { fine: "Well", attention: "Needs attention", away: "Cannot be reached" },
  worry: {
    away: "This service cannot be reached. The others go on; what it accepted is in its store and is caught up when it is back.", store: "Its database is away: {detail}", refusing: "Commands are refused: {detail}", stopped: "It has stopped taking events: {detail}",
    failing: "A background task fails: {detail}", silent: "No worker lives: events come in and none go out. Look at this service's worker.", pending: "{count} events have waited for more than a minute to be sent. Look at Kafka.", missing: "{count} events are missing ({detail}); their source was asked. If they do not come, send its history once more.",
    decide: "{count} parked events wait for a person.", waiting: "{count} events wait for earlier ones and are applied when those come.", unrepeated: "{count} events came again after a restore without all of their effects: check each.", check: "To be checked after the restore: {detail}",
  },
  consumers: { title: "Consumers", consumer: "Consumer", source: "Source", known: "Known", applied: "Applied", waiting: "Waiting", missing: "Missing" },
  parked: {
    title: "Parked events", none: "Nothing is parked.", more: "Only the first 500 of each service are listed; the others follow when these are decided.", which: "Record", why: "Reason", since: "Since", attempts: "Attempts", error: "Error",
    version: "version {version}", unreadable: "a message that cannot be read",
  },
  reason: { gap: "waits for earlier ones", fork: "two contents of one version", poison: "could not be applied", waiting: "behind one that failed", malformed: "cannot be read", unrepeated: "without all effects after a restore" },
  replay: {
    title: "Sending history once more", why: "Sends a service's past events again. What was applied is skipped: nothing happens twice.", none: "No history is being sent.", ask: "Send history once more", service: "Of which service", county: "Only this county (six digits, optional)", record: "Only this record (its id, optional)",
    since: "Occurred from", until: "until (exclusive)", send: "Begin", sending: "Sending…", asked: "It has begun.", already: "The same is under way already; nothing was begun twice.", running: "{service}: {what}, {share} read, {sent} sent", all: "all of its history", some: "{filter}",
  },
  event: {
    back: "Back to running the platform", title: "Parked event {service}:{id}", gone: "This event is not parked any more: it was applied or given up, or it is not of your counties.", consumer: "Consumer", source: "Source", county: "County", record: "Record", version: "Version", applied: "Applied up to", place: "Message", since: "Since", attempts: "Attempts",
    withheld: "Nobody can tell whose county it is of, so that its content is not shown here; `proposals parked show` shows it on the server.", error: "Error", headers: "Headers", value: "Content", asked: "Its source was asked for earlier ones at {at}", appliedTo: "version {version}", missing: "Versions {from} to {to} before it have not come.",
    retry: "Try again", retryWhy: "Once its cause is gone (a mended program, earlier events that have come). What waits behind it is applied after it.", retrying: "Trying…", done: "Applied, and what waited behind it, too.", failed: "It could not be applied and stays parked.",
    drop: "Give it up", dropWhy: "It will have no effect. What it said, who gave it up and why are kept for good, and what waits behind it is applied. Be sure that it is void.", because: "Reason (kept for good)", missingToo: "Give up what has not come before it as well", dropping: "Sending…", dropped: "Given up; the reason is recorded.",
  },
};
export default en;
