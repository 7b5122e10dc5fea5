import type { PlanWords } from "./zh-CN";

const en: PlanWords = {
  title: "Booked topic", back: "Calls and bookings", due: "File the proposal by {on}", extended: "Extended {count} times", ofTeam: "You are of the research team; the holder makes the plan.", none: "There is no plan yet. Say in which steps, with whom and when; you are reminded before each is due.", noneOver: "There was no plan.",
  make: "Make a plan", change: "Change the plan", write: "Write the proposal", proposal: "See the proposal", saved: "The plan is saved.",
  state: { fulfilled: "Proposal filed", released: "Released", lapsed: "Lapsed" },
  part: { team: "Research team", others: "People outside the directory", research_from: "From", research_until: "Until", steps: "Steps" },
  step: { name: "What", due: "By when", done: "Done on {on}", late: "Was due on {on}", by: "By {on}", reach: "Done", when: "On which day", sure: "It is done", said: "“{name}” is done." },
  form: {
    title: "Plan", stale: "Somebody else has just changed the plan.", changed: "They changed: {what}.", kept: "What you typed is still there. Look at it, and save.", stepsHint: "Each step by {on}. What is done stays.", research: "Research", teamHint: "Members in office; the holder is of it anyway.",
    othersHint: "One name a line, no telephone", add: "Add a step", drop: "Remove", save: "Save the plan", cancel: "Cancel", sending: "Sending …",
  },
  gap: { stepName: "A step does not say what.", stepDue: "A step does not say by when.", stepTwice: "Two steps say the same.", stepLate: "A step is later than {on}.", research: "Research ends after it begins, and by {on}." },
  rule: {
    "team-large": "The team is larger than the county allows", "team-twice": "Somebody is named twice, or the holder is named", "milestones-many": "More steps than the county allows", "milestone-twice": "Two steps say the same", "milestone-done": "What is done stays in the plan, and is done once",
    "milestone-date": "The day is not possible: a new step lies between today and the booking's end, and nothing is done in the future", "milestone-unknown": "The plan has no such step any more", "research-dates": "The research cannot be then", "booking-over": "The booking is over", state: "The booking has ended", "not-a-member": "Somebody of the team is no member in office",
  },
};
export default en;
