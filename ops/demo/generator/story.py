"""One proposal's year: from its plan to what everybody does, and when."""

from random import Random
from typing import get_args

from contracts.base import OutcomeKind, Rating
from ops.demo.generator import wording
from ops.demo.generator.handling import Handled, handle
from ops.demo.generator.moments import Calendar
from ops.demo.generator.people import LEADERS, Directory
from ops.demo.generator.plans import Plan
from ops.demo.generator.signing import signatures
from ops.demo.script import (
    Activity,
    Assessment,
    Beneficiaries,
    Cosign,
    Extension,
    Key,
    Moment,
    Outcome,
    Promise,
    Proposal,
    Rated,
    Review,
    Urge,
)

LAST_STEP = 360
PROPOSAL_POINTS = {"topic": 20, "research": 20, "analysis": 20, "suggestions": 30, "writing": 10}
HANDLING_POINTS = {"leadership": 8, "mechanism": 6, "cooperation": 6, "format": 6}


class Story:
    """What all proposals of one county share while their years are told."""

    def __init__(self, calendar: Calendar, directory: Directory, plans: list[Plan]) -> None:
        self.calendar = calendar
        self.directory = directory
        self.plans = {plan.ref: plan for plan in plans}
        self.assignment = calendar.from_day(66)
        """The joint assignment meeting."""
        self.merging = calendar.from_day(54)
        """All plenary ones are filed by then, and every invitation to those that are merged is answered."""
        self.leaders = 3

    def children(self, plan: Plan) -> list[Plan]:
        return [other for other in self.plans.values() if other.master == plan.ref and other.review == "child"]

    def signers(self, plan: Plan) -> list[str]:
        """First, joint, and those of merged proposals; each once."""
        mine = [plan.first, *(member for member, agreed in plan.cosigners if agreed)]
        return list(dict.fromkeys([*mine, *(m for child in self.children(plan) for m in self.signers(child))]))

    def _filed(self, plan: Plan, rng: Random) -> Moment:
        if plan.between is not None:
            return self.calendar.from_day(plan.between)
        slots = [m for m in self.calendar.moments if (m.day, 0) >= (50, 0) and m.order < (53, wording.CUT_OFF)]
        last = [m for m in slots if m.day == 53 and m.at.hour == 17]
        if plan.late_hour:
            return rng.choice(last)
        weights = [1 if m.day < 52 else 2 if m.day == 52 else 5 for m in slots]
        return rng.choices(slots, weights)[0]

    def tell(self, plan: Plan) -> Proposal:
        rng = Random(f"story {plan.ref} {plan.text.title}")
        filed = self._filed(plan, rng)
        review = self._review(plan, rng, filed)
        admitted = next((step.when for step in review if step.do == "admit"), None)
        handled: list[Handled] = []
        issued: Moment | None = None
        if admitted is not None and plan.handled:
            issued = self.assignment
            if plan.between is not None:
                issued = self.calendar.within(rng, admitted.day + 3, admitted.day + 9, admitted)
            if issued.day < LAST_STEP:
                handled = handle(plan, rng, self.calendar, self.directory, self.signers(plan), issued)
        key = self._key(plan, rng, admitted)
        sign_offs = [
            s for h in handled if h.replied for s in signatures(plan, rng, self.calendar, h, self.signers(plan))
        ]
        return Proposal(
            ref=plan.ref,
            text=f"{plan.ref}-1" if plan.review in ("return", "thin") else plan.ref,
            kind=plan.kind,
            first_proposer=plan.first,
            body=plan.body,
            cosigns=[
                Cosign(member=m, agreed=a, opinion=rng.choice(wording.COSIGN_OPINIONS) if a else None)
                for m, a in plan.cosigners
            ],
            booking=f"K{plan.ref[1:]}" if plan.booked else None,
            research_day=max(0, filed.day - rng.randint(6, 70)) if rng.random() < 0.75 else None,
            publish_consent=rng.random() > 0.04,
            suggested_units=[self.directory.unit_ids[plan.text.unit]] if rng.random() < 0.8 else [],
            filed=filed,
            review=review,
            handlings=[h.handling for h in handled],
            key=key,
            activities=self._activities(plan, rng, issued, handled),
            urges=self._urges(plan, rng, handled),
            extensions=self._extensions(plan, rng, handled),
            sign_offs=sign_offs,
            closed_unsigned=wording.UNSIGNED_REASON if plan.unsigned == "closed" and sign_offs == [] else None,
            promises=self._promises(plan, rng, handled),
            outcomes=(outcomes := self._outcomes(plan, rng, handled)),
            beneficiaries=self._beneficiaries(plan, outcomes),
            assessments=self._assessments(plan, rng, handled),
            excellent=rng.choice(wording.EXCELLENT) if plan.excellent else None,
        )

    def _review(self, plan: Plan, rng: Random, filed: Moment) -> list[Review]:
        calendar = self.calendar
        unanswered = any(agreed is None for _, agreed in plan.cosigners)
        if plan.between is None:
            first = calendar.within(rng, 53, 54, Moment(day=53, at=wording.CUT_OFF))
            if unanswered:
                first = calendar.from_day(max(55, filed.day + 2))
        else:
            first = calendar.within(rng, filed.day + 3, filed.day + 6, filed)
        group, admit_at = plan.text.group, first
        steps: list[Review] = []
        match plan.review:
            case "withdraw_early":
                return [Review(when=calendar.after(filed), do="withdraw", reason=wording.WITHDRAWALS[0])]
            case "decline":
                assert plan.declined is not None
                return [
                    Review(
                        when=first,
                        do="decline",
                        reason_code=plan.declined.code,
                        explanation=plan.declined.explanation,
                        redirect=plan.declined.redirect,
                    )
                ]
            case "return" | "thin":
                again = calendar.after(first)
                steps = [
                    Review(when=first, do="return", comments=rng.choice(wording.RETURN_COMMENTS)),
                    Review(when=again, do="refile", text=plan.ref),
                ]
                admit_at = calendar.after(again)
                if plan.review == "thin":
                    refused = "修改后仍没有具体情况和可操作的建议，按内容空泛不予立案，欢迎深入调研后再提。"
                    return [*steps, Review(when=admit_at, do="decline", reason_code="vague", explanation=refused)]
            case "edit":
                steps = [Review(when=first, do="edit", text=f"{plan.ref}-2")]
                admit_at = calendar.after(first)
            case "child":
                return []
            case "parted":
                admit_at = calendar.after(calendar.after(self.merging))
            case "admit" | "withdraw_late":
                pass
        merged = self.children(plan)
        parted = [p for p in self.plans.values() if p.master == plan.ref and p.review == "parted"]
        if merged or parted:
            at = self.merging
            children = [child.ref for child in (*merged, *parted)]
            steps = [Review(when=at, do="merge", children=children, opinion=wording.MERGE_OPINION)]
            admit_at = calendar.after(at)
            if parted:
                steps.append(Review(when=admit_at, do="undo_merge", reason=wording.UNDO_REASON))
                admit_at = calendar.after(admit_at)
        steps.append(Review(when=admit_at, do="admit", topic_group=group, repeats=plan.repeats))
        if plan.review == "withdraw_late":
            steps.append(Review(when=calendar.after(admit_at), do="withdraw", reason=wording.WITHDRAWALS[1]))
        return steps

    def _key(self, plan: Plan, rng: Random, admitted: Moment | None) -> Key | None:
        if not plan.key or admitted is None:
            return None
        when = self.calendar.within(rng, 66, 69, admitted)
        if plan.between is not None:
            when = self.calendar.after(admitted)
        if plan.key_number is not None:
            return Key(when=when, key_number=plan.key_number, leader=LEADERS[plan.key_number - 1])
        leader = LEADERS[self.leaders]
        self.leaders = self.leaders + 1 if self.leaders + 1 < len(LEADERS) else 3
        return Key(when=when, leader=leader)

    def _activities(self, plan: Plan, rng: Random, issued: Moment | None, handled: list[Handled]) -> list[Activity]:
        if issued is None or not handled:
            return []
        chosen = ["site_visit", "symposium", "instruction"] if plan.key else []
        if plan.key and rng.random() < 0.4:
            chosen.append("site_visit")
        if not plan.key and rng.random() < 0.4:
            chosen.append(rng.choice(("call", "symposium", "site_visit")))
        held = [
            (self.calendar.within(rng, issued.day + 8, min(issued.day + 200, LAST_STEP), issued), kind)
            for kind in chosen
            if issued.day + 8 <= LAST_STEP
        ]
        return [
            Activity.model_validate({"when": when, "kind": kind, "findings": rng.choice(wording.ACTIVITIES[kind])})
            for when, kind in sorted(held, key=lambda item: item[0].order)
        ]

    def _urges(self, plan: Plan, rng: Random, handled: list[Handled]) -> list[Urge]:
        due = [h for h in handled if h.replied and plan.late == "missed"]
        return [
            Urge(
                when=self.calendar.within(rng, h.start.day + 93, h.start.day + 96, h.start),
                unit=h.handling.unit,
                text=wording.URGES[1],
            )
            for h in due
        ]

    def _extensions(self, plan: Plan, rng: Random, handled: list[Handled]) -> list[Extension]:
        if plan.late not in ("extended", "extended_on_time"):
            return []
        return [
            Extension(
                when=self.calendar.within(rng, h.start.day + 60, h.start.day + 68, h.start),
                unit=h.handling.unit,
                reason=rng.choice(wording.EXTENSIONS),
                months=1,
            )
            for h in handled
            if h.replied
        ]

    def _promises(self, plan: Plan, rng: Random, handled: list[Handled]) -> list[Promise]:
        found: list[Promise] = []
        for h in handled:
            for reply in h.handling.replies[-1:]:
                for a in reply.answers:
                    if a.due_day is None or (a.due_day > LAST_STEP + 5 and plan.promise != "released"):
                        continue
                    promise = self._promise(plan, rng, h, reply.cycle, reply.issued, a.suggestion, a.due_day)
                    found += [promise] if promise else []
        return found

    def _promise(
        self, plan: Plan, rng: Random, h: Handled, cycle: int, issued: Moment, suggestion: int, due: int
    ) -> Promise | None:
        unit, calendar = h.handling.unit, self.calendar
        match plan.promise:
            case "on_time" | "late":
                first = (due - 20, due - 1) if plan.promise == "on_time" else (due + 5, due + 15)
                claimed = calendar.within(rng, *first, issued)
                verified = calendar.within(rng, claimed.day + 3, claimed.day + 15, claimed)
                return Promise(
                    unit=unit,
                    cycle=cycle,
                    suggestion=suggestion,
                    claimed=claimed,
                    proof=rng.choice(wording.PROOFS),
                    verified=verified,
                )
            case "released":
                when = calendar.within(rng, issued.day + 60, issued.day + 90, issued)
                return Promise(
                    unit=unit, cycle=cycle, suggestion=suggestion, released=when, release_reason=wording.RELEASE_REASON
                )
            case "missed":
                return Promise(unit=unit, cycle=cycle, suggestion=suggestion)
            case "running":
                return None

    def _outcomes(self, plan: Plan, rng: Random, handled: list[Handled]) -> list[Outcome]:
        replied = [h for h in handled if h.replied]
        if not replied:
            return []
        found: list[Outcome] = []
        for kind, end in plan.outcomes:
            reply = replied[0].handling.replies[-1]
            good = [a.suggestion for a in reply.answers if a.adoption != "not_adopted"] or [reply.answers[0].suggestion]
            suggestion = rng.choice(good)
            when = self.calendar.within(rng, reply.issued.day + 12, min(reply.issued.day + 110, 345), reply.issued)
            title, evidence = chosen = rng.choice(wording.OUTCOMES[kind])
            words = {
                "gist": wording.gist(plan.text.suggestions[suggestion - 1]),
                "matter": plan.text.matter,
                "n": rng.randint(60, 900),
                "m": rng.randint(1200, 9800),
            }
            if end == "instruction":
                title, evidence = "县领导对提案作出批示", "批示件复印件一份，尚无后续文件（示例）"
            decided = self.calendar.within(rng, when.day + 3, min(when.day + 20, LAST_STEP), when)
            found.append(
                Outcome(
                    when=when,
                    suggestion=suggestion,
                    kind=kind,
                    title=title.format(**words),
                    evidence=evidence.format(**words),
                    facts={} if end == "instruction" else self._facts(plan, kind, chosen, words),
                    instruction_only=end == "instruction",
                    recorded_by=replied[0].handling.unit if kind in ("decision", "development") else "clerk",
                    verified=decided if end == "verified" else None,
                    rejected=decided if end == "rejected" else None,
                    rejection=rng.choice(wording.OUTCOME_REJECTIONS) if end == "rejected" else None,
                )
            )
        return found

    def _facts(
        self, plan: Plan, kind: OutcomeKind, chosen: tuple[str, str], words: dict[str, str | int]
    ) -> dict[str, str | int]:
        # A chance of its own: what is added to an outcome moves nothing else of the year.
        rng = Random(f"{plan.ref} {kind} facts")
        title, _ = chosen
        match kind:
            case "decision":
                return {"document": f"示例文件第{rng.randint(10, 99)}号"}
            case "development":
                money = rng.randint(20, 480) * 10_000
                return {"project": f"{plan.text.matter}项目（示例）", "money": money, "beneficiaries": words["n"]}
            case "duty":
                return {"duty": wording.DUTIES[title]}
            case "consensus":
                form, number = wording.CONSENSUS[title]
                return {"consensus": form, "reach": words[number]}

    def _beneficiaries(self, plan: Plan, outcomes: list[Outcome]) -> Beneficiaries | None:
        """Asked about what was built and is verified."""
        built = [one.verified for one in outcomes if one.kind == "development" and one.verified is not None]
        if not built:
            return None
        rng = Random(f"{plan.ref} beneficiaries")
        opened = self.calendar.within(rng, built[0].day + 1, min(built[0].day + 10, LAST_STEP), built[0])
        ratings: list[Rated] = []
        for _ in range(rng.randint(3, 8)):
            rating = rng.choices(get_args(Rating), (7, 2, 1))[0]
            when = self.calendar.within(rng, opened.day + 1, min(opened.day + 20, LAST_STEP), opened)
            said = rng.choice((None, None, *wording.BENEFICIARIES_SAY[rating]))
            ratings.append(Rated(when=when, rating=rating, opinion=said))
        return Beneficiaries(opened=opened, ratings=sorted(ratings, key=lambda one: one.when.order))

    def _assessments(self, plan: Plan, rng: Random, handled: list[Handled]) -> list[Assessment]:
        found: list[Assessment] = []
        opened = self.calendar.from_day(344)

        def points(maxima: dict[str, int], level: float) -> dict[str, float]:
            return {c: round(2 * m * min(1.0, max(0.4, rng.gauss(level, 0.07)))) / 2 for c, m in maxima.items()}

        def panel(maxima: dict[str, int], level: float) -> dict[str, dict[str, float]]:
            assessors = sorted(rng.sample([f"J{n:02d}" for n in range(1, 8)], rng.choice((3, 4, 5, 5))))
            return {assessor: points(maxima, level) for assessor in assessors}

        if plan.assessed:
            scores = panel(PROPOSAL_POINTS, 0.92 if plan.excellent else rng.uniform(0.68, 0.88))
            comments = {a: rng.choice(wording.ASSESSMENTS[:3]) for a in scores if rng.random() < 0.5}
            found.append(Assessment(opened=opened, points=scores, comments=comments))
        replied = [h for h in handled if h.replied]
        if plan.handling_assessed and replied:
            scores = panel(HANDLING_POINTS, rng.uniform(0.7, 0.92))
            own = points(HANDLING_POINTS, 0.95)
            found.append(
                Assessment(
                    opened=opened,
                    unit=replied[0].handling.unit,
                    self_assessment=own,
                    points=scores,
                    comments={next(iter(scores)): wording.ASSESSMENTS[3]},
                )
            )
        return found
