import type { PanelWords } from "./zh-CN";

const en: PanelWords = {
  page: { title: "Review panel", lead: "Who reviews, in which groups, which proposal goes to which group, and what the session's review came to.", session: "Session", noSession: "No session is known yet.", sessionName: "Term {term}, session {number}", sessionsAway: "Sessions cannot be read at the moment." },
  part: { roster: "Reviewers", groups: "Groups", distribution: "Distribution", report: "Review report" },
  roster: {
    none: "The roster is empty. Enrol reviewers first, then form groups.", add: "Enrol a reviewer", edit: "Correct", retire: "Retire", retireReason: "Why", retired: "retired", login: "Login: {login}", topics: "Topics: {topics}",
    sectors: "Sectors: {sectors}", member: "Member: {name}", groups: "Groups: {groups}", noGroup: "in no group", also: "Also show {count} who retired", words: "Name, login, topic", count: "{count} in all", export: "Export", noneFit: "Nobody fits.",
  },
  field: {
    name: "Name", login: "Login (as the sign-in service names it)", member: "The member that they are, if so (one's own proposals are not reviewed)", memberUnknown: "The directory has no such member", topics: "Topics (one a line, or with commas)", sectors: "Sectors (the same)",
    groupName: "Name of the group", groupTopics: "Topics that it reviews (one a line, or with commas)", groupSectors: "Sectors that it reviews (the same)", members: "Members", lead: "Lead", reason: "Why",
  },
  groups: {
    none: "This session has no group yet.", noReviewers: "The roster is empty: enrol reviewers first.", add: "Form a group", edit: "Change", dissolve: "Dissolve", dissolveReason: "Why", dissolved: "dissolved", lead: "Lead: {name}", members: "Members: {names}",
    topics: "Topics: {topics}", sectors: "Sectors: {sectors}", also: "Also show {count} that were dissolved",
  },
  distribution: {
    none: "Nothing waits for a group.", noStages: "The county's review has no stages: a clerk decides, and nothing is distributed.", noGroups: "This session has no group yet.", all: "All", chosen: "{count} chosen", send: "Distribute {count}", sending: "Distributing {so} of {of}…",
    reason: "Why otherwise than suggested (may be left out)", choose: "Choose {title}", group: "Group of {title}", pick: "Choose a group", topic: "by topic: {words}", sector: "by sector: {words}", load: "the group with the fewest", nothing: "no group can be suggested", cosign: "waits for co-signers",
    done: "went to {group}", lead: "Filed proposals without a group, each with the group that is suggested and why.", more: "Show {count} more",
  },
  report: {
    draft: "{open} are not decided yet: this is a draft.", as: "As of {at}", total: "{total} in all", download: "Word report", downloading: "Being written…", channel: "By channel", kind: "By kind", sector: "By sector", topic: "By topic", group: "By group", reason: "Grounds of declining", name: "Name", count: "Proposals",
    distributed: "Distributed", ready: "Opinions complete", masters: "{count} masters of merges.", admitted: "Admitted", declined: "Declined", before: "The session before had {total}.", number: "No.", title: "Title", why: "Ground", redirect: "Redirected", empty: "This session has no proposals yet.",
  },
  form: { save: "Save", cancel: "Not now", sending: "Sending…", stale: "Somebody changed it since you opened it; what you save replaces what is there now. Please look: {now}" },
};
export default en;
