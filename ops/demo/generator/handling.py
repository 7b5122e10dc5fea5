"""The units' parts: assigned, returned, accepted, talked through, planned, replied."""

from dataclasses import dataclass
from random import Random

from contracts.base import Adoption, AnswerClass, Form, Phase, UnitRole
from ops.demo.generator import wording
from ops.demo.generator.moments import Calendar
from ops.demo.generator.people import TOWNS, Directory
from ops.demo.generator.plans import Plan
from ops.demo.script import Answer, Handling, Meeting, Moment, Reply, Returned

LAST_REPLY = 345


@dataclass(frozen=True)
class Handled:
    handling: Handling
    start: Moment
    """When the unit's deadline began to run."""

    @property
    def replied(self) -> bool:
        return bool(self.handling.replies)


def _units(plan: Plan, rng: Random, directory: Directory) -> list[tuple[str, UnitRole, list[int]]]:
    ids = directory.unit_ids
    helpers = [ids[name] for name in plan.text.helpers]
    others = [
        unit for unit in ("财政局", "发展和改革局", *(f"{town}政府" for town in TOWNS)) if ids[unit] not in helpers
    ]
    rng.shuffle(others)
    helpers += [ids[unit] for unit in others if unit != plan.text.unit]
    main = ids[plan.text.unit]
    if plan.shape == "split2":
        numbers = list(range(1, len(plan.text.suggestions) + 1))
        half = len(numbers) // 2
        return [(main, "split", numbers[:half]), (helpers[0], "split", numbers[half:])]
    count = int(plan.shape[-1]) if plan.shape.startswith("lead") else 0
    return [(main, "lead" if count else "sole", []), *((helper, "helper", []) for helper in helpers[:count])]


def handle(
    plan: Plan, rng: Random, calendar: Calendar, directory: Directory, proposers: list[str], issued: Moment
) -> list[Handled]:
    found: list[Handled] = []
    for n, (unit, role, suggestions) in enumerate(_units(plan, rng, directory)):
        if role == "helper":
            accepted = calendar.within(rng, issued.day + 1, issued.day + 6, issued)
            opinion = rng.choice(wording.HELPER_OPINIONS) if rng.random() < 0.25 else None
            helper = Handling(unit=unit, role=role, issued=issued, accepted=accepted, opinion=opinion)
            found.append(Handled(helper, issued))
            continue
        part = Handling(unit=unit, role=role, suggestions=suggestions, issued=issued)
        start = issued
        if n == 0 and plan.returned is not None:
            returned = _return(plan, rng, calendar, directory, unit, issued)
            if plan.returned == "reassigned":
                elsewhere = [u for u in directory.unit_ids.values() if u not in _concerned(plan, directory)]
                part = part.model_copy(update={"unit": rng.choice(elsewhere)})
            part = part.model_copy(update={"returned": returned})
            start = returned.decided
        found.append(_work(plan, rng, calendar, directory, proposers, part, start))
    return found


def _return(plan: Plan, rng: Random, calendar: Calendar, directory: Directory, unit: str, issued: Moment) -> Returned:
    """Within three calendar days: how many of them are working days is not known before the day of the run."""
    when = calendar.within(rng, issued.day, issued.day + 1, issued)
    decided = calendar.within(rng, when.day, issued.day + 2, when)
    if plan.returned == "reassigned":
        return Returned(when=when, reason=rng.choice(wording.RETURNS), suggested_unit=unit, decided=decided)
    return Returned(
        when=when,
        reason=wording.RETURNS[0],
        suggested_unit=directory.unit_ids["数据管理局"],
        decided=decided,
        refused_because=wording.REFUSED,
    )


def _concerned(plan: Plan, directory: Directory) -> set[str]:
    names = [plan.text.unit, *plan.text.helpers, "财政局", "发展和改革局", *(f"{town}政府" for town in TOWNS)]
    return {directory.unit_ids[name] for name in names}


def _work(
    plan: Plan,
    rng: Random,
    calendar: Calendar,
    directory: Directory,
    proposers: list[str],
    handling: Handling,
    start: Moment,
) -> Handled:
    """What the unit that handles it in the end does, from acceptance to the last reply; cut off by the year's end."""
    name, day = directory.unit_name(handling.holder), start.day
    meetings: list[Meeting] = []
    replies: list[Reply] = []

    def meet(
        phase: Phase,
        when: Moment,
        cycle: int = 1,
        disputed: str | None = None,
        upheld: bool | None = None,
        form: Form | None = None,
    ) -> None:
        form = form or rng.choices(("face_to_face", "site_visit", "meeting"), (6, 3, 3))[0]
        raised = rng.randint(2, 6)
        place = rng.choice(wording.PLACES[form]).format(unit=name, town=rng.choice(TOWNS))
        meetings.append(
            Meeting(
                when=when,
                cycle=cycle,
                phase=phase,
                form=form,
                place=place,
                requested_by=rng.choice(("unit", "unit", "unit", "proposer", "committee")),
                participants=[*proposers[:2], f"{name}分管负责人", f"{name}经办人"],
                minutes=wording.minutes(rng, phase, form, plan.text),
                points_raised=raised,
                points_agreed=raised - rng.choice((0, 0, 1, 1, 2)),
                disputed=disputed,
                upheld=upheld,
            )
        )

    accepted = calendar.within(rng, day + 1, day + 6, start)
    before = calendar.within(rng, day + 8, day + 22, accepted)
    if before.day > LAST_REPLY - 40:
        return Handled(handling.model_copy(update={"accepted": accepted}), start)
    meet("before", before)
    planned = calendar.within(rng, day + 15, day + 30, before)
    plan_text = wording.plan(rng, name, plan.text)
    update = {"accepted": accepted, "planned": planned, "plan": plan_text, "meetings": meetings, "replies": replies}
    if plan.disputed is not None:
        claimed = calendar.within(rng, day + 32, day + 40, planned)
        meet("during", claimed, disputed=rng.choice(wording.DISPUTES), upheld=plan.disputed == "upheld")
        planned = calendar.within(rng, claimed.day + 2, claimed.day + 6, claimed)
    if rng.random() < 0.15:
        meet(
            "during", calendar.within(rng, day + 31, day + 45, planned), form=rng.choice(("phone", "video", "written"))
        )
    # Helpers have two months, not three: what they countersign is drafted earlier.
    soon = 12 if plan.shape.startswith("lead") else 0
    during = calendar.within(rng, day + 38 - soon // 2, day + 58 - soon, planned)
    late = plan.late in ("extended", "missed")
    drafted = calendar.within(rng, day + (90 if late else 50 - soon // 2), day + (97 if late else 70 - soon), during)
    replied = calendar.within(
        rng, day + (102 if late else 72 if plan.late else 56), day + (114 if late else 86), drafted
    )
    if replied.day > LAST_REPLY:
        return Handled(handling.model_copy(update=update), start)
    meet("during", during)
    own = handling.suggestions or list(range(1, len(plan.text.suggestions) + 1))
    contact = f"{name}办公室 示例联络员"
    replies.append(_reply(plan, rng, name, contact, own, 1, drafted, replied))
    if plan.unhappy in ("rehandled", "again"):
        signed = calendar.within(rng, replied.day + 5, replied.day + 9, replied)
        again = calendar.within(rng, signed.day + 2, signed.day + 5, signed)
        meet("before", again, cycle=2)
        between = calendar.within(rng, again.day + 3, again.day + 8, again)
        meet("during", between, cycle=2)
        redrafted = calendar.within(rng, between.day + 2, between.day + 5, between)
        reissued = calendar.within(rng, signed.day + 14, signed.day + 24, redrafted)
        replies.append(_reply(plan, rng, name, contact, own, 2, redrafted, reissued))
        replied = reissued
    if rng.random() < 0.6:
        meet("after", calendar.within(rng, replied.day + 12, min(replied.day + 45, 360), replied))
    return Handled(handling.model_copy(update=update), start)


def _reply(
    plan: Plan, rng: Random, name: str, contact: str, own: list[int], cycle: int, drafted: Moment, issued: Moment
) -> Reply:
    answer_class: AnswerClass = plan.answer_class
    if cycle == 2:
        answer_class = "reference" if plan.unhappy == "again" else "solved"
    adoptions = _adoptions(rng, answer_class, len(own))
    answers: list[Answer] = []
    turn = rng.randrange(6)
    for number, adoption in zip(own, adoptions, strict=True):
        suggestion = plan.text.suggestions[number - 1]
        planned = adoption == "planned"
        answers.append(
            Answer(
                suggestion=number,
                adoption=adoption,
                why=wording.answer(turn + number, suggestion, adoption),
                promise=wording.promise(suggestion) if planned else None,
                due_day=_due_day(plan, rng, issued.day) if planned else None,
            )
        )
    return Reply(
        cycle=cycle,
        drafted=drafted,
        issued=issued,
        answer_class="solved" if plan.class_changed else answer_class,
        vetted_class="planned" if plan.class_changed else None,
        class_change_reason=rng.choice(wording.CLASS_CHANGES) if plan.class_changed else None,
        rejected_first=rng.choice(wording.REJECTIONS) if plan.rejected_first and cycle == 1 else None,
        answers=answers,
        text=wording.reply_text(rng, name, plan.text, answer_class),
        signatory=f"{name}主要负责人",
        contact=contact,
    )


def _adoptions(rng: Random, answer_class: AnswerClass, count: int) -> list[Adoption]:
    kinds: dict[AnswerClass, tuple[Adoption, ...]] = {
        "solved": ("adopted",),
        "planned": ("planned", "adopted", "planned", "partly"),
        "reference": ("not_adopted", "partly", "partly"),
        "infeasible": ("not_adopted",),
    }
    of = kinds[answer_class]
    found: list[Adoption] = [of[n % len(of)] for n in range(count)]
    if answer_class == "solved" and count > 2 and rng.random() < 0.4:
        found[-1] = "partly"
    rng.shuffle(found)
    return found


def _due_day(plan: Plan, rng: Random, issued: int) -> int:
    if issued > 250:
        return rng.randint(400, 500)
    soon = max(200, issued + 40)
    match plan.promise:
        case "on_time":
            return rng.randint(soon + 20, soon + 90)
        case "late" | "missed":
            return rng.randint(soon, soon + 50)
        case "running" | "released":
            return rng.randint(370, 500)
