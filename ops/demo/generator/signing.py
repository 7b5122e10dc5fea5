"""Who signs which reply, how, and with what ratings."""

from random import Random
from typing import Literal

from contracts.base import Rating
from ops.demo.generator import wording
from ops.demo.generator.handling import Handled
from ops.demo.generator.moments import Calendar
from ops.demo.generator.plans import Plan
from ops.demo.script import Moment, Reply, SignOff

View = Literal["agree", "understand", "reserve", "disagree"]


def method(member: str) -> Literal["passkey", "paper"]:
    """A member keeps to one way: seven of ten use their own device."""
    return "paper" if int(member[1:]) % 10 in (0, 3, 5) else "passkey"


def signatures(plan: Plan, rng: Random, calendar: Calendar, handled: Handled, members: list[str]) -> list[SignOff]:
    found: list[SignOff] = []
    replies = handled.handling.replies
    for reply in replies:
        if reply.cycle < len(replies):
            following = min(m.when.order for m in handled.handling.meetings if m.cycle == reply.cycle + 1)
            early = [m for m in calendar.moments if reply.issued.order < m.order < following]
            when = rng.choice([m for m in early if m.day < following[0]] or early)
            found.append(_sign(plan, rng, handled.handling.unit, reply, members[0], when, "dissatisfied"))
            continue
        silent = members[:1] if len(members) == 1 or plan.unsigned == "closed" else members[-1:]
        if plan.unsigned == "closed":
            silent = members
        for member in members:
            if plan.unsigned is not None and member in silent:
                continue
            when = calendar.within(rng, reply.issued.day + 3, min(reply.issued.day + 24, 363), reply.issued)
            unhappy = plan.unhappy == "again" and member == members[0]
            result: Rating = rng.choices(("satisfied", "mostly_satisfied"), (78, 22))[0]
            if reply.answer_class in ("reference", "infeasible"):
                result = rng.choices(("satisfied", "mostly_satisfied"), (35, 65))[0]
            found.append(
                _sign(plan, rng, handled.handling.unit, reply, member, when, "dissatisfied" if unhappy else result)
            )
    return found


def _sign(plan: Plan, rng: Random, unit: str, reply: Reply, member: str, when: Moment, result: Rating) -> SignOff:
    process: Rating = rng.choices(("satisfied", "mostly_satisfied"), (85, 15))[0]
    if plan.unhappy == "process":
        process = "dissatisfied"
    view: View = "agree" if result == "satisfied" else "understand"
    if result == "dissatisfied":
        view = rng.choice(("reserve", "disagree"))
    return SignOff(
        unit=unit,
        cycle=reply.cycle,
        member=member,
        when=when,
        method=method(member),
        result=result,
        process=process,
        visited=rng.random() < 0.8,
        view=view,
        comment=wording.comment(rng, result, process),
    )
