import type { DeskWords } from "./zh-CN";

const en: DeskWords = {
  reading: "Reading …",
  state: {
    proposal: {
      filed: "To review", in_review: "In review", returned: "Returned for revision", admitted: "Admitted", declined: "Declined", merged: "Merged",
      withdrawn: "Withdrawn", archived: "Earlier year",
    },
    review: { open: "Opinions wanted", ready: "Opinions complete", void: "No group yet" },
    assignment: {
      issued: "To be accepted", accepted: "Accepted", plan_agreed: "Plan agreed", replied: "Replied", closed: "Closed", returned: "Return requested",
      disputed: "Disputed", reassigned: "Reassigned", cancelled: "Cancelled",
    },
  },
  channel: { plenary: "Plenary", between_sessions: "Between sessions" },
  kind: { individual: "Individual", joint: "Joint", collective: "Collective" },
  stage: { preliminary: "First review", second: "Second review", final: "Final review" },
  due: {
    overdue: "overdue ({at})", near: "due soon ({at})", running: "by {at}", none: "{at}", why: "Why this date",
    stage: "Round {round} of the review, {stage}", hours: "The county's rules give this stage {hours} hours",
  },
  card: { number: "No. {number}" },
  keys: {
    title: "Keys", close: "Close", send: "Send what is being filled in", typing: "While you type, only Esc and Ctrl+Enter act; other keys are text.",
    next: "Next", previous: "Previous", choose: "Choose this one", range: "Choose from the last one to here", all: "Choose all or none (of what is shown)",
    batch: "Decide on the chosen", similar: "Compare with a similar one (again: the next)", find: "Find", reload: "Reload", back: "One step back", help: "Show the keys",
    meeting: "Meeting mode", candidate: "Take suggested unit 1–9", helper: "Add as helper", urgent: "Urgent", send_one: "Assign this one", joint: "Change the way of handling",
  },
  table: { narrow: "Find in the table", export: "Export the table", none: "Nothing fits." },
  column: {
    id: "Id", number: "Number", title: "Title", state: "State", proposers: "Proposers", received: "Received", group: "Review group", due: "Due",
    unit: "Unit", waiting: "Waiting", overdue: "Overdue", topic: "Topic", step: "Step", candidates: "Suggested units", workload: "In hand",
  },
  part: { title: "Title", situation: "Situation", analysis: "Analysis", suggestions: "Suggestions", reply: "Reply", unfinished: "Unfinished", empty: "(empty)" },
  comment: {
    add: "Comment on {part}, paragraph {number}", short: "Comment", of: "Comment on {part}, paragraph {number}", drop: "Remove the comment",
  },
  refused: { kept: "What you filled in is kept; send it again as it is, nothing is done twice.", session: "Your session has ended. What you filled in is kept; sign in again at the top of the page." },
  rule: {
    stale: "Changed by somebody else meanwhile", "not-found": "No such proposal", state: "Not possible in its present state", locked: "Somebody else has it open",
    "cosign-open": "Invitations to co-sign are not answered yet", "objection-open": "The proposer objects to the entry; settle that first", "conflict-of-interest": "Nobody reviews a proposal of their own",
    "stage-open": "Opinions are still wanted", "final-word": "In this county others give the final word", "merge-open": "The proposers may still object to the merge",
    "merge-objected": "A proposer objects to the merge", "merge-two": "A merge needs two", "merge-session": "Only proposals of one session are merged",
    "not-merged": "It is not merged", "assigned-already": "Assigned already: the merge stays", "no-redirect": "There is nowhere to redirect it",
    "four-eyes": "Another member of staff must do this", "no-objection": "Nobody objects", "reason-code": "Choose one of the county's grounds", "comment-needed": "Say what to revise",
    "comment-place": "The place of a comment is gone", "comment-quote": "What a comment quotes is not there any more", "text-form": "The text does not have the form of a proposal",
    "repeats-unknown": "It is not of this county, or not an earlier one", "not-a-reviewer": "You are not on the roster of reviewers", "not-asked": "Your opinion is not asked for", "stage-over": "This stage is over",
    "no-stages": "This county's review has no stages, so there is nothing to distribute", "distributed-already": "This group has it already", "group-conflict": "Everybody in the group is a party to it", "no-group": "No group fits",
    "group-unknown": "No such group", "not-in-review": "Not in review", "not-admitted": "Not admitted yet", withdrawn: "The proposal was withdrawn",
    "role-taken": "A unit has this role already", "unit-assigned": "This unit handles it already", "unit-unknown": "No such unit in the directory", "unit-ended": "The unit has ended or was renamed",
    suggestions: "The numbers of the suggestions are wrong", cycle: "The wrong cycle of handling", "assignment-state": "Not possible in its present state of handling", helper: "A helper cannot do this",
    "same-unit": "It cannot go back to the same unit", "return-refused": "Its return was refused before", "reconsidered-already": "The reconsideration is decided", "already-exists": "Somebody else has just done it",
    "answered-already": "Answered already",
  },
  deed: {
    admit: "Admit", return: "Return", decline: "Decline", merge: "Merge", edit: "Edit the text", opine: "Give an opinion", undo_merge: "Undo the merge",
    overrule: "Uphold the merge", reconsider: "Decide the reconsideration", distribute: "Give to a review group",
  },
  decide: {
    admit: "Admit", return: "Return to the proposer", decline: "Decline", merge: "Merge", edit: "Save the text", opine: "Give the opinion", undo_merge: "Undo the merge",
    overrule: "Uphold the merge", reconsider: "Decide", group: "Decisions", sending: "Sending …", later: "Later", missing: "still needed: {what}",
    repeatsNone: "It repeats none", places: "With {count} comments at paragraphs (add them beside the text).", choose: "Choose", master: "This one is the master: {title}",
    noBeside: "There is nothing to merge into it. Choose others of the session in the list, or wait for the similar ones.", edited: "The text before stays on record, and the proposer is told.",
    between: "A blank line between two suggestions.", reopen: "Review it again", uphold: "It stays declined",
  },
  field: {
    deed: "Decision", topic: "Topic", repeats: "Does it repeat an earlier one?", comments: "Comments", places: "Comments at paragraphs", ground: "Ground", explanation: "Explanation",
    redirect: "Redirect (if the proposer agrees)", alone: "Why it is decided before all opinions are in (kept on record)", children: "Merged into it", opinion: "Opinion on the merge", reason: "Reason",
    reopened: "Outcome", outcome: "Opinion", text: "Text",
  },
  redirect: {
    none: "No", opinion: "Public-opinion note", letter: "Member's letter", suggestion: "Suggestion", asked: "the proposer is asked", agreed: "the proposer agreed", refused: "the proposer did not agree",
  },
  because: { cases: "{count} similar cases", proposer: "the proposer suggests it", reviewers: "{count} reviewers say so" },
  lock: { other: "{holder} has this proposal open until {until}.", again: "Look again", mine: "Yours until {until}; nobody else changes it." },
  changed: {
    title: "This proposal has changed since you read it", unseen: "Text and state are the same; something else changed, such as co-signers or attachments.", nothing: "(nothing)",
    kept: "What you filled in is still here. Once you have seen the change, go on with what is there now.", accept: "Seen; go on with what is there now",
    field: {
      state: "State", case_number: "Number", title: "Title", situation: "Situation", analysis: "Analysis", suggestions: "Suggestions", proposers: "Proposers", children: "Merged into it",
    },
  },
  held: {
    cosign: "co-signing open", objection: "entry disputed", merge_open: "merge may be objected to", merge_objected: "merge objected to", stage_open: "opinions wanted",
    undistributed: "no review group",
  },
  similar: {
    title: "Similar ones", reading: "Looking for similar ones …", away: "Similar ones cannot be looked up just now; the rest is not affected.", degraded: "Only the wording was compared, not the meaning.",
    waiting: "{count} proposals are not in the comparison yet.", none: "No similar one was found.", copy: "Almost the same", wording: "{share} worded alike", passages: "The {count} closest passages",
  },
  compare: { close: "End the comparison", marked: "Marked: worded alike in both", noText: "There is no full text to show; these are the passages that are alike." },
  checks: { title: "Form and content", away: "The checks cannot be read just now.", none: "Nothing was found.", must: "must", should: "should", note: "note" },
  stages: {
    title: "Opinions", group: "{group}, round {round}", disagreed: "The reviewers disagree.", alone: "Why it was decided before all opinions were in",
    given: "{given} of {wanted} opinions", due: "due {at}",
  },
  returns: { title: "Earlier returns", changed: "changed", unchanged: "not changed" },
  texts: {
    title: "Changes of the text", filed: "filed", filed_again: "filed again", filed_again_on_paper: "entered again from paper", edited: "edited by the staff",
  },
  merging: { title: "The proposers on the merge", open: "not answered", agreed: "agrees", objected: "objects", overruled: "objected; upheld" },
  file: {
    proposers: "Proposers", received: "Received", assisted: "entered from paper", comments: "Returned for", declined: "Declined for", noConsent: "Not to be published", noReason: "no reason given",
    text: "The proposal's text", attachments: "Attachments", whole: "See its whole course",
  },
  review: {
    title: "Review desk", count: "{shown} shown of {all}", list: "Proposals", all: "All", none: "Clear", chosen: "{count} chosen", batch: "Decide on the chosen",
    nothing: "There is no such proposal now.", nothingFits: "No proposal fits the filter.", toList: "Back to the list", gone: "This proposal is not in this list; look under another state.",
    hint: "Choose one from the list, or press j for the first.", choose: "Choose: {title}", more: "{count} in all", mine: "your opinion",
    reviewsAway: "The reviews cannot be read just now; due dates and groups are not shown.",
  },
  filter: {
    state: "State", words: "Find by title, proposer, number", channel: "Channel", anyChannel: "Every channel", kind: "Kind", anyKind: "Every kind", group: "Review group",
    anyGroup: "Every group", noGroup: "No group", due: "Due", anyDue: "Due or not", overdue: "Overdue", near: "Due soon", running: "Not due yet", none: "Without a date",
    waits: "What it waits for", any: "Whatever it waits for", ready: "Ready to decide", mine: "My opinion", held: "Not to be decided yet", disagreed: "Reviewers disagree", assisted: "Entered from paper",
    reconsider: "Reconsideration asked", order: "Order", topic: "Topic", anyTopic: "Every topic",
  },
  order: { due: "Due first", oldest: "Oldest first", newest: "Newest first", title: "By title" },
  settled: {
    given: "the opinion is given", open: "Open", close: "Close", admit: "An admission is not taken back; until it is assigned its proposer may withdraw.", return: "The proposer revises it and files again.",
    decline: "Its proposer may ask for reconsideration once, in time.", merge: "Until it is assigned the merge can be undone (open it and press u).", edit: "The text before stays on record.",
    opine: "While the stage is open you may give it again; the latest counts.", undo_merge: "What was merged is to be reviewed again.", overrule: "The merge stays.", reconsider: "The proposer is told.",
  },
  batch: {
    title: "Decide on {count}", close: "Close", empty: "Nothing is chosen.", what: "Decision", topic: "Topic of all", own: "A topic of its own: {title}",
    group: "Review group", suggested: "Each its suggested group", reason: "Why it is moved (optional)", ahead: "{going} will go through, {staying} will be refused, as far as is known here.", preview: "One by one",
    goes: "will go", settled: "decided already", drop: "Leave out", dropOne: "Leave out: {title}", send: "Decide on these {count}", sending: "{so} of {of} …",
    again: "Go on with the remaining {count}", admitted: "admitted as No. {number}", distributed: "given to {group}",
  },
  assign: {
    title: "Assignment", count: "{shown} shown of {all} to be assigned", words: "Find by title, number, unit", steps: "To be decided", way: "Way of handling", urgent: "Urgent",
    noCandidate: "No unit can be suggested; choose one from the directory.", workload: "{count} in hand", sole: "Handles it", lead: "Lead", helper: "Helper", splitUnit: "A part",
    otherMain: "Another unit from the directory", otherHelper: "Another helper from the directory", answers: "What {unit} answers", suggestion: "No. {number}", allSuggestions: "(all suggestions)",
    nobody: "nobody yet", returned: "{unit} returned it on {at} and suggests {to}:", plan: "Who handles it", returnFirst: "A unit asks to return it: decide that first, under the history below.",
    issue: "Assign", issued: "assigned ({role})", uncovered: "No unit answers suggestion {numbers} yet", textAway: "The proposal's text cannot be read just now; assigning is not affected.",
    text: "Situation and analysis", batch: "Assign {count} together", ahead: "{ready} are settled, {lacking} lack something (and are not sent).", issueAll: "Assign these {count}",
    settled: "No. {number} is assigned: {units}.", leave: "Leave meeting mode", takeFirst: "Take the first suggestion", many: "Assign together", nothing: "Nothing waits to be assigned.", place: "{at} of {of}",
  },
  way: { sole: "One unit", joint: "Lead and helpers", split: "In parts" },
  role: { sole: "sole", lead: "lead", helper: "helper", split: "part" },
  lack: { main: "no unit chosen", helpers: "no helper chosen", split: "parts need two units", uncovered: "a suggestion without a unit" },
  offers: {
    fresh: "First time", returned: "Returned before", settled: "Settled", unsettled: "Not settled", nobody: "No unit suggested", wasReturned: "returned before", best: "first: {unit}",
  },
  stepHere: { decide_return: "Return to be decided", decide_helper: "Helper to be decided", decide_dispute: "Dispute to be decided" },
  act: { reassign: "Grant the return to another unit", refuse: "Refuse the return", cancel: "Cancel", grant: "Grant the helper", deny: "Refuse the helper", dispute: "Decide the dispute" },
  history: {
    title: "History", none: "Never assigned yet.", suggestions: "Answers suggestion {numbers}", returnUntil: "To be accepted or returned", due: "Reply due", reason: "Reason",
    suggested: "Suggests {unit}", refused: "Its return was refused once; it cannot be returned again.", dispute: "Written statement of the unit's leader", helper: "Asks for {unit} as helper", open: "to be decided", granted: "granted", denied: "refused",
  },
  why: { issued: "Assigned {at}", days: "May be returned within {days} working days", version: "By version {version} of the rules of assignment" },
  gates: {
    title: "Talks that handling needs", away: "The rules of consultation cannot be read just now.", plan_agreed: "Before the plan: {phases} ({forms}), {times} times", approval: "Before the reply is approved: {phases} ({forms}), {times} times",
    closing: "Before it is closed: {phases} ({forms}), {times} times", return: "To be returned within {days} working days, {urgent} if urgent",
    phase: { before: "talk beforehand", during: "talk during the work", after: "talk about the result" },
    form: { face_to_face: "face to face", site_visit: "on site", meeting: "meeting", video: "video", phone: "phone", written: "written" },
  },
  home: {
    toDo: "To do", nothing: "Nothing waits now.", steps: "Waiting for you in the handling", more: "{count} more, due later.", figures: "The county's proposals", byUnit: "What waits for each unit",
    byStep: "What waits at each step", review: "The review", handling: "The handling",
  },
  task: {
    overdue: "reviews overdue", near: "reviews due soon", mine: "want my opinion", ready: "ready to decide", held: "still wait for others", reconsider: "ask for reconsideration", papers: "paper entries to confirm",
    assign: "to be assigned",
  },
  result: {
    done: "{count} done", refused: "{count} refused", left: "{count} not sent", refusedTitle: "Refused (they stay chosen)", doneTitle: "The {count} that are done",
    export: "Export the result", which: "Proposal", became: "Outcome", rule: "Rule", detail: "As the service said it",
  },
};
export default en;
