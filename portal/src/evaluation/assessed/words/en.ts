import type { AssessedWords } from "./zh-CN";

const en: AssessedWords = {
  list: {
    title: "Our assessments", lead: "Before the panel scores, a unit may assess itself, which is not counted; after the score it may appeal within the days given.", none: "Your unit has not been assessed yet.", proposal: "Proposal", scheme: "Scheme", stage: "Where it stands", total: "Score", until: "Appeal until", file: "our-assessments.csv", toSay: "Waiting for your self-assessment: {count}", away: "scheme not available now",
  },
  stage: { say: "self-assessment waits", panel: "with the panel", scored: "scored", appealed: "appeal not decided" },
  own: {
    title: "Self-assessment", lead: "For the panel, beside the score and not counted. Given once; not taken any more when the panel has begun.", proof: "What proves these points", needs: "Say what proves these points", leader: "Whoever handles it in your unit fills it in.", sent: "The self-assessment was given.",
  },
  appeal: {
    begin: "Appeal against the score", title: "Appeal", until: "Appeals until {until}", which: "Against which points", statement: "Reason", evidence: "Proof (may be left out)", send: "Lodge the appeal", sending: "Lodging …", lead: "The committee decides, and nobody who scored. No ranking is frozen before.", lacks: "Choose at least one, and say why.", leader: "Whoever handles it in your unit lodges it.",
  },
};
export default en;
