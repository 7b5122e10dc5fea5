"""The county size: 220 proposals in the proportions of practice."""

from pathlib import Path
from random import Random

import yaml
from pydantic import BaseModel, ConfigDict

from ops.demo.generator import moments, texts, wording
from ops.demo.generator.build import County
from ops.demo.generator.moments import Calendar
from ops.demo.generator.people import Directory, archive_rows, directory
from ops.demo.generator.plans import Plan, deal_handling
from ops.demo.generator.story import Story
from ops.demo.generator.texts import Text
from ops.demo.script import (
    Activity,
    AdvancedUnit,
    Booking,
    Call,
    Proposal,
    Script,
    ServiceIssue,
    Session,
    Topic,
    Tracked,
)

FILED, BETWEEN, BOOKED, JOINT, LAPSING = 220, 22, 23, 25, 3
DECLINED, THIN, RETURNED, EDITED, MERGED, REPEATING, DOCX = 12, 2, 8, 5, 10, 6, 50
BETWEEN_DAYS = (9, 15, 24, 36, 78, 84, 92, 100, 108, 120, 132, 146, 160, 176, 190, 206, 222, 240, 260, 290, 320, 345)
SOURCES = ("县政协主席会议", "委员建议", "县直部门", "乡镇", "群众来信来访", "专题调研")


class _Lists(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    titles: list[tuple[str, str]]
    quarterly: list[list[str]]
    service_issues: list[tuple[str, str, str]]
    advanced: list[str]


def _plans(rng: Random, people: Directory) -> list[Plan]:
    """Each text once; what happens to it until its admission is dealt out by number."""
    unique = [text for subjects in texts.fields().values() for subject in subjects for text in subject]
    again = texts.told_again()
    rng.shuffle(unique)
    unique.sort(key=lambda text: text.title not in again)
    refused = texts.declined()
    rng.shuffle(refused)
    plans = [Plan("", text) for text in unique[: FILED - DECLINED - MERGED - 1]]
    masters, free = plans[: len(again)], plans[len(again) :]

    def take(count: int) -> list[Plan]:
        taken, free[:] = free[:count], free[count:]
        return taken

    for n, plan in enumerate(take(BETWEEN)):
        plan.between = BETWEEN_DAYS[n]
    for plan in take(BOOKED):
        plan.booked = True
    for n, plan in enumerate(take(len(people.officers))):
        plan.kind, plan.body = "collective", f"B{n + 1:02d}"
    for plan in take(RETURNED):
        plan.review = "return"
    for plan in take(THIN):
        plan.review = "thin"
    for plan in take(EDITED):
        plan.review = "edit"
    early, _, also_early, late = take(4)
    early.review = also_early.review = "withdraw_early"
    late.review = "withdraw_late"
    for n, plan in enumerate(take(REPEATING), start=1):
        plan.repeats = f"A-2025-{n}"
    children = _children(masters, again)
    for plan in take(JOINT - 4):
        plan.kind = "joint"
    joint_children = [child for child in children if child.review == "child"][:2]
    for plan in (*masters[:2], *joint_children):
        plan.kind = "joint"
    plans += [*children, *(Plan("", d.text(), review="decline", declined=d) for d in refused[:DECLINED])]
    rng.shuffle(plans)
    for n, plan in enumerate(plans, start=1):
        plan.ref = f"P{n:03d}"
    for master in masters:
        for child in children:
            if child.master == master.text.title:
                child.master = master.ref
    return plans


def _children(masters: list[Plan], again: dict[str, Text]) -> list[Plan]:
    """Ten merged into five; the sixth pair is parted again."""
    found: list[Plan] = []
    for n, master in enumerate(masters[:5]):
        master.late_hour = n % 2 == 0
        title = master.text.title
        found.append(Plan("", again[title], review="child", master=title))
        found.append(Plan("", texts.edited_copy(master.text), review="child", master=title))
    parted = masters[5].text
    found.append(Plan("", again[parted.title], review="parted", master=parted.title))
    return found


def _proposers(rng: Random, people: Directory, plans: list[Plan]) -> None:
    queue = [*rng.sample(people.member_ids, 180), *rng.sample(people.member_ids, 60)]
    merging = {ref for plan in plans if plan.master for ref in (plan.ref, plan.master)}
    for plan in plans:
        plan.first = people.officers[plan.body] if plan.body else queue.pop(0)
        if plan.kind != "joint":
            continue
        others = [member for member in rng.sample(people.member_ids, 9) if member != plan.first][
            : rng.choice((1, 2, 2, 3, 4, 5))
        ]
        answers: list[bool | None] = [rng.choices((True, False, None), (72, 12, 16))[0] for _ in others]
        if plan.ref in merging:
            # A merge is decided the morning after, when an invitation that nobody answers has not lapsed yet.
            answers = [answer is not False for answer in answers]
        plan.cosigners = list(zip(others, answers, strict=True))


def _calls(calendar: Calendar, booked: list[Text], spare: list[Text], quarterly: list[list[str]]) -> list[Call]:
    rng = Random("calls")

    def topics(titles: list[str]) -> list[Topic]:
        return [Topic(title=title, source=rng.choice(SOURCES)) for title in titles]

    ordered = topics([text.matter for text in (*booked, *spare[:LAPSING])])
    catalogue = topics([text.matter for text in spare[LAPSING:]])
    calls = [
        Call(
            ref="C1",
            kind="commissioned",
            title="预约重点打造提案选题清单",
            basis="《示例县政协提案预约打造办法》",
            topics=ordered,
            publish=calendar.from_day(6),
            close_day=60,
        ),
        Call(
            ref="C2",
            kind="catalogue",
            title="五届五次会议提案参考目录",
            basis="《示例县政协提案提交管理办法》",
            topics=catalogue,
            publish=calendar.from_day(20),
            close_day=60,
        ),
    ]
    for n, (day, titles) in enumerate(zip((94, 184, 275), quarterly, strict=True)):
        title = f"{('二', '三', '四')[n]}季度提案线索提醒"
        basis = "《示例县政协提案提交管理办法》"
        calls.append(
            Call(
                ref=f"C{n + 3}",
                kind="quarterly",
                title=title,
                basis=basis,
                topics=topics(titles),
                publish=calendar.from_day(day),
                close_day=day + 60,
            )
        )
    return calls


def _advanced(proposals: list[Proposal], reasons: list[str]) -> list[AdvancedUnit]:
    """The units whose handling was assessed most often."""
    assessed = [p.holder(a.unit) for p in proposals for a in p.assessments if a.unit is not None]
    ranked = sorted(set(assessed), key=lambda unit: (-assessed.count(unit), unit))
    return [AdvancedUnit(unit=unit, reason=reason) for unit, reason in zip(ranked, reasons, strict=False)]


def _tracked(calendar: Calendar, rng: Random, number: int, *, finished: bool) -> Tracked:
    visit = Activity(
        when=calendar.within(rng, 110, 220), kind="site_visit", findings=rng.choice(wording.ACTIVITIES["site_visit"])
    )
    return Tracked(
        archive_id=f"A-2025-{number}",
        when=calendar.from_day(70),
        reason=wording.TRACKING_REASON,
        activities=[visit],
        finished=calendar.within(rng, 260, 330) if finished else None,
        finding=wording.TRACKING_FINDING if finished else None,
    )


def build() -> County:
    lists = _Lists.model_validate(yaml.safe_load((Path(texts.SUBJECTS) / "archive.yaml").read_text("utf-8")))
    rng, people = Random("示例县 2026"), directory(240, 18, [])
    plans = _plans(rng, people)
    _proposers(rng, people, plans)
    deal_handling(plans, "handling")
    repeating = sorted((plan for plan in plans if plan.repeats), key=lambda plan: plan.repeats or "")
    older = [(texts.of_last_year(plan.text), plan.text.unit) for plan in repeating]
    names = [(title, unit if unit.startswith("县委") else f"示例县{unit}") for title, unit in (*older, *lists.titles)]
    people = directory(240, 18, archive_rows(names, 60, "archive"))
    calendar = moments.county()
    story = Story(calendar, people, plans)
    proposals = [story.tell(plan) for plan in plans]
    booked = [plan for plan in plans if plan.booked]
    unique = [text for subjects in texts.fields().values() for subject in subjects for text in subject]
    spare = [text for text in unique if text.title not in {plan.text.title for plan in booked}]
    rng = Random("year")
    rng.shuffle(spare)
    used = {plan.first for plan in booked}
    idle = [member for member in people.member_ids if member not in used]
    bookings = [
        Booking(ref=f"K{plan.ref[1:]}", call="C1", topic=n, member=plan.first, book=calendar.within(rng, 12, 27))
        for n, plan in enumerate(booked)
    ]
    bookings += [
        Booking(ref=f"K9{n:02d}", call="C1", topic=BOOKED + n, member=idle[40 * n], book=calendar.within(rng, 12, 27))
        for n in range(LAPSING)
    ]
    issues: list[ServiceIssue] = []
    for n, (opinion, owner, proof) in enumerate(lists.service_issues):
        raised = calendar.within(rng, 80 + 36 * n, 90 + 36 * n)
        assigned = calendar.within(rng, raised.day + 2, raised.day + 8, raised)
        resolved = calendar.within(rng, assigned.day + 10, assigned.day + 30, assigned)
        verified = calendar.within(rng, resolved.day + 2, resolved.day + 12, resolved)
        done = n != 5
        issues.append(
            ServiceIssue(
                raised=raised,
                member=rng.choice(people.member_ids),
                opinion=opinion,
                assigned=assigned,
                owner=owner,
                due_day=assigned.day + 40,
                resolved=resolved if done else None,
                proof=proof if done else None,
                verified=verified if done and n != 4 else None,
            )
        )
    tracked = [_tracked(calendar, rng, number, finished=number != 43) for number in (8, 11, 43)]
    script = Script(
        title="示例县",
        directory=calendar.from_day(0),
        session=Session.model_validate(
            {"session_id": "S5-5", "term": 5, "number": 5, "plenary_opens": "50 09:00", "plenary_cutoff": "53 18:00"}
        ),
        calls=_calls(calendar, [plan.text for plan in booked], spare[:40], lists.quarterly),
        bookings=bookings,
        proposals=proposals,
        tracked=tracked,
        service_issues=issues,
        schemes=calendar.from_day(335),
        computed=calendar.from_day(362),
        advanced_units=_advanced(proposals, lists.advanced),
    )
    plain = [plan.ref for plan in plans if plan.review in ("admit", "child", "parted")]
    return County(people, plans, script, docx=set(plain[:: max(1, len(plain) // DOCX)][:DOCX]))
