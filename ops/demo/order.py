"""Whether a script can be played: names resolve, and everybody knows what they need to know when they act."""

from itertools import pairwise
from pathlib import Path

import yaml

from ops.demo.script import Moment, Script


def problems(script: Script) -> list[str]:
    """What needs another service's knowledge comes at a later moment; names resolve; a story is told in order."""
    wrong: list[str] = []
    refs = {p.ref for p in script.proposals}
    bookings = {b.ref: b for b in script.bookings}
    calls = {c.ref: c for c in script.calls}
    if len(refs) != len(script.proposals):
        wrong.append("a ref is used twice")

    def later(what: str, *moments: Moment | None) -> None:
        known = [m for m in moments if m is not None]
        for earlier, after in pairwise(known):
            if earlier.order >= after.order:
                wrong.append(f"{what}: {after.day} {after.at} must come after {earlier.day} {earlier.at}")

    for booking in script.bookings:
        if booking.call not in calls or not 0 <= booking.topic < len(calls[booking.call].topics):
            wrong.append(f"{booking.ref}: no such topic")
        else:
            later(booking.ref, script.directory, calls[booking.call].publish, booking.book)
    for p in script.proposals:
        if p.booking is not None:
            if p.booking not in bookings or bookings[p.booking].member != p.first_proposer:
                wrong.append(f"{p.ref}: booking {p.booking} is not the first proposer's")
            else:
                later(p.ref, bookings[p.booking].book, p.filed)
        later(p.ref, script.directory, p.filed, *(step.when for step in p.review))
        wrong += [f"{p.ref}: no proposal {c}" for step in p.review for c in step.children if c not in refs]
        if any(cosign.agreed is None for cosign in p.cosigns) and any(
            step.when.day - p.filed.day < 2 for step in p.review if step.do != "withdraw"
        ):
            wrong.append(f"{p.ref}: reviewed while an invitation to co-sign is open")
        admitted = next((step.when for step in p.review if step.do == "admit"), None)
        if (p.handlings or p.key) and admitted is None:
            wrong.append(f"{p.ref}: handled without an admission")
        if p.key is not None:
            later(f"{p.ref} key", admitted, p.key.when)
        for h in p.handlings:
            name = f"{p.ref} {h.unit}"
            later(name, admitted, h.issued, h.returned.when if h.returned else None, h.accepted, h.planned)
            before = [m.when for m in h.meetings if m.phase == "before" and m.cycle == 1]
            if h.planned and not any(m.order <= h.planned.order for m in before):
                wrong.append(f"{name}: a plan without a meeting before it")
            for reply in h.replies:
                later(f"{name} reply {reply.cycle}", h.planned or h.accepted, reply.drafted, reply.issued)
                during = [m for m in h.meetings if m.phase == "during" and m.cycle == reply.cycle]
                if not any(m.when.order < reply.issued.order for m in during):
                    wrong.append(f"{name}: reply {reply.cycle} without a meeting during its handling")
                signed = [s for s in p.sign_offs if (s.unit, s.cycle) == (h.unit, reply.cycle)]
                for s in signed:
                    later(f"{name} sign-off {s.member}", reply.issued, s.when)
                if reply.cycle > 1:
                    unhappy = [s.when for s in p.sign_offs if (s.unit, s.cycle) == (h.unit, reply.cycle - 1)]
                    later(f"{name} cycle {reply.cycle}", *unhappy[-1:], reply.drafted)
        for number, s in enumerate(p.sign_offs):
            earlier = (e for e in p.sign_offs[:number] if (e.unit, e.cycle) == (s.unit, s.cycle))
            if s.cycle == 1 and any(e.result == "dissatisfied" for e in earlier):
                wrong.append(f"{p.ref}: {s.member} signs what a dissatisfied signature has superseded")
        replied = {(h.unit, r.cycle) for h in p.handlings for r in h.replies}
        wrong += [f"{p.ref}: {s.unit} has no reply {s.cycle}" for s in p.sign_offs if (s.unit, s.cycle) not in replied]
        for promise in p.promises:
            later(f"{p.ref} promise", promise.claimed, promise.verified)
        for outcome in p.outcomes:
            later(f"{p.ref} outcome", admitted, outcome.when, outcome.verified or outcome.rejected)
        if p.beneficiaries is not None:
            for rated in p.beneficiaries.ratings:
                later(f"{p.ref} beneficiaries", admitted, p.beneficiaries.opened, rated.when)
    return wrong


def load(directory: Path) -> Script:
    """The script of the county whose files lie in ``directory``; raises ValueError for one that cannot be played."""
    script = Script.model_validate(yaml.safe_load((directory / "script.yaml").read_text("utf-8")))
    wrong = problems(script)
    if wrong:
        raise ValueError(f"{directory / 'script.yaml'}: " + "; ".join(wrong))
    return script
